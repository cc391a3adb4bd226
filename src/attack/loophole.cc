// loophole: a customer claims, truthfully, what the words of a rule ask for and its meaning does
// not. The resource is the number of claims. It stands for the ambiguous requests of Zaremba et al.
// 2025, arXiv 2501.18841, where more compute helped little; nothing harmful is asked for.
#include <algorithm>

#include "attack/attack.h"
#include "attack/attack_text.h"

namespace ponder {
namespace {

class Loophole : public Attack {
 public:
  std::vector<std::string> Texts(const AttackAim& aim, int strength) const override {
    std::vector<std::string> texts = AttackTexts("loophole", aim.source.language);
    texts.resize(std::min(texts.size(), static_cast<size_t>(strength)));
    return texts;
  }
};

const Loophole attack;

}  // namespace

extern const AttackInfo loophole_attack;
const AttackInfo loophole_attack{.name = "loophole",
                                 .summary = "claims that fit the words of a rule, not its meaning",
                                 .unit = "claims",
                                 .strengths = {0, 1, 2, 3, 4, 5, 6},
                                 .usual = {0, 1, 4},
                                 .seats = {Seat::kShop},
                                 .attack = &attack};

}  // namespace ponder
