#include "plan/effort.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "embedded/effort.h"
#include "ponder/error.h"
#include "text/scan.h"
#include "text/thinking.h"

namespace ponder {
namespace {

constexpr std::array kEfforts{Effort::kNone,   Effort::kMinimal, Effort::kLow,
                              Effort::kMedium, Effort::kHigh,    Effort::kXHigh};
constexpr std::array<std::string_view, 6> kNames{"none",   "minimal", "low",
                                                 "medium", "high",    "xhigh"};
constexpr std::array<std::string_view, 3> kAnswers{"short", "code", "open"};
constexpr std::array<std::string_view, 2> kModels{"thinks", "plain"};

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

std::string_view ModelName(bool thinks) { return thinks ? "thinks" : "plain"; }

}  // namespace

std::span<const Effort> Efforts() { return kEfforts; }

std::string_view EffortName(Effort effort) { return kNames[static_cast<size_t>(effort)]; }

Effort ParseEffort(std::string_view name) {
  const std::string lower = scan::Lower(name);
  const auto found = std::ranges::find(kNames, lower);
  if (found == kNames.end()) {
    Refuse("\"" + std::string(name.substr(0, 60)) +
           "\" is no effort: none, minimal, low, medium, high or xhigh");
  }
  return static_cast<Effort>(found - kNames.begin());
}

const EffortTable& EffortTable::Default() {
  static const EffortTable table = Parse(embedded::effort::Get("effort.txt"), "effort.txt");
  return table;
}

EffortTable EffortTable::Parse(std::string_view text, const std::string& place) {
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
  table.CheckComplete(place);
  return table;
}

EffortTable::Line EffortTable::ParseLine(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string effort, answer, model, method, more;
  if (!(words >> effort >> answer >> model >> method) || words >> more) {
    Refuse("four words are wanted: effort, answer, model, method");
  }
  return {ParseEffort(effort), OneOf(answer, kAnswers, "kind of answer"),
          OneOf(model, kModels, "kind of model"), std::move(method)};
}

const EffortTable::Line* EffortTable::Find(Effort effort, std::string_view answer,
                                           std::string_view model) const {
  const auto fits = [&](const Line& line) {
    return line.effort == effort && (line.answer == "any" || line.answer == answer) &&
           (line.model == "any" || line.model == model);
  };
  const auto found = std::ranges::find_if(lines_, fits);
  return found == lines_.end() ? nullptr : &*found;
}

void EffortTable::CheckComplete(const std::string& place) const {
  for (Effort effort : kEfforts) {
    for (std::string_view answer : kAnswers) {
      for (std::string_view model : kModels) {
        if (Find(effort, answer, model) != nullptr) continue;
        Refuse(place + ": no line for effort " + std::string(EffortName(effort)) + ", answer " +
               std::string(answer) + ", model " + std::string(model));
      }
    }
  }
}

const std::string& EffortTable::Method(Effort effort, AnswerKind kind, bool thinks) const {
  return Find(effort, AnswerName(kind), ModelName(thinks))->method;
}

bool MarksThinking(std::string_view chat_template) {
  return !chat_template.empty() && FindThinkingMarks(chat_template) != nullptr;
}

}  // namespace ponder
