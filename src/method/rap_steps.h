// What rap plans with: steps that may follow, how good they look, and what comes of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ponder/method.h"
#include "search/asker.h"

namespace ponder {

// Answers to a smaller question between two looks at their majority.
inline constexpr int kRapAnswersAtOnce = 2;

struct RapStep {
  std::string action;   // a smaller question, or an action of the world
  double estimate = 0;  // of the reward, before it is taken (fast reward)
  double reward = 0;    // known when it was taken
  std::string state;    // what came of it: the smaller answer, or the world's state
  bool last = false;    // it answers the question itself
  bool taken = false;
  bool terminal = false;  // nothing follows
  bool complete = false;  // the path to here is an answer
  double looks = 0;       // what the reward keeps of the estimate
  int64_t tokens = 0;
  StopReason stop = StopReason::kEnd;
};

struct RapRules {
  int actions = 4;
  int answers = 8;
  double weight = 0.5;
  double confidence = 0.8;
  bool likelihood = true;
  double goal = 100;
  int question_tokens = 60;
  int answer_tokens = 120;
};

class RapSteps {
 public:
  virtual ~RapSteps() = default;
  // What may follow a path, estimates included; `closing`: the step after it has to be the last.
  virtual std::vector<RapStep> After(const std::vector<RapStep>& path, bool closing) = 0;
  // Takes the last step of the path: its state, its reward, whether anything follows.
  virtual void Take(std::vector<RapStep>& path) = 0;
  virtual Candidate AsCandidate(const std::vector<RapStep>& path) const = 0;
  // The question needs no step at all.
  virtual bool Done() const { return false; }
};

}  // namespace ponder
