#include "eval/method_spec.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "ponder/error.h"
#include "ponder/scorer.h"
#include "text/scan.h"

namespace ponder {
namespace {

std::string WithOptions(std::string text, const OptionValues& options) {
  char mark = ':';
  for (const auto& [name, value] : options) {
    text += mark + name + "=" + value;
    mark = ',';
  }
  return text;
}

// "@" may stand in the value of an option too: only what names a scorer counts.
size_t ScorerMark(std::string_view text) {
  const size_t mark = text.rfind('@');
  if (mark == std::string_view::npos) return mark;
  const std::string_view name = text.substr(mark + 1, text.find(':', mark) - mark - 1);
  const auto& all = Scorers();
  const bool known = std::any_of(all.begin(), all.end(), [&](const ScorerInfo* info) {
    return info->name == NormalName(name);
  });
  const bool in_value = text.substr(0, mark).find('=') != std::string_view::npos;
  return known || !in_value ? mark : std::string_view::npos;
}

ScorerChoice ParseScorer(std::string_view text) {
  NameAndOptions parsed = ParseNameAndOptions(text);
  const ScorerInfo& info = FindScorer(parsed.name);
  info.create(parsed.options);  // throws for options that do not fit
  return {info.name, std::move(parsed.options)};
}

void SetScorer(std::string_view text, const MethodInfo& method, MethodSpec& spec) {
  ScorerChoice choice = ParseScorer(text);
  if (method.default_scorer.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "method " + method.name + " does not score");
  }
  spec.scorer = std::move(choice.scorer);
  spec.scorer_options = std::move(choice.options);
}

bool BeginsSpec(std::string_view piece) {
  return piece.substr(0, piece.find_first_of(":@")).find('=') == std::string_view::npos;
}

std::vector<std::string> SplitSpecs(std::string_view text) {
  std::vector<std::string> texts;
  while (true) {
    const size_t comma = text.find(',');
    const std::string piece(scan::Trim(text.substr(0, comma)));
    if (texts.empty() || BeginsSpec(piece)) {
      texts.push_back(piece);
    } else {
      texts.back() += "," + piece;
    }
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return texts;
}

}  // namespace

std::string MethodSpec::Normal() const {
  std::string text = method;
  char mark = ':';
  for (const OptionInfo& info : FindMethod(method).options) {
    const auto found = options.find(info.name);
    if (found == options.end() || found->second == info.default_value) continue;
    text += mark + info.name + "=" + found->second;
    mark = ',';
  }
  return scorer.empty() ? text : text + WithOptions("@" + scorer, scorer_options);
}

std::string MethodSpec::Full() const {
  const std::string& used = scorer.empty() ? FindMethod(method).default_scorer : scorer;
  return WithOptions(method, options) + WithOptions("@" + used, scorer_options);
}

int MethodSpec::Candidates() const {
  const auto n = options.find("n");
  return n == options.end() ? 1 : std::max(1, std::atoi(n->second.c_str()));
}

MethodSpec ParseMethodSpec(std::string_view text) {
  const size_t mark = ScorerMark(text);
  const NameAndOptions parsed = ParseNameAndOptions(text.substr(0, mark));
  const MethodInfo& info = FindMethod(parsed.name);
  const std::unique_ptr<Method> method = info.create(parsed.options);
  MethodSpec spec{info.name,       method->Options(), "", {}, method->Examples(),
                  method->Width(), method->Held()};
  if (mark != std::string_view::npos) SetScorer(text.substr(mark + 1), info, spec);
  return spec;
}

std::vector<MethodSpec> ParseMethodList(std::string_view text) {
  std::vector<MethodSpec> specs;
  for (const std::string& spec : SplitSpecs(text)) specs.push_back(ParseMethodSpec(spec));
  return specs;
}

std::vector<ScorerChoice> ParseScorerList(std::string_view text) {
  std::vector<ScorerChoice> choices;
  for (const std::string& spec : SplitSpecs(text)) choices.push_back(ParseScorer(spec));
  return choices;
}

std::string ScorerText(const ScorerChoice& choice) {
  return WithOptions(choice.scorer, choice.options);
}

}  // namespace ponder
