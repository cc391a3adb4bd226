// An item of a task as the reader of its answers, so that methods vote on the task's own keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ponder/answer_reader.h"
#include "task/task.h"

namespace ponder {

// Both must outlive it.
class ItemReader : public AnswerReader {
 public:
  ItemReader(const Task& task, const TaskItem& item) : task_(task), item_(item) {}

  std::optional<std::string> Extract(std::string_view reply) const override {
    return task_.Extract(item_, reply);
  }
  std::string VoteKey(std::string_view answer) const override {
    return task_.VoteKey(item_, answer);
  }

 private:
  const Task& task_;
  const TaskItem& item_;
};

}  // namespace ponder
