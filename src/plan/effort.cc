#include "plan/effort.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <sstream>
#include <utility>

#include "embedded/effort.h"
#include "ponder/error.h"
#include "text/scan.h"
#include "text/thinking.h"

namespace ponder {
namespace {

constexpr std::array kEfforts{Effort::kNone, Effort::kMinimal, Effort::kLow, Effort::kMedium,
                              Effort::kHigh, Effort::kXHigh,   Effort::kAuto};
constexpr std::array<std::string_view, 7> kNames{"none", "minimal", "low", "medium",
                                                 "high", "xhigh",   "auto"};
constexpr std::array<std::pair<std::string_view, Effort>, 3> kOtherNames{
    {{"on", Effort::kMedium}, {"off", Effort::kNone}, {"max", Effort::kXHigh}}};
constexpr std::array<std::string_view, 3> kAnswers{"short", "code", "open"};
constexpr std::array<std::string_view, 2> kModels{"thinks", "plain"};

constexpr int kMostTokens = 1'000'000;

[[noreturn]] void Refuse(const std::string& message) {
  throw Error(ErrorCode::kInvalidRequest, message);
}

template <class Names>
std::string OneOf(std::string word, const Names& names, const std::string& what) {
  if (word == "any" || std::ranges::find(names, word) != names.end()) return word;
  std::string wanted;
  for (std::string_view name : names) wanted += std::string(name) + ", ";
  Refuse("\"" + word + "\" is no " + what + ": " + wanted + "or any");
}

std::string_view AnswerName(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kAuto:
      return "open";
    case AnswerKind::kCode:
      return "code";
    default:
      return "short";
  }
}

// "" for none.
std::optional<int> ParseLimit(const std::string& word) {
  if (word.empty()) return std::nullopt;
  int limit = 0;
  const char* all = word.data() + word.size();
  const auto [end, error] = std::from_chars(word.data(), all, limit);
  if (error != std::errc() || end != all || limit < 1 || limit > kMostTokens) {
    Refuse("\"" + word + "\" is no limit: a whole number of tokens from 1 to 1000000 is wanted");
  }
  return limit;
}

std::string_view ModelName(bool thinks) { return thinks ? "thinks" : "plain"; }

}  // namespace

std::span<const Effort> Efforts() { return kEfforts; }

std::string_view EffortName(Effort effort) { return kNames[static_cast<size_t>(effort)]; }

Effort ParseEffort(std::string_view name) {
  const std::string lower = scan::Lower(name);
  for (const auto& [other, effort] : kOtherNames) {
    if (lower == other) return effort;
  }
  const auto found = std::ranges::find(kNames, lower);
  if (found == kNames.end()) {
    Refuse("\"" + std::string(name.substr(0, 60)) +
           "\" is no effort: none, minimal, low, medium, high, xhigh or auto");
  }
  return static_cast<Effort>(found - kNames.begin());
}

const EffortTable& EffortTable::Default() {
  static const EffortTable table = ParseAlone(embedded::effort::Get("effort.txt"), "effort.txt");
  return table;
}

EffortTable EffortTable::Parse(std::string_view text, const std::string& place) {
  EffortTable table = ParseAlone(text, place);
  const std::vector<EffortLine>& rest = Default().lines_;
  table.lines_.insert(table.lines_.end(), rest.begin(), rest.end());
  return table;
}

EffortTable EffortTable::ParseAlone(std::string_view text, const std::string& place) {
  EffortTable table;
  table.text_ = text;
  int number = 0;
  std::istringstream lines{table.text_};
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string_view filled = scan::Trim(line);
    if (filled.empty() || filled.front() == '#') continue;
    try {
      table.lines_.push_back(ParseLine(filled));
    } catch (const Error& error) {
      Refuse(place + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  return table;
}

EffortLine EffortTable::ParseLine(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string effort, answer, model, method, limit, more;
  if (!(words >> effort >> answer >> model >> method)) {
    Refuse("four words are wanted: effort, answer, model, method");
  }
  words >> limit;
  if (words >> more) Refuse("a limit in tokens is the last word, and more than that there is not");
  return {ParseEffort(effort), OneOf(answer, kAnswers, "kind of answer"),
          OneOf(model, kModels, "kind of model"), std::move(method), ParseLimit(limit)};
}

const EffortLine* EffortTable::Find(Effort effort, std::string_view answer,
                                    std::string_view model) const {
  const auto fits = [&](const EffortLine& line) {
    return line.effort == effort && (line.answer == "any" || line.answer == answer) &&
           (line.model == "any" || line.model == model);
  };
  const auto found = std::ranges::find_if(lines_, fits);
  return found == lines_.end() ? nullptr : &*found;
}

// The default table has a line for everything, and every other one ends in it.
const EffortLine& EffortTable::Line(Effort effort, AnswerKind kind, bool thinks) const {
  const EffortLine* line = Find(effort, AnswerName(kind), ModelName(thinks));
  assert(line != nullptr);
  return *line;
}

bool MarksThinking(std::string_view chat_template) {
  return !chat_template.empty() && FindThinkingMarks(chat_template) != nullptr;
}

}  // namespace ponder
