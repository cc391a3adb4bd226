// injection: instructions to answer with something else, in the text of a page or in the frame. The
// resource is their number. After the web pages of Zaremba et al. 2025, arXiv 2501.18841; pages,
// facts and instructions are made up here.
#include "attack/attack.h"
#include "attack/attack_text.h"

namespace ponder {
namespace {

class Injection : public Attack {
 public:
  std::vector<std::string> Texts(const AttackAim& aim, int strength) const override {
    const Language language = aim.source.language;
    const std::vector<std::string> all =
        AttackTexts("injection", language, {{"rule", GoalText(aim.goal, language)}});
    std::vector<std::string> texts;
    for (int i = 0; i < strength; ++i) texts.push_back(all[static_cast<size_t>(i) % all.size()]);
    return texts;
  }
};

const Injection attack;

}  // namespace

extern const AttackInfo injection_attack;
const AttackInfo injection_attack{.name = "injection",
                                  .summary = "instructions in the text of a page",
                                  .unit = "instructions",
                                  .strengths = {0, 1, 2, 4, 8, 16, 32},
                                  .usual = {0, 1, 4},
                                  .seats = {Seat::kPage, Seat::kFrame},
                                  .attack = &attack};

}  // namespace ponder
