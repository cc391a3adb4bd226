// Short ways to ask the small model of the tests.
#pragma once

#include <span>
#include <string>

#include "ponder/engine.h"
#include "ponder/llama.h"

namespace ponder {

inline LlamaOptions SmallOptions(int sequences = 8, int context = 512) {
  LlamaOptions options;
  options.sequences = sequences;
  options.sequence_context = context;
  options.threads = 2;
  return options;
}

inline Prompt Ask(const std::string& text) { return Prompt::Chat({{"user", text}}); }

inline GenerateRequest Request(const std::string& text, int tokens, uint64_t seed = 0) {
  GenerateRequest request;
  request.prompt = Ask(text);
  request.random = RandomStream(seed);
  request.max_tokens = tokens;
  return request;
}

inline Generation One(Engine& engine, const GenerateRequest& request) {
  return engine.Generate(std::span(&request, 1), nullptr, {})[0];
}

}  // namespace ponder
