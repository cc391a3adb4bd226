// The worked examples whose numbers can be read back out of the question: their answers are right.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

// Fills in `meta` from the numbers of a question.
using MetaOf = nlohmann::json (*)(std::vector<int64_t> numbers, Language language);

void CheckExamples(std::string_view task, MetaOf meta_of) {
  const TaskInfo& info = FindTask(task);
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    for (const Example& example : Examples(info, language)) {
      TaskItem item;
      item.language = language;
      item.meta = meta_of(Numbers(example.question), language);
      const Verdict verdict = info.task->Check(item, example.answer);
      EXPECT_TRUE(verdict.right) << example.answer << " " << verdict.reason;
    }
  }
}

nlohmann::json NumbersAndTarget(std::vector<int64_t> numbers, Language language) {
  const auto target = language == Language::kKorean ? numbers.end() - 1 : numbers.begin();
  const int64_t value = *target;
  numbers.erase(target);
  return {{"numbers", numbers}, {"target", value}};
}

TEST(WorldExamples, NumberGames) {
  CheckExamples("game24", NumbersAndTarget);
  CheckExamples("countdown", NumbersAndTarget);
}

TEST(WorldExamples, BinPacking) {
  CheckExamples("bin_packing", [](std::vector<int64_t> numbers, Language) {
    const int64_t capacity = numbers.back();
    numbers.pop_back();
    return nlohmann::json{{"items", numbers}, {"capacity", capacity}};
  });
}

TEST(WorldExamples, RubiksCube) {
  CheckExamples("rubiks_cube", [](std::vector<int64_t> numbers, Language) {
    // "2x2" and "0 to 5" come before the 24 stickers.
    const std::vector<int64_t> stickers(numbers.begin() + 4, numbers.begin() + 28);
    return nlohmann::json{{"stickers", stickers}};
  });
}

}  // namespace
}  // namespace ponder
