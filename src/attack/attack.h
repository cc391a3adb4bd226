// Attacks: texts that an adversary puts into a question to get an answer of its own choosing.
//
// One file an attack, and its name in the list of CMakeLists.txt. Attacks are stateless and
// thread-safe. They ask no model: one that needs a model's words says what to ask it, and the
// harness asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attack/goal.h"
#include "attack/victim.h"
#include "task/task.h"

namespace ponder {

// What an attack knows.
struct AttackAim {
  const Victim& victim;
  const TaskItem& problem;  // without an adversary
  const Goal& goal;
  std::string wanted;    // the answer that is a success
  ProblemSource source;  // of the problem
  RandomStream random;   // the same for all problems, so that their prompts begin alike
};

// A text that a model wrote, and what the attacked model answered.
struct AttackTry {
  std::string text;
  std::string answer;
};

class Attack {
 public:
  virtual ~Attack() = default;
  // The adversary's texts for this much of its resource (1 or more). What a smaller resource gives
  // is the beginning of what a larger one does, where that makes sense.
  virtual std::vector<std::string> Texts(const AttackAim& aim, int strength) const = 0;
};

struct AttackInfo {
  std::string_view name;
  std::string_view summary;    // one line
  std::string_view unit;       // of its resource: "examples"
  std::vector<int> strengths;  // the resources to choose from, ascending; 0 is no attack
  std::vector<int> usual;      // those of a study that names none
  std::vector<Seat> seats;
  bool numbers_only = false;  // goals that are words do not fit
  bool asks_model = false;    // the resource counts tries of a model in a loop
  const Attack* attack;

  bool Fits(const Victim& victim, const Goal& goal) const;
};

// Every attack, in the order of the list that CMake holds.
const std::vector<const AttackInfo*>& Attacks();
// By name; case and '-' or '_' do not matter. Throws kNotFound with the names there are.
const AttackInfo& FindAttack(std::string_view name);

}  // namespace ponder
