// A coin that some people turn over (Wei et al. 2022, arXiv 2201.11903): is it still heads up?
#include <array>

#include "task/draw.h"
#include "task/korean.h"
#include "task/people.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr std::array<size_t, 4> kPeople = {2, 4, 8, 14};

class CoinFlip : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const bool korean = language == Language::kKorean;
    bool heads = true;
    std::string story;
    for (const std::string& name :
         SomePeople(draw, kPeople.at(static_cast<size_t>(level)), language)) {
      const bool turns = draw.Coin();
      heads = heads != turns;
      story += korean ? WithParticle(name, "은는") +
                            (turns ? " 동전을 뒤집습니다. " : " 동전을 그대로 둡니다. ")
                      : name + (turns ? " turns it over. " : " leaves it as it is. ");
    }
    TaskItem item;
    item.question =
        Fill(korean ? "동전의 앞면이 위를 향하고 있습니다. {}이제 앞면이 위에 있습니까? Yes 또는 "
                      "No로 답하세요."
                    : "A coin lies heads up. {}Is it heads up now? Answer Yes or No.",
             {story});
    item.gold = heads ? "Yes" : "No";
    item.kind = AnswerKind::kYesNo;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    size_t turns = 0;
    for (const std::string& sentence : Sentences(item.question)) {
      turns += Holds(sentence, " turns it over") || Holds(sentence, " 뒤집습니다");
    }
    return turns % 2 == 0 ? "Yes" : "No";
  }
};

const CoinFlip task;

}  // namespace

extern const TaskInfo coin_flip_task;
const TaskInfo coin_flip_task{.name = "coin_flip",
                              .summary = "is a coin heads up after some people turned it over?",
                              .levels = {"2_people", "4_people", "8_people", "14_people"},
                              .sizes = {960, 0, 0, 0},
                              .korean = true,
                              .task = &task};

}  // namespace ponder
