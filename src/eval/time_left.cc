#include "eval/time_left.h"

namespace ponder {

TimeLeft::TimeLeft(const std::vector<const EvalRow*>& rows) {
  for (const EvalRow* row : rows) {
    Group& group = groups_[NameOf(*row)];
    ++group.open;
    group.weight = row->weight;
  }
}

std::string TimeLeft::NameOf(const EvalRow& row) {
  return std::string(row.task->info->name) + " " + row.method->Full() + " " +
         std::to_string(row.budget_tokens.value_or(-1));
}

void TimeLeft::Done(const EvalRow& row, const EvalRecord& record) {
  const auto tokens =
      static_cast<double>(record.usage.completion_tokens + record.usage.scorer_tokens);
  Group& group = groups_[NameOf(row)];
  --group.open;
  ++group.done;
  group.tokens += tokens;
  tokens_ += tokens;
}

double TimeLeft::OpenTokens() const {
  double most = 0;  // that the rows done could have cost
  for (const auto& [name, group] : groups_) most += group.done * group.weight;
  const double real = most > 0 ? tokens_ / most : 1;
  double open = 0;
  for (const auto& [name, group] : groups_) {
    const double each = group.done > 0 ? group.tokens / group.done : group.weight * real;
    open += group.open * each;
  }
  return open;
}

double TimeLeft::Seconds(double seconds) const {
  return tokens_ > 0 ? seconds * OpenTokens() / tokens_ : -1;
}

}  // namespace ponder
