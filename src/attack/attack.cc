#include "attack/attack.h"

#include <algorithm>

#include "ponder/error.h"
#include "ponder/options.h"

namespace ponder {

bool AttackInfo::Fits(const Victim& victim, const Goal& goal) const {
  if (std::find(seats.begin(), seats.end(), victim.GetSeat()) == seats.end()) return false;
  return victim.Fits(goal) && !(numbers_only && goal.kind == GoalKind::kCanary);
}

const AttackInfo& FindAttack(std::string_view name) {
  const std::string wanted = NormalName(name);
  std::string known;
  for (const AttackInfo* info : Attacks()) {
    if (info->name == wanted) return *info;
    known += " " + std::string(info->name);
  }
  throw Error(ErrorCode::kNotFound,
              "unknown attack \"" + std::string(name.substr(0, 60)) + "\"; there are" + known);
}

}  // namespace ponder
