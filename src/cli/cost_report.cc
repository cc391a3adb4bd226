#include "cli/cost_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "eval/format.h"
#include "eval/main_table.h"
#include "eval/report_tables.h"
#include "ponder/error.h"
#include "ponder/options.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

struct Row {
  const SummaryRow& summary;
  const CostRow& cost;
};

struct Column {
  std::string head;
  std::function<double(const Row&)> value;
  bool always = false;  // else only where one of the rows has something
};

double PerRight(const Row& row) { return row.cost.mean.flops / row.summary.figures.accuracy; }

std::vector<Column> Columns(const CostStudy& study, const Words& words) {
  const auto mean = [](double Costs::*field) {
    return [field](const Row& row) { return row.summary.figures.mean.*field; };
  };
  const auto cost = [](double AnswerCost::*field) {
    return [field](const Row& row) { return row.cost.mean.*field; };
  };
  std::vector<Column> columns{
      {words("prompt"), mean(&Costs::prompt), true},
      {words("cached"), mean(&Costs::cached)},
      {words("generated"), mean(&Costs::generated), true},
      {words("thinking"), mean(&Costs::thinking)},
      {words("scorer reads"), mean(&Costs::scorer_prompt)},
      {words("scorer says"), mean(&Costs::scorer)},
      {words("forward"), cost(&AnswerCost::forward_tokens), true},
      {"FLOPs", cost(&AnswerCost::flops), true},
      {words("FLOPs a right one"), PerRight, true},
      {words("seconds"), mean(&Costs::seconds), true},
      {words("machine s"), cost(&AnswerCost::machine_seconds)},
      {words("joules"), cost(&AnswerCost::joules)},
  };
  if (study.options.prices) {
    columns.push_back({study.options.prices->currency, cost(&AnswerCost::money), true});
  }
  return columns;
}

bool HasSomething(const Column& column, const std::vector<Row>& rows) {
  return column.always || std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
           const double value = column.value(row);
           return std::isfinite(value) && value != 0;
         });
}

std::vector<Row> RowsOf(const CostStudy& study, size_t group) {
  std::vector<Row> rows;
  const std::vector<SummaryRow>& summary = study.summary.groups[group].rows;
  for (size_t i = 0; i < summary.size(); ++i) rows.push_back({summary[i], study.rows[group][i]});
  return rows;
}

Table GroupTable(const CostStudy& study, size_t group, const Words& words) {
  const std::vector<Row> rows = RowsOf(study, group);
  const RowNames names(study.summary.groups[group], true, words);
  Table table{names.Columns(), {}};
  table.columns.push_back({words("accuracy %")});
  for (size_t i = 0; i < rows.size(); ++i) {
    const Figures& figures = rows[i].summary.figures;
    table.rows.push_back(names.Cells(i));
    table.rows.back().push_back(Percent(figures.accuracy, figures.interval));
  }
  for (const Column& column : Columns(study, words)) {
    if (!HasSomething(column, rows)) continue;
    table.columns.push_back({column.head});
    for (size_t i = 0; i < rows.size(); ++i) {
      table.rows[i].push_back(Short(column.value(rows[i])));
    }
  }
  return table;
}

std::string EnergyNote(const Console& console, const CostStudy& study) {
  if (study.options.watts) {
    return fmt::format(fmt::runtime(console.Say(Text::kEnergyAssumed)), *study.options.watts);
  }
  return std::string(console.Say(study.energy_told ? Text::kEnergyTold : Text::kEnergyNotTold));
}

std::string MoneyNote(const Console& console, const CostStudy& study) {
  return std::string(console.Say(study.options.prices ? Text::kMoneyByTable : Text::kMoneyNoTable));
}

bool Shown(const SummaryGroup& group, const std::string& task) {
  return task.empty() || group.task == task;
}

Json RowJson(const Row& row) {
  const Setting& setting = row.summary.setting;
  const Figures& figures = row.summary.figures;
  const Costs& mean = figures.mean;
  const AnswerCost& cost = row.cost.mean;
  return {{"model", setting.model},
          {"method", setting.method},
          {"budget_tokens", setting.budget_tokens ? Json(*setting.budget_tokens) : Json(nullptr)},
          {"label", row.summary.label},
          {"questions", figures.questions},
          {"accuracy", JsonNumber(figures.accuracy)},
          {"accuracy_interval", JsonPair(figures.interval)},
          {"prompt_tokens", JsonNumber(mean.prompt)},
          {"cached_tokens", JsonNumber(mean.cached)},
          {"completion_tokens", JsonNumber(mean.generated)},
          {"reasoning_tokens", JsonNumber(mean.thinking)},
          {"scorer_prompt_tokens", JsonNumber(mean.scorer_prompt)},
          {"scorer_tokens", JsonNumber(mean.scorer)},
          {"logical_forward_tokens", JsonNumber(cost.forward_tokens)},
          {"flops", JsonNumber(cost.flops)},
          {"flops_interval", JsonPair(row.cost.flops)},
          {"flops_a_right_answer", JsonNumber(PerRight(row))},
          {"seconds", JsonNumber(mean.seconds)},
          {"seconds_interval", JsonPair(figures.seconds)},
          {"machine_seconds", JsonNumber(cost.machine_seconds)},
          {"energy_joules", JsonNumber(cost.joules)},
          {"money", JsonNumber(cost.money)}};
}

}  // namespace

Words ReportWords(const Console& console) {
  return Words(console.language == UiLanguage::kKorean ? Language::kKorean : Language::kEnglish);
}

Json JsonNumber(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json JsonPair(Interval interval) { return {JsonNumber(interval.low), JsonNumber(interval.high)}; }

void CheckTask(const CostStudy& study, const std::string& task) {
  std::vector<std::string> known;
  for (const SummaryGroup& group : study.summary.groups) {
    if (Shown(group, task)) return;
    if (!group.task.empty()) known.push_back(group.task);
  }
  const std::string near = NearestName(task, known);
  throw Error(ErrorCode::kNotFound,
              "--task: the study has no task \"" + task.substr(0, 60) + "\"; " +
                  (near.empty() ? "it has " + Listed(known) : "did you mean " + near + "?"));
}

void PrintCosts(Console& console, const CostStudy& study, const std::string& task) {
  const Words words = ReportWords(console);
  for (size_t i = 0; i < study.summary.groups.size(); ++i) {
    const SummaryGroup& group = study.summary.groups[i];
    if (!Shown(group, task)) continue;
    console.out << GroupName(group, words) << "\n"
                << TerminalTable(GroupTable(study, i, words)) << "\n";
  }
  console.out << console.Say(Text::kCostColumns) << "\n"
              << EnergyNote(console, study) << "\n"
              << MoneyNote(console, study) << "\n";
}

Json CostsJson(const CostStudy& study, const std::string& task) {
  const CostOptions& options = study.options;
  Json json{{"energy", options.watts       ? "assumed"
                       : study.energy_told ? "told"
                                           : "not_told"},
            {"watts", options.watts ? Json(*options.watts) : Json(nullptr)},
            {"currency", options.prices ? Json(options.prices->currency) : Json(nullptr)},
            {"groups", Json::array()}};
  for (size_t i = 0; i < study.summary.groups.size(); ++i) {
    const SummaryGroup& group = study.summary.groups[i];
    if (!Shown(group, task)) continue;
    Json rows = Json::array();
    for (const Row& row : RowsOf(study, i)) rows.push_back(RowJson(row));
    json["groups"].push_back(
        {{"task", group.task.empty() ? Json(nullptr) : Json(group.task)}, {"rows", rows}});
  }
  return json;
}

}  // namespace ponder
