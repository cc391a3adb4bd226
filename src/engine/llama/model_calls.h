// The calls into a llama.cpp context that the scheduler makes, and what they give back.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/llama/handles.h"
#include "ponder/engine.h"

namespace ponder {

// One call's tokens, all of the same length.
struct ModelBatch {
  std::vector<Token> tokens;
  std::vector<llama_pos> positions;
  std::vector<llama_seq_id> sequences;
  std::vector<int8_t> outputs;  // 1 where logits (and states) are wanted

  void Add(Token token, size_t position, llama_seq_id sequence, bool output);
};

// Not thread-safe.
class ModelCalls {
 public:
  // `vocabulary` and `width`: floats in a row of logits and of hidden state.
  ModelCalls(llama_context* context, std::map<std::string, llama_adapter_lora*> adapters,
             int64_t vocabulary, int64_t width);

  // For the calls that follow. Switching costs a little; staying costs nothing.
  void UseAdapter(const std::string& name);  // "": none
  void PutOutHidden(bool on);                // the hidden state beside the logits

  // Returns the seconds it took. Throws kInternal when llama.cpp refuses.
  double Compute(ModelBatch& batch);

  // Of the last call, by index of the token in its batch. Valid until the next call.
  std::span<const float> Logits(int index) const;
  std::span<const float> Hidden(int index) const;

 private:
  llama_context* context_;
  std::map<std::string, llama_adapter_lora*> adapters_;
  size_t vocabulary_;
  size_t width_;
  std::string adapter_;
  bool hidden_ = false;
};

}  // namespace ponder
