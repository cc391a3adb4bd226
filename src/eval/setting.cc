#include "eval/setting.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <tuple>
#include <vector>

#include "plan/effort.h"

namespace ponder {
namespace {

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The digits that `text` begins with, without zeros in front.
std::string_view LeadingNumber(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && IsDigit(text[end])) ++end;
  text = text.substr(0, end);
  const size_t first = text.find_first_not_of('0');
  return first == std::string_view::npos ? text.substr(0, 0) : text.substr(first);
}

void SkipNumber(std::string_view& text) {
  while (!text.empty() && IsDigit(text.front())) text.remove_prefix(1);
}

struct Option {
  std::string_view name;
  std::string_view value;
};

// "@judge:scale=grade" of "best_of_n:n=8@judge:scale=grade"; "" without a scorer.
std::string_view ScorerPart(std::string_view method) {
  const size_t at = method.find('@');
  return at == std::string_view::npos ? std::string_view() : method.substr(at);
}

// Of "method:name=value,name=value", the scorer's left out.
std::vector<Option> OptionsOf(std::string_view method) {
  method = method.substr(0, method.find('@'));
  std::vector<Option> options;
  size_t begin = method.find(':');
  while (begin != std::string_view::npos) {
    const size_t end = method.find(',', begin + 1);
    const std::string_view part = method.substr(begin + 1, end - begin - 1);
    const size_t equals = part.find('=');
    if (equals != std::string_view::npos) {
      options.push_back({part.substr(0, equals), part.substr(equals + 1)});
    }
    begin = end;
  }
  return options;
}

std::optional<double> Number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Of "effort=low": 2. Below 0 for a method.
int EffortLevel(std::string_view method) {
  constexpr std::string_view kPrefix = "effort=";
  if (!method.starts_with(kPrefix)) return -1;
  for (Effort effort : Efforts()) {
    if (method.substr(kPrefix.size()) == EffortName(effort)) return static_cast<int>(effort);
  }
  return -1;
}

}  // namespace

Setting SettingOf(const EvalRecord& record) {
  return {record.model,    record.task,  record.method,     record.budget_tokens,
          record.language, record.shots, record.temperature};
}

bool Before(const Setting& a, const Setting& b, const std::string& baseline) {
  if (a.task != b.task) {
    if (a.task.empty() || b.task.empty()) return b.task.empty();
    return NaturalLess(a.task, b.task);
  }
  if (a.model != b.model) return NaturalLess(a.model, b.model);
  if ((a.method == baseline) != (b.method == baseline)) return a.method == baseline;
  if (a.method != b.method) {
    const int level_a = EffortLevel(a.method), level_b = EffortLevel(b.method);
    return level_a != level_b ? level_a < level_b : NaturalLess(a.method, b.method);
  }
  const auto rest = [](const Setting& s) {
    return std::tuple(s.language, s.shots, s.temperature, s.budget_tokens.value_or(INT64_MAX));
  };
  return rest(a) < rest(b);
}

bool NaturalLess(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a;
  const std::string_view whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (IsDigit(a.front()) && IsDigit(b.front())) {
      const std::string_view x = LeadingNumber(a);
      const std::string_view y = LeadingNumber(b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      SkipNumber(a);
      SkipNumber(b);
      continue;
    }
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;
}

std::string BareMethod(std::string_view method) {
  return std::string(method.substr(0, method.find_first_of(":@")));
}

std::string MethodFamily(std::string_view method) {
  std::string family;
  for (const Option& option : OptionsOf(method)) {
    if (Number(option.value)) continue;
    family += fmt::format("{}{}={}", family.empty() ? ":" : ",", option.name, option.value);
  }
  return BareMethod(method) + family + std::string(ScorerPart(method));
}

std::optional<double> MethodOption(std::string_view method, std::string_view name) {
  for (const Option& option : OptionsOf(method)) {
    if (option.name == name) return Number(option.value);
  }
  return std::nullopt;
}

std::string Label(const Setting& setting, const LabelParts& parts, const Words& words) {
  std::string label = setting.method;
  if (setting.budget_tokens) label = words("{} up to {} tokens", label, *setting.budget_tokens);
  if (parts.language) label += fmt::format(" {}", LanguageCode(setting.language));
  if (parts.shots) label += fmt::format(" {}-shot", setting.shots);
  if (parts.temperature) label += fmt::format(" t={}", setting.temperature);
  return label;
}

}  // namespace ponder
