// A GenerateRequest as the body of an OpenAI call.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/remote/endpoint_facts.h"
#include "ponder/engine.h"

namespace ponder {

using Json = nlohmann::json;

// Throws kUnsupported naming what such an endpoint cannot do for the request.
void CheckSupported(const GenerateRequest& request, const EndpointFacts& facts);

// The assistant's answer so far, where the prompt begins one.
std::string BegunAnswer(const Prompt& prompt);

// Everything but seed and n. `said` is what this sample has said already and goes on from;
// `max_tokens` is what it may still say. Two requests with equal bodies are samples of one prompt.
Json RequestBody(const GenerateRequest& request, const EndpointFacts& facts,
                 const std::string& said, int max_tokens);

// As text that is always valid UTF-8.
std::string Dump(const Json& json);

// "/chat/completions", or "/completions" for plain text.
std::string RequestPath(const Prompt& prompt);

// A seed that every server takes: positive, 31 bits.
int64_t SeedOf(const RandomStream& random);

}  // namespace ponder
