// Runner: one request from question to answer. What the command line, the server and the harness
// all call.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ponder/answer.h"
#include "ponder/engine.h"
#include "ponder/method.h"

namespace ponder {

// Limits of one run; absent: none. Counted logically, so that a cache never changes an answer.
struct Budget {
  std::optional<int64_t> tokens;          // generated, by candidates and scorers
  std::optional<int64_t> forward_tokens;  // distinct tokens read by anyone + generated
  std::optional<double> seconds;          // wall clock; what was found by then is answered
};

struct Request {
  std::vector<Message> messages;
  std::string raw;      // plain text to go on from, without turns and template: instead of messages
  std::string partial;  // the assistant's answer so far: the model goes on from its end
  std::shared_ptr<const std::vector<Tool>> tools;  // that the answer may call; null: none
  ToolChoice tool_choice = ToolChoice::kAuto;
  bool parallel_tool_calls = true;
  std::map<std::string, std::string> template_arguments;  // of the chat template; JSON texts
  std::string method = "direct";
  OptionValues options;
  std::string scorer;  // "": the method's default
  OptionValues scorer_options;
  std::shared_ptr<Scorer> custom_scorer;  // instead of a registered one; `scorer` is its label then
  // Scorers that rate the answer's candidates when the method is done, where it returns at least
  // two, and choose nothing: so one set of candidates tells what each of them would have chosen.
  std::vector<ScorerChoice> raters;
  uint64_t seed = 0;
  Budget budget;
  Sampling sampling;
  int max_tokens = 512;  // a candidate
  std::vector<std::string> stop;
  // Log-probabilities of the candidates' tokens, with so many alternatives each; absent: none.
  std::optional<int> top_logprobs;
  std::shared_ptr<const Signals> signals;  // see MethodInfo::steerable
  AnswerKind kind = AnswerKind::kAuto;
  std::shared_ptr<const AnswerReader> reader;    // null: answers are read by their kind
  std::shared_ptr<const WorldModel> world;       // null: the question has no states
  std::shared_ptr<const AnswerChecker> checker;  // of the question's task; null: it has none
  Language language = Language::kEnglish;
};

struct Seconds {
  double total = 0;
  double first_token = 0;  // until the first generated token
  double engine = 0;       // spent inside engine calls (wall clock; overlapping calls count once)
};

// What one of Request::raters says. A rater that fails abstains of all candidates, and a warning of
// the answer says why.
struct Rating {
  std::string scorer;  // registry name
  ScoreScale scale = ScoreScale::kProbability;
  bool alone = true;          // Scorer::RatesAlone
  std::vector<Score> scores;  // of Answer::candidates, in their order
  Usage usage;                // in no other number of the result
};

struct RunResult {
  Answer answer;
  std::string method;  // registry name
  OptionValues options;
  std::string scorer;  // "" when none was used
  std::string model;
  uint64_t seed = 0;
  Usage usage;
  std::map<std::string, Usage> usage_by_role;  // "policy", "judge"
  Seconds seconds;                             // without the ratings
  // One for each of Request::raters, in order; none where there were not two candidates, or the run
  // was cancelled.
  std::vector<Rating> ratings;
};

class Runner {
 public:
  // `engine` serves every role that `engines` does not name.
  explicit Runner(std::shared_ptr<Engine> engine,
                  std::map<Role, std::shared_ptr<Engine>> engines = {});

  // Checks the whole request first: what cannot be run throws before a token is spent. Thread-safe.
  // `stop` ends the run early; what was found so far is the answer.
  RunResult Run(const Request& request, const EventSink& events = nullptr,
                std::stop_token stop = {});

  // Throws what Run would throw for raters that cannot rate here.
  void CheckRaters(const Request& request) const;

 private:
  std::shared_ptr<Engine> engine_;
  std::map<Role, std::shared_ptr<Engine>> engines_;
};

}  // namespace ponder
