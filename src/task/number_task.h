// What the number games share: reading an expression out of a reply and judging it. Their items
// hold {"numbers": [...], "target": 24} in `meta`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "task/task.h"

namespace ponder {

class NumberTask : public Task {
 public:
  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override;
  // The expression up to brackets and the order of terms and factors.
  std::string VoteKey(const TaskItem& item, std::string_view answer) const override;
  // Right: + - * / and brackets, every number exactly once, exactly the target. Scores:
  // "published", and "whole" when no step leaves the whole numbers from zero on.
  Verdict Check(const TaskItem& item, std::string_view answer) const override;
  std::shared_ptr<const WorldModel> World(const TaskItem& item) const override;

 protected:
  virtual bool PublishedRight(const TaskItem& item, std::string_view answer) const = 0;

  static std::vector<int64_t> NumbersOf(const TaskItem& item);
  static int64_t TargetOf(const TaskItem& item);
  static TaskItem MakeItem(const std::vector<int64_t>& numbers, int64_t target, std::string gold,
                           Language language);
};

}  // namespace ponder
