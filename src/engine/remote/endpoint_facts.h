// What an endpoint turned out to be able to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ponder {

enum class ServerKind { kUnknown, kLlama, kVllm, kSglang, kOllama, kOpenAi };
std::string_view ServerKindName(ServerKind kind);

struct EndpointFacts {
  ServerKind kind = ServerKind::kUnknown;
  std::string model;  // as requests name it
  std::string limit_field = "max_tokens";
  int most_choices = 1;  // of one call: `n`
  bool logprobs = false;
  bool seed = false;           // taken; whether it is kept is not promised
  bool usage = false;          // in streams
  bool sampling = true;        // temperature and top_p
  bool more_sampling = false;  // top_k and min_p
  bool json_schema = true;     // refused by the server where it is not
  bool continues = false;      // goes on with a begun assistant message
  bool echoes = false;         // and says the beginning again
  std::string thinking_field;  // of replies: "reasoning_content", ...; "" none seen
  std::string chat_template;   // where the server tells
  std::string health_path;     // from the root: "/health"; "" none
  int context = 0;             // 0: not told
  int64_t parameters = 0;
  int width = 0;
  int vocabulary = 0;
  int64_t file_bytes = 0;
  std::string file_type;

  // One line for people: what is there and what is not.
  std::string Describe() const;
  // The request field that limits thinking, by the kind of server; not tried.
  std::string_view ThinkingBudgetField() const;
};

}  // namespace ponder
