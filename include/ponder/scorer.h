// Scorer: how good is an answer?
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/answer.h"
#include "ponder/options.h"

namespace ponder {

class Context;
class Engine;
struct Question;

struct Score {
  double total = 0;           // higher is better; comparable within one call only
  std::vector<double> steps;  // per step, for scorers that look at steps
  double variance = 0;        // of total, where the scorer knows it
  bool abstained = false;     // the scorer cannot tell; total is then 0
};

// What the scorer must find in the generations, and the question, that it is given.
struct ScorerNeeds {
  bool logprobs = false;
  bool certainty = false;
  bool hidden_states = false;
  bool checker = false;  // Question::checker

  // What two scorers need together.
  friend ScorerNeeds operator|(const ScorerNeeds& a, const ScorerNeeds& b) {
    return {.logprobs = a.logprobs || b.logprobs,
            .certainty = a.certainty || b.certainty,
            .hidden_states = a.hidden_states || b.hidden_states,
            .checker = a.checker || b.checker};
  }
};

// A scorer by its name, with its options.
struct ScorerChoice {
  std::string scorer;
  OptionValues options;
};

// What a score means, so that scores of equal answers can be added up.
enum class ScoreScale {
  kProbability,  // 0 to 1: added as it is
  kLog,          // exp(score) is added
  kRank,         // only its order means something: ranks are added
};

template <>
struct ChoiceNames<ScoreScale> {
  static constexpr std::pair<std::string_view, ScoreScale> kNames[] = {
      {"probability", ScoreScale::kProbability},
      {"log", ScoreScale::kLog},
      {"rank", ScoreScale::kRank}};
};

class Scorer {
 public:
  virtual ~Scorer() = default;
  virtual ScorerNeeds Needs() const { return {}; }
  virtual ScoreScale Scale() const { return ScoreScale::kProbability; }
  // A candidate's score does not depend on the others it is rated with.
  virtual bool RatesAlone() const { return true; }
  // Throws kUnsupported unless the judge's engine can do what the scorer needs; called before any
  // token is spent.
  virtual void Require(const EngineInfo& judge) const { (void)judge; }
  // The same for what only the engine itself tells: the tokens of a text, the form of its turns.
  virtual void Prepare(const Engine& judge) { (void)judge; }
  // The same for the engine whose generations are rated: a scorer fitted to one model refuses
  // others. Throws; called before any token is spent.
  virtual void RequirePolicy(const EngineInfo& policy) { (void)policy; }
  // One score a candidate, in order. May call engines through `context` (metered).
  virtual std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                                  Context& context) = 0;
};

struct ScorerInfo {
  std::string name;
  std::string summary;      // one line
  std::string source;       // paper, or "" for ours
  bool asks_model = false;  // costs tokens of its own
  std::vector<OptionInfo> options;
  std::unique_ptr<Scorer> (*create)(const OptionValues& options);
};

// Every scorer, in the order of the list that CMake holds.
const std::vector<const ScorerInfo*>& Scorers();
// Throws kNotFound with the nearest name.
const ScorerInfo& FindScorer(std::string_view name);

}  // namespace ponder
