#include "cli/cost_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "cli/cost_report.h"
#include "eval/method_spec.h"
#include "eval/setting.h"
#include "ponder/error.h"

namespace ponder {
namespace {

[[noreturn]] void Refuse(const std::string& what) { throw Error(ErrorCode::kInvalidRequest, what); }

// The row of this number; nullopt where `name` is no number.
std::optional<size_t> RowOfNumber(const SummaryGroup& group, const std::string& name) {
  size_t number = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  if (number >= 1 && number <= group.rows.size()) return number - 1;
  throw Error(ErrorCode::kNotFound,
              "there is no row " + name + "; there are " + std::to_string(group.rows.size()));
}

// As studies write it; what is no method stays as it is.
std::string NormalMethod(const std::string& text) {
  try {
    return ParseMethodSpec(text).Normal();
  } catch (const Error&) {
    return text;
  }
}

bool IsCalled(const Setting& setting, const std::string& name) {
  const size_t slash = name.find('/');
  if (slash != std::string::npos) {
    return setting.model == name.substr(0, slash) &&
           setting.method == NormalMethod(name.substr(slash + 1));
  }
  return setting.model == name || setting.method == NormalMethod(name);
}

bool HasAll(const CostRow& row, const CostRow& small, const CostRow& large) {
  return std::all_of(small.questions.begin(), small.questions.end(), [&](const auto& entry) {
    return !large.questions.contains(entry.first) || row.questions.contains(entry.first);
  });
}

bool SameButMethod(Setting a, const Setting& b) {
  a.method = b.method;
  a.budget_tokens = b.budget_tokens;
  return a == b;
}

}  // namespace

size_t PickGroup(const CostStudy& study, const std::string& task) {
  const std::vector<SummaryGroup>& groups = study.summary.groups;
  if (groups.empty()) Refuse("the study has no answers yet");
  CheckTask(study, task);
  for (size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].task == task) return i;
  }
  if (groups.size() > 1) Refuse("no row has all tasks of the study; say which with --task");
  return 0;
}

size_t FindRow(const SummaryGroup& group, const std::string& name) {
  if (const std::optional<size_t> row = RowOfNumber(group, name)) return *row;
  std::vector<size_t> found;
  for (size_t i = 0; i < group.rows.size(); ++i) {
    if (IsCalled(group.rows[i].setting, name)) found.push_back(i);
  }
  const std::string shown = "\"" + name.substr(0, 80) + "\"";
  const std::string hint = "; ponder cost FOLDER numbers the rows, and a number names one";
  if (found.empty()) {
    throw Error(ErrorCode::kNotFound, "no row is called " + shown + " (MODEL/METHOD)" + hint);
  }
  if (found.size() > 1) Refuse(std::to_string(found.size()) + " rows are called " + shown + hint);
  return found.front();
}

std::string RowName(const SummaryRow& row) { return row.setting.model + ", " + row.label; }

std::vector<size_t> WaysToMix(const CostStudy& study, size_t group, size_t small, size_t large) {
  const std::vector<SummaryRow>& rows = study.summary.groups[group].rows;
  const std::vector<CostRow>& costs = study.rows[group];
  const std::string family = MethodFamily(rows[small].setting.method);
  std::vector<size_t> same;  // model, and questions
  for (size_t i = 0; i < rows.size(); ++i) {
    if (SameButMethod(rows[i].setting, rows[small].setting) &&
        HasAll(costs[i], costs[small], costs[large])) {
      same.push_back(i);
    }
  }
  const size_t cheapest = *std::min_element(same.begin(), same.end(), [&](size_t a, size_t b) {
    return costs[a].mean.flops < costs[b].mean.flops;
  });
  std::vector<size_t> ways{small};
  for (const size_t i : same) {
    const bool fits = i == cheapest || MethodFamily(rows[i].setting.method) == family;
    if (fits && i != small) ways.push_back(i);
  }
  return ways;
}

void CheckComparable(const CostDraws& draws, const std::string& small, const std::string& large) {
  if (draws.questions == 0) Refuse("no question was answered by both: " + small + "; " + large);
  for (const SideFigures* side : {&draws.measured.small.front(), &draws.measured.large}) {
    if (std::isfinite(side->cost.flops) && side->cost.flops > 0) continue;
    Refuse("the study does not know the FLOPs of " +
           (side == &draws.measured.large ? large : small) +
           ": its engine did not count tokens through the model");
  }
}

void FillParameters(const CostStudy& study, const std::string& model, double& parameters) {
  const auto found = study.runs.find(model);
  if (parameters == 0 && found != study.runs.end()) parameters = found->second.active_parameters;
}

}  // namespace ponder
