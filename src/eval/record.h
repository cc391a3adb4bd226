// What one run of a method on one item gave: one line of a study's log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/answer.h"
#include "ponder/language.h"
#include "ponder/runner.h"

namespace ponder {

// Goes up whenever an older program would misread a line.
inline constexpr int kRecordFormat = 1;

// A candidate, as far as pass@k and maj@k need it.
struct EvalCandidate {
  std::optional<std::string> final;
  std::string vote_key;  // what equal answers share; "" without an answer
  bool right = false;
  int64_t tokens = 0;  // generated
  StopReason stop = StopReason::kEnd;
  std::optional<double> score;  // of the method's scorer
  // Of the study's raters, by name with options; only of those that could tell.
  std::vector<std::pair<std::string, double>> ratings = {};
};

// One of the study's raters, as it rated the candidates of a run.
struct EvalRater {
  ScoreScale scale = ScoreScale::kProbability;
  bool alone = true;  // rates each candidate by itself
  Usage usage;        // in none of the run's numbers
};

struct EvalRecord {
  // Which row of the study this is.
  std::string key;         // hash of all that determines the result, as 16 hex digits
  std::string model;       // as the study names it
  std::string task;        // registry name
  std::string item;        // unique in its task
  int level = 0;           // index into the task's levels
  std::string level_name;  // "" for tasks without names
  std::string method;      // normal form, see MethodSpec: "self_consistency:n=5"; or "effort=high"
  std::string stands_for;  // of an effort: the method's normal form; else ""
  std::optional<int64_t> budget_tokens;
  int sample = 0;     // 0 .. samples - 1
  uint64_t seed = 0;  // of this run, made from the study's seed, task, item and sample
  Language language = Language::kEnglish;
  int shots = 0;            // worked examples in the prompt
  int max_tokens = 0;       // of a candidate
  double temperature = 0;   // of sampling
  std::string prompt_hash;  // of the turns as the method got them, 16 hex digits
  std::string question;     // the item's, without worked examples
  std::string gold;

  // What came of it.
  std::optional<std::string> final;
  std::string text;      // of the answer
  std::string thinking;  // apart from it
  std::string vote_key;
  bool right = false;
  bool extracted = false;  // there was a short answer to judge
  std::string reason;      // why it is wrong, of the checker; the error's message for kError
  std::vector<std::pair<std::string, double>> scores;  // further ones of the checker
  StopReason stop = StopReason::kEnd;                  // kError: there is no result
  // Of Usage, what a cache happened to hold changes cached_, prefill_ and forward_tokens and flops;
  // the other fields are the same whenever this row is run again.
  Usage usage;
  std::map<std::string, Usage> usage_by_role;
  Seconds seconds;
  int chosen = -1;  // index into candidates; -1: none
  std::vector<EvalCandidate> candidates;
  std::map<std::string, EvalRater> raters;  // by name with options

  // The answer was cut by a limit: of its candidate, its run or the context.
  bool HitLimit() const;
};

// One JSON object on one line, without its line break. Bytes that are no UTF-8 are replaced.
std::string RecordLine(const EvalRecord& record);

// Throws kInvalidRequest naming the field, or the format when it is another one.
EvalRecord ParseRecordLine(std::string_view line);

}  // namespace ponder
