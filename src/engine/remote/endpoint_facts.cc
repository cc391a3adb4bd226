#include "engine/remote/endpoint_facts.h"

namespace ponder {

std::string_view ServerKindName(ServerKind kind) {
  switch (kind) {
    case ServerKind::kLlama:
      return "llama-server";
    case ServerKind::kVllm:
      return "vLLM";
    case ServerKind::kSglang:
      return "SGLang";
    case ServerKind::kOllama:
      return "Ollama";
    case ServerKind::kOpenAi:
      return "OpenAI";
    case ServerKind::kUnknown:
      break;
  }
  return "unknown server";
}

std::string_view EndpointFacts::ThinkingBudgetField() const {
  if (kind == ServerKind::kLlama) return "reasoning_budget_tokens";
  if (kind == ServerKind::kVllm) return "thinking_token_budget";
  if (kind == ServerKind::kSglang) return "custom_params.thinking_budget";
  return "";
}

std::string EndpointFacts::Describe() const {
  std::string line(ServerKindName(kind));
  line += most_choices > 1 ? ", n up to " + std::to_string(most_choices) : ", n by parallel calls";
  line += continues ? ", continues a begun answer" : ", does not continue a begun answer";
  line += logprobs ? ", log-probabilities" : ", no log-probabilities";
  line += seed ? ", takes a seed" : ", no seed";
  if (!sampling) line += ", temperature and top_p are not sent";
  if (!more_sampling) line += ", top_k and min_p are not sent";
  if (!usage) line += ", does not say what a stream cost (chunks are counted)";
  if (!thinking_field.empty()) line += ", thinking in " + thinking_field;
  if (!ThinkingBudgetField().empty()) {
    line += ", thinking budget field " + std::string(ThinkingBudgetField()) + " (not tried)";
  }
  return line;
}

}  // namespace ponder
