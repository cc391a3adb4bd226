// The steering rules of one generation: in which phase it is, what may act there, how often it did.
//
// Only decides; TokenLoop does the writing. `tokens` is always how many stand in the generation. A
// copy is a fork.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// A text that stops or steers, found in what was said.
struct Marker {
  size_t begin = 0;
  size_t length = 0;
  std::optional<size_t> rule;  // whose it is; none: a stop string of the request
};

class Steering {
 public:
  // `signals` may be null.
  Steering(std::vector<SteeringRule> rules, std::shared_ptr<const Signals> signals)
      : rules_(std::move(rules)),
        signals_(std::move(signals)),
        fired_(rules_.size()),
        counted_(rules_.size()) {}

  const SteeringRule& rule(size_t index) const { return rules_[index]; }
  int phase() const { return phase_; }
  int phase_begin() const { return phase_begin_; }  // tokens that stood when the phase began
  const std::vector<int>& fired() const { return fired_; }

  void EnterPhase(int phase, int tokens);
  void NoteFired(size_t rule, int tokens);

  // Every text of a rule that can be taken back out of the text.
  std::vector<std::string> CuttableMarkers() const;

  bool StopForbidden(int tokens) const;
  // The rule that answers to the end token and to stop strings.
  std::optional<size_t> AtStop(int tokens) const;
  // The first text that stops or steers and does not end before `from`; what ends before byte
  // `looked` was looked at already.
  std::optional<Marker> FindMarker(std::string_view text, size_t from, size_t looked,
                                   const std::vector<std::string>& stop, int tokens) const;
  // The InjectAtTokens rule with the nearest limit of the phase; and how far it is.
  struct Limit {
    size_t rule;
    int room;
  };
  std::optional<Limit> NearestLimit(int tokens) const;
  // The InjectAtTokens or InjectAtLoop rule that acts now.
  std::optional<size_t> Reached(const std::vector<Token>& tokens) const;

 private:
  int PhaseTokens(int tokens) const { return tokens - phase_begin_; }
  bool MayFire(size_t rule, int tokens) const;
  bool Reaches(size_t rule, const std::vector<Token>& tokens) const;

  std::vector<SteeringRule> rules_;
  std::shared_ptr<const Signals> signals_;
  std::vector<int> fired_;    // how often each acted
  std::vector<int> counted_;  // of these, against InjectAtStop::times
  int phase_ = 0;
  int phase_begin_ = 0;
};

}  // namespace ponder
