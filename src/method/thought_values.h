// How good the states of tree_of_thoughts are.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "method/thoughts.h"

namespace ponder {

enum class ThoughtValue { kModel, kVote, kProgress, kScorer };

template <>
struct ChoiceNames<ThoughtValue> {
  static constexpr std::pair<std::string_view, ThoughtValue> kNames[] = {
      {"model", ThoughtValue::kModel},
      {"vote", ThoughtValue::kVote},
      {"progress", ThoughtValue::kProgress},
      {"scorer", ThoughtValue::kScorer}};
};

// What the three verdicts are worth (Yao et al.).
constexpr double kSure = 20;
constexpr double kLikely = 1;
constexpr double kImpossible = 0.001;

// Whether all verdicts of which this is the mean said impossible.
inline bool AllImpossible(double mean) {
  constexpr double kRounding = 1 + 1e-9;
  return mean <= kImpossible * kRounding;
}

class ThoughtValues {
 public:
  struct Rules {
    ThoughtValue kind = ThoughtValue::kModel;
    int evaluations = 3;
    int tokens = 80;  // of one
  };

  // All outlive it. Throws kInvalidRequest or kUnsupported when states of this question cannot be
  // valued so.
  ThoughtValues(const Question& question, Context& context, Asker& asker,
                const ThoughtSource& source, Rules rules);

  // Sets the values of all, in one batch; equal states are valued once.
  void Value(std::span<ThoughtState> states);
  // Of a state that is known to be the goal.
  double OfGoal() const { return rules_.kind == ThoughtValue::kModel ? kSure : 1; }
  // Values of different batches cannot be compared: of votes, and of scorers that only compare.
  bool Compares() const;
  // Nothing that values it sees a way on.
  bool IsHopeless(double value) const {
    return rules_.kind == ThoughtValue::kModel && AllImpossible(value);
  }

 private:
  int Samples() const;
  GenerateRequest Ask(const std::string& text) const;
  void ByModel(std::span<ThoughtState> states);
  void ByVote(std::span<ThoughtState> states);
  void ByScorer(std::span<ThoughtState> states);

  const Question& question_;
  Context& context_;
  Asker& asker_;
  const ThoughtSource& source_;
  Rules rules_;
  std::map<std::string, double> known_;  // by the state's text
};

// The last verdict of a reply as its worth; nullopt when there is none.
std::optional<double> ReadVerdict(std::string_view reply);
// The number that a vote names, from 1 to `count`.
std::optional<size_t> ReadVote(std::string_view reply, size_t count);

}  // namespace ponder
