#include "task/number_game.h"

#include <algorithm>

namespace ponder {
namespace {

std::optional<Rational> Joined(const Rational& a, const Rational& b, char operation) {
  switch (operation) {
    case '+':
      return Add(a, b);
    case '-':
      return Subtract(a, b);
    case '*':
      return Multiply(a, b);
    default:
      return Divide(a, b);
  }
}

bool IsSum(char made_by) { return made_by == '+' || made_by == '-'; }

std::string Bracketed(const NumberTerm& term, bool brackets) {
  return brackets ? "(" + term.text + ")" : term.text;
}

// No more brackets than the value needs.
std::string JoinedText(const NumberTerm& a, const NumberTerm& b, char operation) {
  const bool product = !IsSum(operation);
  const bool left = product && IsSum(a.made_by);
  const bool right = (IsSum(b.made_by) && operation != '+') || (operation == '/' && b.made_by != 0);
  return Bracketed(a, left) + " " + operation + " " + Bracketed(b, right);
}

std::optional<NumberTerm> Join(const NumberTerm& a, const NumberTerm& b, char operation) {
  const std::optional<Rational> value = Joined(a.value, b.value, operation);
  if (!value) return std::nullopt;
  return NumberTerm{*value, JoinedText(a, b, operation), operation};
}

std::optional<std::string> Search(const NumberState& state, int64_t target) {
  if (state.terms.size() == 1) {
    if (IsGoal(state, target)) return state.terms[0].text;
    return std::nullopt;
  }
  for (const NumberAction& action : Actions(state)) {
    if (auto found = Search(Apply(state, action), target)) return found;
  }
  return std::nullopt;
}

}  // namespace

NumberState NumberStart(std::span<const int64_t> numbers) {
  NumberState state;
  for (const int64_t number : numbers) {
    state.terms.push_back({Rational{number, 1}, std::to_string(number)});
  }
  return state;
}

std::vector<NumberAction> Actions(const NumberState& state) {
  std::vector<NumberAction> actions;
  for (size_t a = 0; a < state.terms.size(); ++a) {
    for (size_t b = 0; b < state.terms.size(); ++b) {
      if (a == b) continue;
      if (a < b) actions.push_back({a, b, '+'});
      if (a < b) actions.push_back({a, b, '*'});
      actions.push_back({a, b, '-'});
      if (state.terms[b].value.num != 0) actions.push_back({a, b, '/'});
    }
  }
  return actions;
}

NumberState Apply(const NumberState& state, const NumberAction& action) {
  NumberState next;
  for (size_t i = 0; i < state.terms.size(); ++i) {
    if (i != action.left && i != action.right) next.terms.push_back(state.terms[i]);
  }
  // Only values far beyond any game do not fit; then the term is lost and the goal out of reach.
  if (auto term = Join(state.terms[action.left], state.terms[action.right], action.operation)) {
    next.terms.push_back(std::move(*term));
  }
  return next;
}

bool IsGoal(const NumberState& state, int64_t target) {
  return state.terms.size() == 1 && state.terms[0].value == Rational{target, 1};
}

std::string Describe(const NumberState& state) {
  std::string text;
  for (const NumberTerm& term : state.terms) {
    text += (text.empty() ? "" : " ") + FormatRational(term.value);
  }
  return text;
}

std::string Describe(const NumberState& state, const NumberAction& action) {
  const Rational& a = state.terms[action.left].value;
  const Rational& b = state.terms[action.right].value;
  const std::optional<Rational> value = Joined(a, b, action.operation);
  return FormatRational(a) + " " + action.operation + " " + FormatRational(b) + " = " +
         (value ? FormatRational(*value) : "?") + " (left: " + Describe(Apply(state, action)) + ")";
}

std::optional<std::string> FindByPairs(std::span<const int64_t> numbers, int64_t target) {
  if (numbers.empty()) return std::nullopt;
  return Search(NumberStart(numbers), target);
}

}  // namespace ponder
