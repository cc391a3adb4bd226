#include "cli/listings.h"

#include <fmt/format.h>

namespace ponder {
namespace {

constexpr size_t kIndent = 26;

std::string Row(const std::string& name, const std::string& text) {
  if (name.size() + 2 < kIndent) return fmt::format("{:<{}}{}\n", name, kIndent, text);
  return fmt::format("{}\n{:<{}}{}\n", name, "", kIndent, text);
}

std::string AliasText(const std::vector<std::string>& aliases) {
  return aliases.empty() ? "" : fmt::format(" (also: {})", fmt::join(aliases, ", "));
}

std::string TypeText(const OptionInfo& option) {
  if (!option.choices.empty()) return fmt::format("{}", fmt::join(option.choices, "|"));
  if (option.range.low == option.range.high) return option.type;
  return fmt::format("{} {} to {}", option.type, internal::FormatNumber(option.range.low),
                     internal::FormatNumber(option.range.high));
}

std::string OptionText(const std::vector<OptionInfo>& options) {
  if (options.empty()) return "\nIt has no options.\n";
  std::string text = "\nOptions:\n";
  for (const OptionInfo& option : options) {
    text += Row("  " + option.name,
                fmt::format("{}; default {}", TypeText(option),
                            option.default_value.empty() ? "\"\"" : option.default_value));
    text += Row("", option.help);
  }
  return text;
}

}  // namespace

std::string MethodList() {
  std::string text;
  for (const MethodInfo* method : Methods()) {
    text += Row(method->name, method->summary + AliasText(method->aliases));
  }
  return text;
}

std::string ScorerList() {
  std::string text;
  for (const ScorerInfo* scorer : Scorers()) {
    text += Row(scorer->name, scorer->summary + (scorer->asks_model ? " (asks the model)" : ""));
  }
  return text;
}

std::string MethodPage(const MethodInfo& method) {
  std::string text = method.name + AliasText(method.aliases) + ": " + method.summary + "\n";
  if (!method.paper.empty()) text += method.paper + "\n";
  if (!method.default_scorer.empty()) text += "Default scorer: " + method.default_scorer + "\n";
  return text + OptionText(method.options);
}

std::string ScorerPage(const ScorerInfo& scorer) {
  std::string text = scorer.name + ": " + scorer.summary + "\n";
  if (!scorer.source.empty()) text += scorer.source + "\n";
  if (scorer.asks_model) text += "It asks the model, which costs tokens of its own.\n";
  return text + OptionText(scorer.options);
}

}  // namespace ponder
