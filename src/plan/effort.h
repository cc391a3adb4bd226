// Effort: a dial for how much thought an answer gets. A table says what each level means.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/answer_kind.h"

namespace ponder {

enum class Effort { kNone, kMinimal, kLow, kMedium, kHigh, kXHigh };

std::span<const Effort> Efforts();  // least first
std::string_view EffortName(Effort effort);
// Throws kInvalidRequest that lists the levels.
Effort ParseEffort(std::string_view name);

// Which method a level stands for, by the kind of answer and by whether the model marks its
// thinking. Immutable.
class EffortTable {
 public:
  // The table that comes with the program: src/plan/effort.txt.
  static const EffortTable& Default();
  // A text in the same form; `place` names it in messages ("my_efforts.txt"). Every combination
  // must have a line. Throws kInvalidRequest with place, line and what would be right. Methods are
  // checked by who creates them.
  static EffortTable Parse(std::string_view text, const std::string& place);

  // "NAME[:option=value,...][@SCORER[:option=value,...]]"
  const std::string& Method(Effort effort, AnswerKind kind, bool thinks) const;

  std::string_view text() const { return text_; }

 private:
  struct Line {
    Effort effort;
    std::string answer;  // "short", "code", "open" or "any"
    std::string model;   // "thinks", "plain" or "any"
    std::string method;
  };
  static Line ParseLine(std::string_view text);
  const Line* Find(Effort effort, std::string_view answer, std::string_view model) const;
  void CheckComplete(const std::string& place) const;

  std::string text_;
  std::vector<Line> lines_;
};

// The model's chat template marks thinking.
bool MarksThinking(std::string_view chat_template);

}  // namespace ponder
