// Finding the expression in a model's prose.
#include <algorithm>
#include <array>

#include "task/arithmetic.h"
#include "text/answer_mark.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kSigns = {{
    {"\u00D7", "*"},
    {"\u00B7", "*"},
    {"\u22C5", "*"},
    {"\u2217", "*"},
    {"\u00F7", "/"},
    {"\\times", "*"},
    {"\\cdot", "*"},
    {"\\div", "/"},
    {"\\left", ""},
    {"\\right", ""},
    {"\\,", ""},
    {"[", "("},
    {"]", ")"},
    {"{", "("},
    {"}", ")"},
}};

// "\frac{a}{b}" becomes "((a)/(b))" at the first few places; what is no such thing stays.
std::string OpenFractions(std::string text) {
  constexpr std::string_view kFraction = "\\frac{";
  for (int tries = 0; tries < 16; ++tries) {
    const size_t at = text.find(kFraction);
    if (at == std::string::npos) return text;
    const size_t open = at + kFraction.size() - 1;
    const size_t close = scan::MatchingBrace(text, open);
    if (close == std::string::npos || !scan::StartsAt(text, close + 1, "{")) return text;
    const size_t end = scan::MatchingBrace(text, close + 1);
    if (end == std::string::npos) return text;
    text = text.substr(0, at) + "((" + text.substr(open + 1, close - open - 1) + ")/(" +
           text.substr(close + 2, end - close - 2) + "))" + text.substr(end + 1);
  }
  return text;
}

// A run of expression characters without the list mark before it and the full stop behind it.
std::string_view Trimmed(std::string_view run) {
  run = scan::Trim(run);
  while (run.starts_with("- ") || run.starts_with("* ")) run = scan::Trim(run.substr(2));
  while (!run.empty() && std::string_view("*.").find(run.front()) != std::string_view::npos) {
    run = scan::Trim(run.substr(1));
  }
  while (!run.empty() && std::string_view("*.").find(run.back()) != std::string_view::npos) {
    run = scan::Trim(run.substr(0, run.size() - 1));
  }
  return run;
}

struct Found {
  std::string text;
  size_t numbers;
};

// All expressions of a text with at least two numbers, in order. Each stays on its line.
std::vector<Found> AllExpressions(std::string_view text) {
  const std::string plain = PlainArithmetic(text);
  constexpr std::string_view kCharacters = "0123456789+-*/(). ";
  std::vector<Found> all;
  for (size_t begin = plain.find_first_of(kCharacters); begin < plain.size();
       begin = plain.find_first_of(kCharacters, begin)) {
    const size_t end = std::min(plain.find_first_not_of(kCharacters, begin), plain.size());
    const std::string_view run = Trimmed(std::string_view(plain).substr(begin, end - begin));
    begin = end;
    const auto parsed = Arithmetic::Parse(run);
    if (!parsed || parsed->Numbers().size() < 2) continue;
    all.push_back({std::string(run), parsed->Numbers().size()});
  }
  return all;
}

// What the last <answer> tag holds.
std::optional<std::string_view> Tagged(std::string_view reply) {
  constexpr std::string_view kOpen = "<answer>";
  const size_t open = reply.rfind(kOpen);
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view rest = reply.substr(open + kOpen.size());
  return scan::Trim(rest.substr(0, rest.find("</answer>")));
}

}  // namespace

std::string PlainArithmetic(std::string_view text) {
  std::string plain = OpenFractions(scan::PlainSigns(text));
  for (const auto& [sign, instead] : kSigns) plain = scan::ReplaceAll(plain, sign, instead);
  return plain;
}

std::string BareArithmetic(std::string_view answer) {
  const std::vector<Found> all = AllExpressions(answer);
  if (!all.empty()) return all.front().text;
  const std::string plain = PlainArithmetic(answer);
  return std::string(scan::Trim(plain.substr(0, plain.find('='))));
}

std::optional<std::string> FindArithmetic(std::string_view reply, size_t numbers) {
  std::vector<Found> marked;
  // Whole, because the published rule for tags refuses an "=" in them.
  if (const auto tagged = Tagged(reply); tagged && !tagged->empty()) return std::string(*tagged);
  if (const auto answer = FindMarkedAnswer(reply)) marked = AllExpressions(answer->text);
  if (!marked.empty()) return marked.front().text;
  const std::vector<Found> all = AllExpressions(reply);
  for (auto found = all.rbegin(); found != all.rend(); ++found) {
    if (found->numbers == numbers) return found->text;
  }
  if (all.empty()) return std::nullopt;
  return all.back().text;
}

}  // namespace ponder
