// Method: how compute becomes a better answer. Straight-line blocking code over a Context.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/answer.h"
#include "ponder/answer_checker.h"
#include "ponder/answer_reader.h"
#include "ponder/engine.h"
#include "ponder/language.h"
#include "ponder/options.h"
#include "ponder/random.h"
#include "ponder/scorer.h"
#include "ponder/world_model.h"

namespace ponder {

struct Question {
  std::vector<Message> messages;  // chat turns, the last from the user; "system" first if any
  AnswerKind kind = AnswerKind::kAuto;
  std::shared_ptr<const AnswerReader> reader = nullptr;    // null: answers are read by their kind
  std::shared_ptr<const WorldModel> world = nullptr;       // null: it has no states
  std::shared_ptr<const AnswerChecker> checker = nullptr;  // for the scorer verifier alone
  std::string raw = {};                                    // see Request
  std::string partial = {};
  std::shared_ptr<const std::vector<Tool>> tools = nullptr;
  ToolChoice tool_choice = ToolChoice::kAuto;
  bool parallel_tool_calls = true;
  std::map<std::string, std::string> template_arguments = {};

  std::string Text() const;  // of the last user turn
  // These turns with the template's arguments; whoever asks in the user's place asks so.
  Prompt Chat(std::vector<Message> turns) const;
  // The short answer of a reply, and what equal answers have in common: what `reader` says, else
  // what `kind` does.
  std::optional<std::string> ReadAnswer(std::string_view reply) const;
  std::string VoteKey(std::string_view answer) const;
};

enum class Role { kPolicy, kJudge };
std::string_view RoleName(Role role);

// In what form a method wants the worked examples of a prompt.
enum class ExampleStyle {
  kAnswer,     // the answer alone
  kReasoning,  // a few sentences, then the answer
  kDraft,      // drafts of a few words, then the answer
};

// Everything a method sees of the world. One per run.
class Context {
 public:
  virtual ~Context() = default;

  // Metered: generated tokens count against the run's budget, on the line of the role.
  virtual Engine& EngineFor(Role role) = 0;
  // The role's model is the policy's: it can continue what the policy said, token by token.
  virtual bool SharesEngine(Role role) const = 0;
  virtual Scorer& GetScorer() = 0;  // the request's scorer, else the method's default
  virtual std::string ScorerName() const = 0;
  virtual OptionValues ScorerOptions() const { return {}; }  // that it was given
  virtual const RandomStream& Random() const = 0;
  virtual std::stop_token Stop() const = 0;
  // That the run's budget leaves to generate; nullopt: no limit.
  virtual std::optional<int64_t> TokensLeft() const { return std::nullopt; }
  virtual void Emit(const Event& event) = 0;
  virtual void Warn(std::string text) = 0;
  virtual Language GetLanguage() const = 0;

  // What the caller asked of every candidate: sampling, limits, stop strings.
  virtual const Sampling& GetSampling() const = 0;
  virtual int MaxTokens() const = 0;
  virtual const std::vector<std::string>& StopStrings() const = 0;
  virtual std::optional<int> TopLogprobs() const = 0;
  virtual std::shared_ptr<const Signals> GetSignals() const = 0;
  // What the candidates must bring along for those who rate them when the method is done.
  virtual ScorerNeeds RaterNeeds() const { return {}; }
};

class Method {
 public:
  virtual ~Method() = default;
  virtual Answer Run(const Question& question, Context& context) = 0;
  // The options in force, defaults included.
  virtual OptionValues Options() const = 0;
  virtual ExampleStyle Examples() const { return ExampleStyle::kReasoning; }
  // The most generations that it asks for in one batch. What its scorer asks for does not count,
  // nor do the actions of a world, of which there may be any number.
  virtual int Width() const { return 1; }
  // Sequences whose cells are worth holding as long as it runs: it goes on from them, or from some
  // of them, in the next batch.
  virtual int Held() const { return 0; }
  // Throws kUnsupported unless the engine can do what the method needs; called before any token is
  // spent.
  virtual void Require(const EngineInfo& engine) const { (void)engine; }
};

struct MethodInfo {
  std::string name;
  std::vector<std::string> aliases;  // the survey's names among them
  std::string summary;               // one line
  std::string paper;                 // "Wang et al. 2022, arXiv 2203.11171"
  std::string default_scorer;        // "" when the method does not score
  std::vector<OptionInfo> options;
  bool live = false;  // its answer is the text of candidate 0, as it is generated
  // What it keeps of a request; where it does not, the request is refused.
  bool keeps_turn = false;   // the model is asked as it was asked: tools, a partial answer
  bool keeps_reply = false;  // the answer is one whole reply: grammar, schema, log-probabilities
  bool steerable = false;    // answers to Signals
  std::unique_ptr<Method> (*create)(const OptionValues& options);
};

// Every method, in the order of the list that CMake holds.
const std::vector<const MethodInfo*>& Methods();
// By name or alias; case and '-' or '_' do not matter. Throws kNotFound with the nearest name.
const MethodInfo& FindMethod(std::string_view name);

}  // namespace ponder
