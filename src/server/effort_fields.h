// How much thought a request asks for, in every spelling that clients of OpenAI, Anthropic, Qwen,
// DeepSeek, Granite, vLLM, SGLang, llama-server, Ollama, OpenRouter and NVIDIA use. The fields and
// their sources are listed in docs/effort.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/effort.h"
#include "server/json_object.h"

namespace ponder {

struct EffortFields {
  std::optional<Effort> effort;
  std::optional<int64_t> thinking_tokens;  // goes before `effort`; 0: thinking off
  std::string path;                        // the field that decides, for messages; "": none does
  bool show_thinking = true;               // thinking is part of the reply
  bool separate_thinking = true;           // apart from the answer; else in front of it
  bool stream_thinking = true;             // streams have it as it comes
  std::map<std::string, std::string> template_arguments;  // values are JSON texts
  std::vector<std::string> warnings;                      // what cannot be honoured
};

// `ponder`: the extension object of the body. Precedence: a number of tokens, then on or off, then
// a level; what gives way is a warning. Throws kInvalidRequest with the field's path for values
// that are wrong and for fields of one kind that contradict each other.
EffortFields ReadEffort(JsonObject& body, JsonObject& ponder);

// Some clients send the Python client's parameter extra_body as a field: its fields belong beside
// it. Throws kInvalidRequest where one of them is there already with another value.
Json WithoutExtraBody(Json body);

}  // namespace ponder
