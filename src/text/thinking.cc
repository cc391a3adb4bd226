#include "text/thinking.h"

#include <array>

#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kNone = std::string_view::npos;

const std::array<ThinkingMarks, 7>& Marks() {
  static const std::array<ThinkingMarks, 7> marks = {{
      {"seed", "<seed:think>", "</seed:think>"},
      {"magistral", "[THINK]", "[/THINK]"},
      {"channel", "<|channel|>analysis<|message|>", "<|channel|>final<|message|>"},
      {"s1", "<|im_start|>think", "<|im_start|>answer"},
      {"granite", "Here is my thought process:", "Here is my response:"},
      {"thinking", "<thinking>", "</thinking>"},
      {"think", "<think>", "</think>"},
  }};
  return marks;
}

// Drops the turn and channel marks that some dialects leave around both parts.
std::string_view TrimTurns(std::string_view text) {
  text = scan::Trim(text);
  for (std::string_view mark : {"<|im_end|>", "<|end|>", "<|return|>", "<|start|>assistant"}) {
    if (text.ends_with(mark)) text = scan::Trim(text.substr(0, text.size() - mark.size()));
  }
  if (text.ends_with("<|end|>")) text = scan::Trim(text.substr(0, text.size() - 7));
  return text;
}

}  // namespace

std::span<const ThinkingMarks> KnownThinkingMarks() { return Marks(); }

const ThinkingMarks* FindThinkingMarks(std::string_view name_or_template_text) {
  for (const ThinkingMarks& marks : Marks()) {
    if (marks.name == name_or_template_text) return &marks;
  }
  for (const ThinkingMarks& marks : Marks()) {
    const bool found = name_or_template_text.find(marks.start) != kNone ||
                       name_or_template_text.find(marks.end) != kNone;
    if (found) return &marks;
  }
  // Templates of the channel family write the mark in pieces.
  if (name_or_template_text.find("<|channel|>") != kNone) return FindThinkingMarks("channel");
  return nullptr;
}

ThinkingParts SplitThinking(std::string_view text, const ThinkingMarks& marks, bool started) {
  ThinkingParts parts;
  const std::string_view whole = scan::Trim(text);
  std::string_view body = whole;
  if (body.starts_with(marks.start)) {
    body.remove_prefix(marks.start.size());
    started = true;
  }
  const size_t end = body.rfind(marks.end);
  if (end != kNone) {
    parts.closed = true;
    std::string_view thinking = body.substr(0, end);
    // Text before a start mark in the middle is a greeting, not thinking.
    const size_t start = started ? kNone : thinking.find(marks.start);
    if (start != kNone) thinking.remove_prefix(start + marks.start.size());
    parts.thinking = TrimTurns(thinking);
    parts.answer = TrimTurns(body.substr(end + marks.end.size()));
  } else if (started) {
    parts.thinking = TrimTurns(body);
  } else {
    parts.answer = TrimTurns(whole);
  }
  return parts;
}

}  // namespace ponder
