// Is a sentence about sports plausible? The published set only: it asks for knowledge.
#include "task/bbh.h"

namespace ponder {
namespace {

class SportsUnderstanding : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kYesNo, 200);
  }
};

const SportsUnderstanding task;

}  // namespace

extern const TaskInfo sports_understanding_task;
const TaskInfo sports_understanding_task{
    .name = "sports_understanding",
    .summary = "is a sentence about sports plausible?",
    .generates = false,
    .published =
        BbhSet({BbhFile("sports_understanding",
                        "63ca262858f6176864515cd8cf53cdaa40839ebecc155b726d77930855d167bf")}),
    .task = &task};

}  // namespace ponder
