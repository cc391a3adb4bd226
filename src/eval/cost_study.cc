#include "eval/cost_study.h"

#include <cmath>
#include <utility>

#include "eval/bundle.h"

namespace ponder {
namespace {

void Add(AnswerCost& sum, const AnswerCost& cost, double factor) {
  sum.forward_tokens += factor * cost.forward_tokens;
  sum.flops += factor * cost.flops;
  sum.machine_seconds += factor * cost.machine_seconds;
  sum.joules += factor * cost.joules;
  sum.money += factor * cost.money;
}

class Pricing {
 public:
  Pricing(const std::map<std::string, ModelRuns>& runs, const CostOptions& options)
      : runs_(runs), options_(options) {}

  AnswerCost Of(const EvalRecord& record) const {
    const Costs costs = CostsOf(record);
    AnswerCost cost;
    cost.forward_tokens = costs.logical_forward;
    cost.flops = costs.forward > 0 ? costs.flops : NAN;
    cost.machine_seconds = MachineSeconds(record.model, costs);
    cost.joules = cost.machine_seconds * Watts(record.model);
    cost.money = NAN;
    if (options_.prices) {
      cost.money = options_.prices->OfAnswer(record.model, costs, Known(cost.machine_seconds),
                                             Known(cost.joules));
    }
    return cost;
  }

 private:
  static double Known(double value) { return std::isnan(value) ? -1 : value; }

  double MachineSeconds(const std::string& model, const Costs& costs) const {
    const auto found = runs_.find(model);
    if (found == runs_.end()) return NAN;
    return found->second.MachineSeconds(costs.prefill, costs.forward - costs.prefill).value_or(NAN);
  }

  // The user's word goes before the machine's.
  double Watts(const std::string& model) const {
    if (options_.watts) return *options_.watts;
    const auto found = runs_.find(model);
    return found == runs_.end() ? NAN : found->second.Watts().value_or(NAN);
  }

  const std::map<std::string, ModelRuns>& runs_;
  const CostOptions& options_;
};

CostRow MakeRow(const Bundle& bundle, const Pricing& pricing) {
  CostRow row;
  double samples = 0;
  for (const EvalRecord* record : bundle.records) {
    if (record->stop == StopReason::kError) continue;
    const AnswerCost cost = pricing.Of(*record);
    QuestionCost& question = row.questions[record->task + "/" + record->item];
    ++question.right.total;
    question.right.right += record->right;
    Add(question.mean, cost, 1);
    Add(row.mean, cost, 1);
    ++samples;
  }
  std::vector<double> flops;
  for (auto& [id, question] : row.questions) {
    const AnswerCost sum = std::exchange(question.mean, {});
    Add(question.mean, sum, 1 / static_cast<double>(question.right.total));
    flops.push_back(question.mean.flops);
  }
  row.flops = MeanInterval(flops);
  const AnswerCost sum = std::exchange(row.mean, {});
  if (samples > 0) Add(row.mean, sum, 1 / samples);
  return row;
}

}  // namespace

CostStudy MakeCostStudy(const std::vector<EvalRecord>& records,
                        std::map<std::string, ModelRuns> runs, const CostOptions& options) {
  CostStudy study{Summarize(records), {}, std::move(runs), options};
  for (const auto& [model, run] : study.runs) {
    study.energy_told = study.energy_told || run.Watts().has_value();
  }
  const Pricing pricing(study.runs, study.options);
  const std::vector<Bundle> bundles = MakeBundles(records, study.summary.options.baseline);
  auto bundle = bundles.begin();  // in the order of the summary's rows
  for (const SummaryGroup& group : study.summary.groups) {
    std::vector<CostRow>& rows = study.rows.emplace_back();
    for (size_t i = 0; i < group.rows.size(); ++i) rows.push_back(MakeRow(*bundle++, pricing));
  }
  return study;
}

}  // namespace ponder
