// red_team: a model writes the text, sees what it came to, and tries again. The resource is the
// number of tries; the first success ends it. After the LMP attack of Zaremba et al. 2025, arXiv
// 2501.18841, which is a loop like PAIR (Chao et al. 2023, arXiv 2310.08419).
//
// Here stands only where the text goes; AttackedTask says what the model is asked.
#include "attack/attack.h"
#include "attack/attacked_task.h"

namespace ponder {
namespace {

class RedTeam : public Attack {
 public:
  std::vector<std::string> Texts(const AttackAim&, int) const override {
    return {std::string(kTextMark)};
  }
};

const RedTeam attack;

}  // namespace

extern const AttackInfo red_team_attack;
const AttackInfo red_team_attack{
    .name = "red_team",
    .summary = "a model writes the text, and tries again when it fails",
    .unit = "tries",
    .strengths = {0, 1, 2, 4, 8, 16, 25},
    .usual = {1, 4},
    .seats = {Seat::kFrame},
    .asks_model = true,
    .attack = &attack};

}  // namespace ponder
