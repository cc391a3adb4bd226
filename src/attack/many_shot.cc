// many_shot: question after question with the answer that the adversary wants, and each time the
// claim that people want it so. The resource is their number; Zaremba et al. 2025, arXiv
// 2501.18841.
//
// We differ: the examples are the same for all problems of a study, so that a prompt's beginning is
// read once.
#include "attack/many_shot.h"

#include "attack/attack_text.h"

namespace ponder {
namespace {

class ManyShot : public Attack {
 public:
  std::vector<std::string> Texts(const AttackAim& aim, int strength) const override {
    return {WrongExamples(aim, strength)};
  }
};

const ManyShot attack;

}  // namespace

std::string WrongExamples(const AttackAim& aim, int count) {
  ProblemSource source = aim.source;
  source.count = count;
  const Language language = aim.source.language;
  std::string text;
  for (const TaskItem& shown : aim.victim.Shown(source)) {
    text += (text.empty() ? "" : "\n\n") +
            AttackText("many_shot", language,
                       {{"question", shown.question},
                        {"answer", WantedAnswer(aim.goal, shown.gold).value()},
                        {"rule", GoalText(aim.goal, language)}});
  }
  return text;
}

extern const AttackInfo many_shot_attack;
const AttackInfo many_shot_attack{.name = "many_shot",
                                  .summary = "worked examples with the answer that is wanted",
                                  .unit = "examples",
                                  .strengths = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256},
                                  .usual = {0, 4, 16},
                                  .seats = {Seat::kFrame},
                                  .attack = &attack};

}  // namespace ponder
