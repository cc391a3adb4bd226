// Flags that say what to ask and how: method, scorer, budget, sampling. Shared by ask and chat.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/option_flags.h"
#include "plan/effort.h"
#include "ponder/runner.h"

namespace ponder {

// Limits and sampling, listed once for flags, checks and help.
struct RequestOptions {
  int64_t seed = 0;
  int64_t budget_tokens = -1;
  int64_t budget_forward_tokens = -1;
  double budget_seconds = -1;
  int max_tokens = 512;
  Sampling sampling;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--seed", seed, Range{0, 9e18}, "seed of all random choices");
    visit("--budget-tokens", budget_tokens, Range{0, 1e12},
          "most tokens generated in all, scorers included");
    visit("--budget-forward-tokens", budget_forward_tokens, Range{0, 1e12},
          "most tokens through the model: each distinct prompt token once, and all generated");
    visit("--budget-seconds", budget_seconds, Range{0, 1e8}, "answer with what was found by then");
    visit("--max-tokens", max_tokens, Range{1, 1e6}, "longest reply of a candidate");
    visit("--temperature", sampling.temperature, Range{0, 100}, "0: the most likely token");
    visit("--top-k", sampling.top_k, Range{0, 1e6}, "keep the k most likely tokens; 0: all");
    visit("--top-p", sampling.top_p, Range{0, 1}, "keep the likeliest with this total; 1: all");
    visit("--min-p", sampling.min_p, Range{0, 1}, "drop below this share of the likeliest");
    visit("--typical-p", sampling.typical_p, Range{0, 1},
          "keep the typical with this total; 1: all");
    visit("--repetition-penalty", sampling.repetition_penalty, Range{0.01, 100}, "1: off");
    visit("--frequency-penalty", sampling.frequency_penalty, Range{-100, 100}, "0: off");
    visit("--presence-penalty", sampling.presence_penalty, Range{-100, 100}, "0: off");
  }
};

// What a level of effort needs to become a method.
struct EffortDial {
  std::optional<Effort> level;  // of --effort; absent: a method was chosen, or nothing
  EffortTable table = EffortTable::Default();
  std::optional<int> limit;  // of --max-tokens: goes before the table's
  int usual_limit = 512;     // where neither says one

  // Turns the request to this level. Returns warnings. Throws for a line that does not fit.
  std::vector<std::string> Turn(Effort effort, const EngineInfo& engine, Request& request) const;
};

class RequestFlags {
 public:
  void AddTo(CLI::App& app);
  // The request but for its messages; unknown names and values that do not fit throw. With --effort
  // its method is the one for a model without thinking marks: Turn the dial once there is a model.
  Request ToRequest() const;
  EffortDial Dial() const;

  const std::string& system() const { return system_; }
  const std::string& language() const { return language_; }  // of --lang; "" not given

 private:
  std::string method_;
  std::string effort_;
  std::string effort_table_;
  std::string scorer_;
  std::string n_;
  std::string system_;
  std::string kind_ = "auto";
  std::string language_;
  std::string grammar_file_;
  std::string schema_file_;
  std::vector<std::string> stop_;
  std::vector<std::string> logit_bias_;
  OptionFlags<RequestOptions> options_;
};

// "NAME[:key=value,...]" and the short form --n ("" not given) into the request, checked against
// the registries.
void SetMethod(const std::string& text, const std::string& n, Request& request);
void SetScorer(const std::string& text, Request& request);

// Of the prompts: what --lang says, else Korean for a question in Hangul, else English.
Language PromptLanguage(const std::string& flag, std::string_view question);
std::string ReadWholeFile(const std::string& path, const std::string& flag);

}  // namespace ponder
