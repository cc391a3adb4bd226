#include "eval/summary.h"

#include "eval/bundle.h"
#include "eval/scaling_study.h"

namespace ponder {
namespace {

using Records = std::vector<const EvalRecord*>;

std::string BaselineOf(const std::vector<EvalRecord>& records, const std::string& wanted) {
  if (!wanted.empty()) return wanted;
  const std::string* first = nullptr;
  for (const EvalRecord& record : records) {
    if (record.method == "direct") return "direct";
    if (!first || NaturalLess(record.method, *first)) first = &record.method;
  }
  return first ? *first : "";
}

std::vector<LevelFigures> ByLevel(const Records& records) {
  std::map<int, Records> by_level;
  for (const EvalRecord* record : records) by_level[record->level].push_back(record);
  std::vector<LevelFigures> levels;
  if (by_level.size() < 2) return levels;
  for (const auto& [level, part] : by_level) {
    levels.push_back({level, part.front()->level_name, Measure(part)});
  }
  return levels;
}

std::map<std::string, QuestionResult> ByQuestion(const Records& records) {
  std::map<std::string, QuestionResult> results;
  std::map<std::string, double> samples;
  for (const EvalRecord* record : records) {
    if (record->stop == StopReason::kError) continue;
    const std::string id = record->task + "/" + record->item;
    QuestionResult& result = results[id];
    const Costs costs = CostsOf(*record);
    result.share += record->right;
    result.tokens += costs.Tokens();
    result.thinking += costs.thinking;
    ++samples[id];
  }
  for (auto& [id, result] : results) {
    result.share /= samples[id];
    result.tokens /= samples[id];
    result.thinking /= samples[id];
  }
  return results;
}

SummaryRow MakeRow(const Bundle& bundle, const SummaryOptions& options) {
  SummaryRow row;
  row.setting = bundle.setting;
  row.figures = Measure(bundle.records);
  // Levels of different tasks are not the same thing.
  if (!row.setting.task.empty()) row.levels = ByLevel(bundle.records);
  row.at_k = MeasureAtK(bundle.records, options.seed);
  row.raters = MeasureRaters(bundle.records, options.seed);
  row.questions = ByQuestion(bundle.records);
  return row;
}

// The row to compare with: the same in all but the method, or else without a budget.
const SummaryRow* BaselineFor(const SummaryRow& row, const std::vector<SummaryRow>& rows,
                              const std::string& baseline) {
  Setting wanted = row.setting;
  wanted.method = baseline;
  const SummaryRow* found = nullptr;
  for (const SummaryRow& other : rows) {
    if (other.setting == wanted) return &other;
    Setting relaxed = other.setting;
    relaxed.budget_tokens = wanted.budget_tokens;
    relaxed.temperature = wanted.temperature;
    if (relaxed == wanted && (!found || !other.setting.budget_tokens)) found = &other;
  }
  return found;
}

void CompareRows(SummaryGroup& group, const std::string& baseline, uint64_t seed) {
  for (SummaryRow& row : group.rows) {
    const SummaryRow* other = BaselineFor(row, group.rows, baseline);
    row.is_baseline = other == &row;
    if (other && !row.is_baseline) row.against_baseline = CompareQuestions(row, *other, seed);
  }
}

void LabelRows(std::vector<SummaryRow>& rows, const Words& words) {
  LabelParts parts;
  for (const SummaryRow& row : rows) {
    const Setting& first = rows.front().setting;
    parts.language = parts.language || row.setting.language != first.language;
    parts.shots = parts.shots || row.setting.shots != first.shots;
    parts.temperature = parts.temperature || row.setting.temperature != first.temperature;
  }
  for (SummaryRow& row : rows) row.label = Label(row.setting, parts, words);
}

void FindFronts(SummaryGroup& group) {
  for (CostAxis axis : kCostAxes) {
    std::vector<Priced> points;
    for (const SummaryRow& row : group.rows) {
      points.push_back({CostOn(axis, row.figures.mean), row.figures.accuracy, {}});
    }
    group.fronts[axis] = ParetoFront(points);
  }
}

}  // namespace

PairedComparison CompareQuestions(const SummaryRow& row, const SummaryRow& other, uint64_t seed) {
  std::vector<std::optional<double>> own;
  std::vector<std::optional<double>> theirs;
  for (const auto& [id, result] : row.questions) {
    const auto found = other.questions.find(id);
    own.push_back(result.share);
    theirs.push_back(found == other.questions.end() ? std::nullopt
                                                    : std::optional(found->second.share));
  }
  return Compare(own, theirs, seed);
}

Summary Summarize(const std::vector<EvalRecord>& records, const SummaryOptions& options) {
  Summary summary;
  summary.options = options;
  summary.options.baseline = BaselineOf(records, options.baseline);
  for (const EvalRecord& record : records) summary.errors += record.stop == StopReason::kError;
  summary.records = static_cast<int64_t>(records.size());
  for (const Bundle& bundle : MakeBundles(records, summary.options.baseline)) {
    if (summary.groups.empty() || summary.groups.back().task != bundle.setting.task) {
      summary.groups.emplace_back().task = bundle.setting.task;
    }
    summary.groups.back().rows.push_back(MakeRow(bundle, options));
  }
  for (SummaryGroup& group : summary.groups) {
    CompareRows(group, summary.options.baseline, options.seed);
    LabelRows(group.rows, Words(options.language));
    FindFronts(group);
    group.scaling = FindScaling(group.rows, options.seed);
  }
  return summary;
}

Summary InLanguage(Summary summary, Language language) {
  summary.options.language = language;
  for (SummaryGroup& group : summary.groups) LabelRows(group.rows, Words(language));
  return summary;
}

}  // namespace ponder
