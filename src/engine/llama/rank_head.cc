#include "engine/llama/rank_head.h"

#include <algorithm>
#include <string>

#include "engine/llama/loading.h"
#include "engine/llama/model_calls.h"

namespace ponder {

// Of the architectures that run here llama.cpp gives a head to qwen3 and qwen3vl only, and takes a
// softmax of what it says: a head of one output would always say 1.
int RankOutputs(const llama_model* model, bool has_head) {
  const auto outputs = static_cast<int>(llama_model_n_cls_out(model));
  return has_head && outputs >= 2 ? outputs : 0;
}

std::vector<float> RankHead::Rank(std::span<const Token> text, const std::stop_token& stop) {
  std::lock_guard lock(mutex_);
  if (!context_) {
    LlamaOptions one = options_;
    one.context = options_.context > 0 ? options_.context / options_.sequences : 0;
    one.sequences = 1;
    one.reserved_sequences = 0;
    context_ = MakeContext(model_, one, LLAMA_POOLING_TYPE_RANK).context;
    llama_set_embeddings(context_.get(), true);
  }
  llama_memory_clear(llama_get_memory(context_.get()), true);
  ModelCalls calls(context_.get(), {}, 0, 0);
  // The head sees the last token of each call; that of the last call is the one that counts.
  const auto chunk = static_cast<size_t>(options_.prefill_chunk);
  for (size_t begin = 0; begin < text.size(); begin += chunk) {
    if (stop.stop_requested()) return {};
    ModelBatch batch;
    for (size_t i = begin; i < std::min(text.size(), begin + chunk); ++i) {
      batch.Add(text[i], i, 0, true);
    }
    calls.Compute(batch);
  }
  const float* values = llama_get_embeddings_seq(context_.get(), 0);
  if (values == nullptr) throw Error(ErrorCode::kInternal, "llama.cpp gave no rank");
  return {values, values + outputs_};
}

}  // namespace ponder
