#include "task/number_world.h"

#include <algorithm>

#include "task/arithmetic.h"
#include "task/number_game.h"
#include "task/words.h"
#include "text/action_line.h"
#include "text/number.h"
#include "text/scan.h"

namespace ponder {
namespace {

// "10 - 4" and, where order does not matter, "4 + 10".
std::vector<std::string> Wordings(const NumberState& state, const NumberAction& action) {
  const std::string a = FormatRational(state.terms[action.left].value);
  const std::string b = FormatRational(state.terms[action.right].value);
  const std::string operation = std::string(" ") + action.operation + " ";
  if (action.operation == '-' || action.operation == '/') return {a + operation + b};
  return {a + operation + b, b + operation + a};
}

// What stands before the result or the numbers left.
std::string Operation(std::string_view action) {
  const std::string plain = scan::ReplaceAll(PlainArithmetic(ActionLine(action)), " x ", " * ");
  size_t end = std::min(plain.find('='), plain.size());
  for (const std::string_view left : {"(left", "(\uB0A8"}) {
    end = std::min(end, scan::Lower(plain).find(left));
  }
  return std::string(scan::Trim(plain.substr(0, end)));
}

std::string Compact(std::string text) {
  for (const std::string_view mark : {" ", "(", ")"}) text = scan::ReplaceAll(text, mark, "");
  return text;
}

bool Less(const NumberTerm& a, const NumberTerm& b) {
  return ToLongDouble(a.value) < ToLongDouble(b.value);
}

// nullopt when a value does not fit.
std::optional<NumberState> After(const NumberState& state, const NumberAction& action) {
  NumberState next = Apply(state, action);
  if (next.terms.size() + 1 != state.terms.size()) return std::nullopt;
  std::stable_sort(next.terms.begin(), next.terms.end(), Less);
  return next;
}

class NumberWorld : public WorldModel {
 public:
  NumberWorld(std::vector<int64_t> numbers, int64_t target, Language language)
      : numbers_(std::move(numbers)), target_(target), language_(language) {
    std::sort(numbers_.begin(), numbers_.end());
  }

  std::string Start() const override { return Describe(NumberStart(numbers_)); }

  std::vector<std::string> Actions(std::string_view text) const override {
    std::vector<std::string> actions;
    const NumberState state = Read(text);
    for (const NumberAction& action : ponder::Actions(state)) {
      const auto next = After(state, action);
      if (!next) continue;
      std::string said = Said(state, action, *next);
      if (std::find(actions.begin(), actions.end(), said) == actions.end()) {
        actions.push_back(std::move(said));
      }
    }
    return actions;
  }

  std::optional<std::string> Next(std::string_view text, std::string_view said) const override {
    const NumberState state = Read(text);
    const auto action = Find(state, said);
    if (!action) return std::nullopt;
    const auto next = After(state, *action);
    if (!next) return std::nullopt;
    return Describe(*next);
  }

  bool IsGoal(std::string_view text) const override { return ponder::IsGoal(Read(text), target_); }
  double Progress(std::string_view text) const override { return IsGoal(text) ? 1 : 0; }
  int Depth() const override { return static_cast<int>(numbers_.size()) - 1; }

  // The steps, and the expression that they make when one number is left.
  std::string Reply(std::span<const std::string> actions) const override {
    NumberState state = NumberStart(numbers_);
    std::string reply;
    for (const std::string& said : actions) {
      const auto action = Find(state, said);
      const auto next = action ? After(state, *action) : std::nullopt;
      if (!next) break;
      reply += Said(state, *action, *next) + "\n";
      state = *next;
    }
    if (state.terms.size() == 1) return reply + "#### " + state.terms[0].text;
    return std::string(scan::Trim(reply));
  }

 private:
  // Without terms when the text is no state.
  static NumberState Read(std::string_view text) {
    NumberState state;
    for (const std::string& word : Words(text)) {
      const std::optional<Rational> value = ParseNumber(word);
      if (!value) return {};
      state.terms.push_back({*value, word});
    }
    return state;
  }

  std::string Said(const NumberState& state, const NumberAction& action,
                   const NumberState& next) const {
    const std::string a = FormatRational(state.terms[action.left].value);
    const std::string b = FormatRational(state.terms[action.right].value);
    const NumberState raw = Apply(state, action);
    return a + " " + action.operation + " " + b + " = " + FormatRational(raw.terms.back().value) +
           (language_ == Language::kKorean ? " (남은 수: " : " (left: ") + Describe(next) + ")";
  }

  // With the blanks as they are written before without: "1/2 / 3" is not "1 / 2/3".
  static std::optional<NumberAction> Find(const NumberState& state, std::string_view said) {
    const std::string operation = Operation(said);
    for (const bool compact : {false, true}) {
      const std::string wanted = compact ? Compact(operation) : operation;
      for (const NumberAction& action : ponder::Actions(state)) {
        for (const std::string& wording : Wordings(state, action)) {
          if ((compact ? Compact(wording) : wording) == wanted) return action;
        }
      }
    }
    return std::nullopt;
  }

  std::vector<int64_t> numbers_;  // ascending
  int64_t target_;
  Language language_;
};

}  // namespace

std::shared_ptr<const WorldModel> MakeNumberWorld(std::vector<int64_t> numbers, int64_t target,
                                                  Language language) {
  return std::make_shared<NumberWorld>(std::move(numbers), target, language);
}

}  // namespace ponder
