// Effort: a dial for how much thought an answer gets. A table says what each level means.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/answer_kind.h"

namespace ponder {

enum class Effort { kNone, kMinimal, kLow, kMedium, kHigh, kXHigh, kAuto };

std::span<const Effort> Efforts();  // least first, then auto
std::string_view EffortName(Effort effort);
// Also takes "on" (medium), "off" (none) and "max" (xhigh). Throws kInvalidRequest that lists the
// levels.
Effort ParseEffort(std::string_view name);

struct EffortLine {
  Effort effort;
  std::string answer;        // "short", "code", "open" or "any"
  std::string model;         // "thinks", "plain" or "any"
  std::string method;        // "NAME[:option=value,...][@SCORER[:option=value,...]]"
  std::optional<int> limit;  // tokens of a candidate, where the caller sets none
};

// Which method a level stands for, by the kind of answer and by whether the model marks its
// thinking. Immutable.
class EffortTable {
 public:
  // The table that comes with the program: src/plan/effort.txt.
  static const EffortTable& Default();
  // A text in the same form; `place` names it in messages ("my_efforts.txt"). What no line of it
  // fits is as in the default table. Throws kInvalidRequest with place, line and what would be
  // right. Methods are checked by who creates them.
  static EffortTable Parse(std::string_view text, const std::string& place);

  const EffortLine& Line(Effort effort, AnswerKind kind, bool thinks) const;
  const std::string& Method(Effort effort, AnswerKind kind, bool thinks) const {
    return Line(effort, kind, thinks).method;
  }

  std::string_view text() const { return text_; }

 private:
  static EffortTable ParseAlone(std::string_view text, const std::string& place);
  static EffortLine ParseLine(std::string_view text);
  const EffortLine* Find(Effort effort, std::string_view answer, std::string_view model) const;

  std::string text_;
  std::vector<EffortLine> lines_;
};

// The model's chat template marks thinking.
bool MarksThinking(std::string_view chat_template);

}  // namespace ponder
