// Where a reply says that its answer comes: "#### x", \boxed{x}, "The answer is x".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ponder {

enum class MarkKind { kHashes, kBoxed, kCue };

struct MarkedAnswer {
  MarkKind kind = MarkKind::kCue;
  std::string text;  // what follows the mark: the line, the boxed content, or the sentence
};

// The last "####" whose line is no heading ("#### Step 2:"), else the last box, else the last cue.
// Cues: "final answer", "answer is/are/...", "answer:", and the Korean words. Linear.
std::optional<MarkedAnswer> FindMarkedAnswer(std::string_view text);

std::optional<std::string> AfterHashes(std::string_view text);
std::optional<std::string> AfterCue(std::string_view text);

}  // namespace ponder
