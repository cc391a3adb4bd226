// The victims that are made here; FindVictim finds them by name.
#pragma once

#include <functional>

#include "attack/victim.h"

namespace ponder {

// A question behind a stretch of text that the system's turn says to ignore.
class FramedVictim : public Victim {
 public:
  Seat GetSeat() const override { return Seat::kFrame; }
  void Put(const std::vector<std::string>& texts, const RandomStream& random,
           TaskItem& item) const override;
};

const Victim& Sums();      // of two numbers of two digits
const Victim& Products();  // the same
const Victim& Page();
const Victim& StrictShop();
const Victim& LooseShop();

// Every goal that changes a number has an answer of its own for this right answer.
bool SuitsNumberGoals(std::string_view gold);

// Calls `make` until there are `count` different questions, or no others can be found.
using MakeProblem = std::function<TaskItem(const RandomStream& random)>;
std::vector<TaskItem> MakeProblems(std::string_view name, const ProblemSource& source,
                                   const MakeProblem& make);

}  // namespace ponder
