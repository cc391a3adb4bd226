// What is in flight on the model's thread: calls of the engine, and their sequences.
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/batch_progress.h"
#include "engine/llama/kv_cache.h"
#include "engine/token_loop.h"
#include "ponder/engine.h"

namespace ponder {

struct Job;

// One request in flight. Owned by its job, touched by the scheduler's thread only.
struct Sequence {
  enum class Kind { kGenerate, kEvaluate, kEmbed };
  enum class State { kWaiting, kReading, kReady, kDone };

  Kind kind = Kind::kGenerate;
  State state = State::kWaiting;
  Job* job = nullptr;
  size_t index = 0;  // in its job

  std::shared_ptr<const std::vector<Token>> prompt;
  std::unique_ptr<TokenLoop> loop;  // kGenerate
  std::string adapter;
  bool aside = false;
  size_t capacity = 0;  // cells it may fill at most

  std::optional<SequenceLease> lease;
  // Logits (and hidden state) after the prompt, from a sibling with the same prompt.
  std::shared_ptr<const std::vector<float>> shared_logits;
  std::shared_ptr<const std::vector<float>> shared_hidden;
  CallUsage usage;
  int resumed_at = 0;  // generated tokens that an earlier call has paid for

  size_t score_from = 0;          // kEvaluate: first token of the continuation
  std::vector<Reading> readings;  // kEvaluate; positions rise
  bool wants_hidden = false;
  Evaluation evaluation;
  std::vector<float> embedding;

  size_t length() const { return prompt->size() + (loop ? loop->tokens().size() : 0); }
  Token TokenAt(size_t position) const {
    return position < prompt->size() ? (*prompt)[position]
                                     : loop->tokens()[position - prompt->size()];
  }

  std::vector<Token> Tokens() const;  // all, length() of them

  const Reading* ReadingAt(size_t position) const;  // null: none
  bool ScoresNext(size_t position) const;  // kEvaluate: the next token belongs to the continuation
  // What is wanted of the model when it reads the token at this position of the prompt.
  bool WantsOutput(size_t position) const;
  bool WantsHidden(size_t position) const;
  // What stands before it need not be computed if its cells are known.
  size_t FirstOutput() const;
};

// One call of Generate, Evaluate or Embed.
struct Job {
  std::vector<Sequence> sequences;
  std::vector<Generation> results;
  std::unique_ptr<BatchProgress> progress;
  std::stop_token stop;
  size_t open = 0;           // sequences not done
  size_t running = 0;        // of these, that hold cells
  std::exception_ptr error;  // what a callback threw
  bool finished = false;     // guarded by the scheduler's mutex
  std::condition_variable done;
};

}  // namespace ponder
