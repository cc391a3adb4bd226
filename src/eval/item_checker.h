// An item of a task as the checker of answers to it.
#pragma once

#include <string_view>

#include "ponder/answer_checker.h"
#include "task/task.h"

namespace ponder {

// Both must outlive it.
class ItemChecker : public AnswerChecker {
 public:
  ItemChecker(const Task& task, const TaskItem& item) : task_(task), item_(item) {}

  double Check(std::string_view answer) const override {
    return task_.Check(item_, answer).right ? 1 : 0;
  }

 private:
  const Task& task_;
  const TaskItem& item_;
};

}  // namespace ponder
