// Robustness for scripts and spreadsheets: nothing rounded.
#include <fmt/format.h>

#include <cmath>

#include "eval/robustness/robust_report.h"
#include "eval/table.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json Number(const std::optional<double>& value) { return value ? Number(*value) : Json(nullptr); }

Json SplitJson(const Split& split) {
  return {{"runs", split.Runs()},
          {"attack", split.attack},
          {"right", split.right},
          {"other", split.other},
          {"no_answer", split.no_answer}};
}

Json CellJson(const RobustGroup& group, size_t strength, size_t i) {
  const RobustCell& cell = group.cells[strength][i];
  const Defender& defender = group.defenders[i];
  return {{"strength", group.strengths[strength]},
          {"method", defender.method},
          {"budget_tokens", defender.budget_tokens ? Json(*defender.budget_tokens) : Json(nullptr)},
          {"asked_tokens", Number(defender.asked)},
          {"tokens", cell.tokens},
          {"thinking_tokens", cell.thinking},
          {"prompt_tokens", cell.prompt},
          {"attacker_tokens", cell.attacker_tokens},
          {"split", SplitJson(cell.split)},
          {"attack_interval", {cell.attack_interval.low, cell.attack_interval.high}},
          {"where_right_without_attack", SplitJson(cell.where_clean_right)}};
}

Json FitJson(const StrengthFit& fit) {
  const Interval& interval = fit.fit.slope_interval;
  return {{"strength", fit.strength},
          {"log_odds_a_doubling", Number(fit.fit.slope)},
          {"interval", {Number(interval.low), Number(interval.high)}},
          {"log_odds_at_one_token", Number(fit.fit.intercept)},
          {"least_tokens", Number(fit.least_tokens)},
          {"most_tokens", Number(fit.most_tokens)},
          {"tokens_for_5_percent", Number(fit.tokens_for_target)}};
}

Json GroupJson(const RobustGroup& group) {
  Json json{{"model", group.model},      {"task", group.task}, {"victim", group.victim},
            {"attack", group.attack},    {"goal", group.goal}, {"unit", group.unit},
            {"problems", group.problems}};
  for (const char* list : {"cells", "fits", "long_runs", "think_less"}) json[list] = Json::array();
  for (size_t s = 0; s < group.strengths.size(); ++s) {
    for (size_t i = 0; i < group.defenders.size(); ++i) {
      if (group.cells[s][i].split.Runs() > 0) json["cells"].push_back(CellJson(group, s, i));
    }
  }
  for (const StrengthFit& fit : group.fits) json["fits"].push_back(FitJson(fit));
  for (const LongRuns& found : group.long_runs) {
    json["long_runs"].push_back({{"method", group.defenders[found.defender].label},
                                 {"longest", SplitJson(found.longest)},
                                 {"longest_tokens", found.longest_tokens},
                                 {"middle", SplitJson(found.middle)},
                                 {"middle_tokens", found.middle_tokens}});
  }
  for (const ThinkLess& found : group.think_less) {
    const Interval& interval = found.success.interval;
    json["think_less"].push_back({{"method", group.defenders[found.defender].label},
                                  {"strength", found.strength},
                                  {"problems", found.success.questions},
                                  {"difference", found.success.difference},
                                  {"difference_interval", {interval.low, interval.high}},
                                  {"tokens_without", found.tokens_without},
                                  {"tokens_with", found.tokens_with}});
  }
  return json;
}

std::string Text(double value) { return fmt::format("{}", value); }

}  // namespace

Json RobustnessJson(const RobustSummary& summary) {
  Json groups = Json::array();
  for (const RobustGroup& group : summary.groups) groups.push_back(GroupJson(group));
  return groups;
}

std::string CsvRobustness(const RobustSummary& summary) {
  Table table;
  for (const char* head : {"task",          "model",           "victim",    "attack",
                           "goal",          "strength",        "unit",      "method",
                           "budget_tokens", "asked_tokens",    "tokens",    "thinking_tokens",
                           "prompt_tokens", "attacker_tokens", "runs",      "attack",
                           "right",         "other",           "no_answer", "attack_low",
                           "attack_high"}) {
    table.columns.push_back({head});
  }
  for (const RobustGroup& group : summary.groups) {
    for (size_t s = 0; s < group.strengths.size(); ++s) {
      for (size_t i = 0; i < group.defenders.size(); ++i) {
        const RobustCell& cell = group.cells[s][i];
        const Defender& defender = group.defenders[i];
        if (cell.split.Runs() == 0) continue;
        table.rows.push_back({group.task, group.model, group.victim, group.attack, group.goal,
                              std::to_string(group.strengths[s]), group.unit, defender.method,
                              defender.budget_tokens ? std::to_string(*defender.budget_tokens) : "",
                              defender.asked ? Text(*defender.asked) : "", Text(cell.tokens),
                              Text(cell.thinking), Text(cell.prompt), Text(cell.attacker_tokens)});
        const Split& split = cell.split;
        for (const int64_t count :
             {split.Runs(), split.attack, split.right, split.other, split.no_answer}) {
          table.rows.back().push_back(std::to_string(count));
        }
        table.rows.back().push_back(Text(cell.attack_interval.low));
        table.rows.back().push_back(Text(cell.attack_interval.high));
      }
    }
  }
  return table.rows.empty() ? "" : CsvTable(table);
}

}  // namespace ponder
