#include "eval/robustness/robust_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "eval/format.h"
#include "eval/robustness/comparisons.h"
#include "eval/robustness/heat_map.h"

namespace ponder {
namespace {

std::string Whole(double share) { return fmt::format("{:.0f}", 100 * share); }

std::string SplitText(const Split& split) {
  if (split.Runs() == 0) return "-";
  return Whole(split.Share(&Split::attack)) + "/" + Whole(split.Share(&Split::right)) + "/" +
         Whole(split.Share(&Split::other)) + "/" + Whole(split.Share(&Split::no_answer));
}

std::string AskedText(const Defender& defender) {
  return defender.asked ? fmt::format("{:.0f}", *defender.asked) : "-";
}

// Labels of a summary are English, for scripts.
std::string Name(const Defender& defender, const Words& words) {
  return Label(
      {.model = "", .task = "", .method = defender.method, .budget_tokens = defender.budget_tokens},
      {}, words);
}

bool HasAttacker(const RobustGroup& group) {
  for (const auto& row : group.cells) {
    for (const RobustCell& cell : row) {
      if (cell.attacker_tokens > 0) return true;
    }
  }
  return false;
}

std::vector<std::string> LongRow(const RobustGroup& group, size_t strength, size_t i,
                                 const Words& words) {
  const RobustCell& cell = group.cells[strength][i];
  const Split& split = cell.split;
  return {std::to_string(group.strengths[strength]),
          std::to_string(i + 1),
          Name(group.defenders[i], words),
          AskedText(group.defenders[i]),
          Short(cell.tokens),
          Short(cell.thinking),
          std::to_string(split.Runs()),
          Percent(split.Share(&Split::attack), cell.attack_interval),
          Percent(split.Share(&Split::right)),
          Percent(split.Share(&Split::other)),
          Percent(split.Share(&Split::no_answer)),
          cell.where_clean_right.Runs() == 0
              ? "-"
              : fmt::format("{}/{}", cell.where_clean_right.attack, cell.where_clean_right.Runs())};
}

Table LongRunsTable(const RobustGroup& group, const Words& words) {
  Table table{{{words("defender"), true},
               {words("runs")},
               {words("success %")},
               {words("tokens")},
               {words("of the middle: runs")},
               {words("success %")},
               {words("tokens")}},
              {}};
  for (const LongRuns& found : group.long_runs) {
    table.rows.push_back({Name(group.defenders[found.defender], words),
                          std::to_string(found.longest.Runs()),
                          Percent(found.longest.Share(&Split::attack)), Short(found.longest_tokens),
                          std::to_string(found.middle.Runs()),
                          Percent(found.middle.Share(&Split::attack)), Short(found.middle_tokens)});
  }
  return table;
}

Table ThinkLessTable(const RobustGroup& group, const Words& words) {
  Table table{{{words("examples")},
               {words("defender"), true},
               {words("problems")},
               {words("success against many_shot")},
               {words("tokens without")},
               {words("tokens with")}},
              {}};
  for (const ThinkLess& found : group.think_less) {
    table.rows.push_back({std::to_string(found.strength),
                          Name(group.defenders[found.defender], words),
                          std::to_string(found.success.questions),
                          Points(found.success.difference, found.success.interval),
                          Short(found.tokens_without), Short(found.tokens_with)});
  }
  return table;
}

}  // namespace

Table ShortSplitTable(const RobustGroup& group, const Words& words) {
  Table table{{{words("defender"), true}, {words("asked")}, {words("tokens")}}, {}};
  for (const int strength : group.strengths) table.columns.push_back({std::to_string(strength)});
  for (size_t i = 0; i < group.defenders.size(); ++i) {
    const Defender& defender = group.defenders[i];
    table.rows.push_back({Name(defender, words), AskedText(defender), Short(defender.tokens)});
    for (const auto& row : group.cells) table.rows.back().push_back(SplitText(row[i].split));
  }
  return table;
}

Table LongSplitTable(const RobustGroup& group, const Words& words) {
  const bool attacker = HasAttacker(group);
  Table table{{{words.Term(group.unit)},
               {"#"},
               {words("defender"), true},
               {words("asked")},
               {words("tokens")},
               {words("thinking")},
               {words("runs")},
               {words("attack %")},
               {words("right %")},
               {words("other %")},
               {words("no answer %")},
               {words("attack where right without")}},
              {}};
  if (attacker) table.columns.push_back({words("attacker's tokens")});
  for (size_t s = 0; s < group.strengths.size(); ++s) {
    for (size_t i = 0; i < group.defenders.size(); ++i) {
      if (group.cells[s][i].split.Runs() == 0) continue;
      table.rows.push_back(LongRow(group, s, i, words));
      if (attacker) table.rows.back().push_back(Short(group.cells[s][i].attacker_tokens));
    }
  }
  return table;
}

std::vector<ReportTable> FurtherRobustTables(const RobustGroup& group, const Words& words) {
  std::vector<ReportTable> tables{
      {words("Success of the attack by defender, %"), HeatMapTable(MapOfDefenders(group, words))},
      {words("Success of the attack by tokens of a run, %"),
       HeatMapTable(MapOfTokens(group, words))},
      {words("The longest twentieth of the runs against the middle "
             "fifth"),
       LongRunsTable(group, words)},
      {words("With the claim that no thinking is needed, and without"),
       ThinkLessTable(group, words)}};
  std::erase_if(tables, [](const ReportTable& each) { return each.table.rows.empty(); });
  return tables;
}

std::string RobustHeading(const RobustGroup& group, const Words& words) {
  return words("{}, {}: {} problem{}", group.task, group.model, group.problems,
               group.problems == 1 ? "" : "s");
}

}  // namespace ponder
