// A model's own classification head (rerankers), through a llama.cpp context of its own: how states
// are pooled is fixed when a context is made, and the scheduler's pools none.
#pragma once

#include <mutex>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/llama/handles.h"
#include "ponder/engine.h"
#include "ponder/llama.h"

namespace ponder {

// Outputs of the head of a decoder-only model; 0 where llama.cpp has none for it. `has_head`: the
// file holds tensors of one.
int RankOutputs(const llama_model* model, bool has_head);

// Thread-safe: one text at a time.
class RankHead {
 public:
  // `model` outlives it. The context is made at the first text: until then it takes no memory.
  RankHead(llama_model* model, const LlamaOptions& options, int outputs)
      : model_(model), options_(options), outputs_(outputs) {}

  // What the head says of the text: softmax over its outputs where llama.cpp takes one. Fewer than
  // `outputs` floats when stopped.
  std::vector<float> Rank(std::span<const Token> text, const std::stop_token& stop);

 private:
  llama_model* model_;
  LlamaOptions options_;
  int outputs_;
  std::mutex mutex_;
  ContextHandle context_;
};

}  // namespace ponder
