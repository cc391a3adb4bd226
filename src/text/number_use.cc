#include "text/number_use.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "text/number.h"

namespace ponder {
namespace {

constexpr std::string_view kOperators[] = {"+",      "-",      "*",       "/",      "x ",   "^",
                                           "\u00d7", "\u00f7", "\\times", "\\cdot", "\\div"};

// FindNumbers reads "72 / 2" as a fraction; here it is 72 and 2. \frac stays one.
std::vector<NumberToken> Numbers(std::string_view text) {
  std::vector<NumberToken> numbers;
  for (NumberToken& number : FindNumbers(text)) {
    const std::string_view said = text.substr(number.begin, number.end - number.begin);
    const size_t slash = said.find('/');
    if (slash == std::string_view::npos) {
      numbers.push_back(std::move(number));
      continue;
    }
    const size_t middle = number.begin + slash;
    for (const auto& [begin, end] : {std::pair{number.begin, middle}, {middle + 1, number.end}}) {
      for (NumberToken& side : FindNumbers(text.substr(begin, end - begin))) {
        side.begin += begin;
        side.end += begin;
        numbers.push_back(std::move(side));
      }
    }
  }
  return numbers;
}

// "2. " or "2) " at the beginning of a line.
bool IsListMark(std::string_view text, const NumberToken& number) {
  const std::string_view behind = text.substr(number.end);
  if (!behind.starts_with(". ") && !behind.starts_with(") ")) return false;
  const size_t before = text.substr(0, number.begin).find_last_not_of(" \t");
  return before == std::string_view::npos || text[before] == '\n';
}

// Behind "=", up to blanks and the marks of mathematics, with no operator after it.
bool IsResult(std::string_view text, const NumberToken& number) {
  const size_t at = text.substr(0, number.begin).find_last_not_of(" \\$");
  if (at == std::string_view::npos || text[at] != '=') return false;
  if (at > 0 && (text[at - 1] == '<' || text[at - 1] == '>' || text[at - 1] == '!')) return false;
  std::string_view behind = text.substr(number.end);
  behind.remove_prefix(std::min(behind.find_first_not_of(" \t"), behind.size()));
  return std::none_of(std::begin(kOperators), std::end(kOperators),
                      [&](std::string_view mark) { return behind.starts_with(mark); });
}

class Follower {
 public:
  explicit Follower(std::string_view question) {
    for (const NumberToken& number : Numbers(question)) asked_.insert(number.key);
    use_.asked = static_cast<int>(asked_.size());
  }

  void Add(const NumberToken& number, bool is_result) {
    const std::string& key = number.key;
    const bool is_asked = asked_.contains(key);
    if (said_.insert(key).second && is_asked) ++use_.used;
    if (is_result) {
      results_.insert(key);
      latest_ = key;
    } else if (!is_asked && !results_.contains(key) && !IsCommon(key)) {
      fresh_.insert(key);
    }
    use_.said = static_cast<int>(said_.size());
    use_.fresh = static_cast<int>(fresh_.size());
    use_.whole = number.value && number.value->IsInteger();
    use_.is_asked = is_asked;
    use_.is_result = results_.contains(key);
    use_.is_latest = key == latest_;
  }

  const NumberUse& use() const { return use_; }

 private:
  static bool IsCommon(std::string_view key) { return key == "1" || key == "2" || key == "100"; }

  std::set<std::string> asked_, said_, results_, fresh_;
  std::string latest_;
  NumberUse use_;
};

}  // namespace

std::vector<NumberUse> FollowNumbers(std::string_view question, std::string_view solution,
                                     std::span<const size_t> ends) {
  const std::vector<NumberToken> numbers = Numbers(solution);
  Follower follower(question);
  std::vector<NumberUse> uses;
  size_t next = 0;
  for (const size_t end : ends) {
    for (; next < numbers.size() && numbers[next].end <= end; ++next) {
      if (IsListMark(solution, numbers[next])) continue;
      follower.Add(numbers[next], IsResult(solution, numbers[next]));
    }
    uses.push_back(follower.use());
  }
  return uses;
}

}  // namespace ponder
