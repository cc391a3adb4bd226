// The questions of a study, and the rows that ask them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eval/study.h"
#include "ponder/engine.h"
#include "task/task.h"

namespace ponder {

struct PlannedTask {
  const TaskInfo* info;
  std::vector<TaskItem> items;
  std::vector<Example> examples;  // for the prompt
};

// What people should know about the questions.
struct PlanNote {
  enum class Kind {
    kStandIn,      // `task` is asked instead of `detail`, whose published set is not at hand
    kMade,         // there is no published set of `task` in the folder `detail`: questions are made
    kFewItems,     // `task` has `detail` questions, fewer than the limit
    kFewExamples,  // `task` has `detail` worked examples, fewer than wanted
  };
  Kind kind;
  std::string task;
  std::string detail;
};

struct StudyPlan {
  std::vector<PlannedTask> tasks;
  std::vector<PlanNote> notes;
};

// Makes or reads the questions. Throws what is wrong with tasks, levels, language and data.
StudyPlan PlanStudy(const Study& study);

// One method on one item, one sample.
struct EvalRow {
  const PlannedTask* task;
  const TaskItem* item;
  const MethodSpec* method = nullptr;
  const EffortSpec* effort = nullptr;  // the method is what this level stands for
  std::optional<int64_t> budget_tokens;
  int sample = 0;
  uint64_t seed = 0;
  std::string prompt_hash = {};
  std::string key = {};
  double weight = 1;  // tokens it may cost at most

  // As tables name what ran: a method's normal form, or a level of effort.
  std::string Label() const { return effort != nullptr ? effort->Label() : method->Normal(); }
};

// All rows of one model, the heaviest first: at the end few run, and those should be short. Points
// into `study` and `plan`. `model`: as the study names it.
std::vector<EvalRow> MakeRows(const Study& study, const StudyPlan& plan, const std::string& model,
                              const EngineInfo& engine);

// The turns of a row: instructions as the system's, each worked example as a question and its
// answer, then the question.
std::vector<Message> MakeMessages(const PlannedTask& task, const TaskItem& item,
                                  ExampleStyle style);

// A row's limit of a candidate.
inline int MaxTokens(const Study& study, const TaskItem& item) {
  return study.max_tokens > 0 ? study.max_tokens : item.max_tokens;
}

}  // namespace ponder
