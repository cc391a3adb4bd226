#include "engine/llama/model_calls.h"

#include <chrono>
#include <utility>

#include "ponder/error.h"

namespace ponder {

void ModelBatch::Add(Token token, size_t position, llama_seq_id sequence, bool output) {
  tokens.push_back(token);
  positions.push_back(static_cast<llama_pos>(position));
  sequences.push_back(sequence);
  outputs.push_back(output ? 1 : 0);
}

ModelCalls::ModelCalls(llama_context* context, std::map<std::string, llama_adapter_lora*> adapters,
                       int64_t vocabulary, int64_t width)
    : context_(context),
      adapters_(std::move(adapters)),
      vocabulary_(static_cast<size_t>(vocabulary)),
      width_(static_cast<size_t>(width)) {}

void ModelCalls::UseAdapter(const std::string& name) {
  if (name == adapter_) return;
  float scale = 1;
  llama_adapter_lora* adapter = name.empty() ? nullptr : adapters_.at(name);
  llama_set_adapters_lora(context_, &adapter, adapter == nullptr ? 0 : 1, &scale);
  adapter_ = name;
}

void ModelCalls::PutOutHidden(bool on) {
  if (on == hidden_) return;
  llama_set_embeddings(context_, on);
  hidden_ = on;
}

double ModelCalls::Compute(ModelBatch& batch) {
  const size_t count = batch.tokens.size();
  std::vector<int32_t> ones(count, 1);
  std::vector<llama_seq_id*> sequences(count);
  for (size_t i = 0; i < count; ++i) sequences[i] = &batch.sequences[i];
  llama_batch call{};
  call.n_tokens = static_cast<int32_t>(count);
  call.token = batch.tokens.data();
  call.pos = batch.positions.data();
  call.n_seq_id = ones.data();
  call.seq_id = sequences.data();
  call.logits = batch.outputs.data();
  const auto begin = std::chrono::steady_clock::now();
  const int status = llama_decode(context_, call);
  llama_synchronize(context_);
  if (status != 0) {
    throw Error(ErrorCode::kInternal, "llama_decode failed with " + std::to_string(status));
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::span<const float> ModelCalls::Logits(int index) const {
  const float* data = llama_get_logits_ith(context_, index);
  if (data == nullptr) throw Error(ErrorCode::kInternal, "llama.cpp gave no logits");
  return {data, vocabulary_};
}

std::span<const float> ModelCalls::Hidden(int index) const {
  const float* data = llama_get_embeddings_ith(context_, index);
  if (data == nullptr) throw Error(ErrorCode::kInternal, "llama.cpp gave no hidden state");
  return {data, width_};
}

}  // namespace ponder
