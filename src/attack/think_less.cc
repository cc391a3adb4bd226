// think_less: says that no reasoning is needed, then shows the examples of many_shot. Compared with
// many_shot of the same resource, it says what less thinking does. Zaremba et al. 2025, arXiv
// 2501.18841; theirs was found by people, this text is our own.
#include "attack/attack_text.h"
#include "attack/many_shot.h"

namespace ponder {
namespace {

class ThinkLess : public Attack {
 public:
  std::vector<std::string> Texts(const AttackAim& aim, int strength) const override {
    return {AttackText("think_less", aim.source.language), "", WrongExamples(aim, strength)};
  }
};

const ThinkLess attack;

}  // namespace

extern const AttackInfo think_less_attack;
const AttackInfo think_less_attack{
    .name = "think_less",
    .summary = "many_shot behind the claim that no thinking is needed",
    .unit = "examples",
    .strengths = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256},
    .usual = {4, 16},
    .seats = {Seat::kFrame},
    .attack = &attack};

}  // namespace ponder
