#include "engine/remote/request_body.h"

#include <utility>

namespace ponder {
namespace {

constexpr size_t kStopsOfOpenAi = 4;

void Refuse(bool refused, const std::string& what) {
  if (!refused) return;
  throw Error(ErrorCode::kUnsupported, what);
}

std::string TextOf(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.text;
  return text;
}

Json ParseField(const std::string& text, const std::string& field) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_discarded()) return json;
  throw Error(ErrorCode::kInvalidRequest, field + " must be JSON");
}

// Servers that run open models take template arguments and penalties of their own.
bool RunsOpenModels(const EndpointFacts& facts) {
  return facts.kind != ServerKind::kOpenAi && facts.kind != ServerKind::kOllama;
}

Json MessagesOf(const Prompt& prompt) {
  Json messages = Json::array();
  for (const Message& message : *prompt.messages) {
    Json entry{{"role", message.role}, {"content", message.Text()}};
    if (!message.reasoning.empty()) entry["reasoning_content"] = message.reasoning;
    if (!message.tool_call_id.empty()) entry["tool_call_id"] = message.tool_call_id;
    messages.push_back(std::move(entry));
  }
  return messages;
}

Json ToolsOf(const std::vector<Tool>& tools) {
  Json list = Json::array();
  for (const Tool& tool : tools) {
    Json function{{"name", tool.name}, {"description", tool.description}};
    if (!tool.parameters.empty()) {
      function["parameters"] = ParseField(tool.parameters, "tools: parameters of " + tool.name);
    }
    list.push_back({{"type", "function"}, {"function", std::move(function)}});
  }
  return list;
}

// The last message is the assistant's, and is gone on with.
void AddBegun(Json& body, const EndpointFacts& facts, const std::string& text) {
  body["messages"].push_back({{"role", "assistant"}, {"content", text}});
  if (facts.kind != ServerKind::kVllm && facts.kind != ServerKind::kSglang) return;
  body["add_generation_prompt"] = false;
  body["continue_final_message"] = true;
}

void AddSampling(Json& body, const Sampling& sampling, const EndpointFacts& facts) {
  const bool llama = facts.kind == ServerKind::kLlama;
  if (facts.sampling) {
    body["temperature"] = sampling.temperature;
    body["top_p"] = sampling.top_p;
  }
  if (sampling.frequency_penalty != 0) body["frequency_penalty"] = sampling.frequency_penalty;
  if (sampling.presence_penalty != 0) body["presence_penalty"] = sampling.presence_penalty;
  if (facts.more_sampling) {
    body["top_k"] = sampling.top_k > 0 || llama ? sampling.top_k : -1;
    body["min_p"] = sampling.min_p;
  }
  if (llama) {
    body["typical_p"] = sampling.typical_p;
    body["repeat_penalty"] = sampling.repetition_penalty;
    body["repeat_last_n"] = sampling.penalty_window;
    if (!sampling.grammar.empty()) body["grammar"] = sampling.grammar;
  } else if (sampling.repetition_penalty != 1) {
    body["repetition_penalty"] = sampling.repetition_penalty;
  }
}

void AddFormat(Json& body, const std::string& schema_text) {
  if (schema_text.empty()) return;
  const Json schema = ParseField(schema_text, "json_schema");
  if (schema == Json{{"type", "object"}} || schema == Json::object()) {
    body["response_format"] = {{"type", "json_object"}};
    return;
  }
  body["response_format"] = {
      {"type", "json_schema"},
      {"json_schema", {{"name", "answer"}, {"schema", schema}, {"strict", true}}}};
}

// What makes streams say more than OpenAI's do.
void AddStreaming(Json& body, const EndpointFacts& facts) {
  body["stream"] = true;
  if (facts.usage) body["stream_options"] = {{"include_usage", true}};
  switch (facts.kind) {
    case ServerKind::kLlama:
      body["reasoning_format"] = "none";  // thinking stays in the text, and can be gone on from
      break;
    case ServerKind::kVllm:
      if (facts.usage) body["stream_options"]["continuous_usage_stats"] = true;
      break;
    case ServerKind::kSglang:
      body["separate_reasoning"] = false;
      break;
    default:
      break;
  }
}

}  // namespace

void CheckSupported(const GenerateRequest& request, const EndpointFacts& facts) {
  const std::string at = " at a remote endpoint";
  const Sampling& sampling = request.sampling;
  const bool llama = facts.kind == ServerKind::kLlama;
  sampling.Validate();
  const bool goes_on = facts.continues || !request.prompt.messages;
  Refuse(!request.rules.empty() && !goes_on,
         "rules: the endpoint does not go on with a begun answer");
  for (const SteeringRule& rule : request.rules) {
    Refuse(std::holds_alternative<ForbidStopUntil>(rule), "rules: no stop can be forbidden" + at);
  }
  Refuse(!request.rules.empty() && (request.logprobs || request.top_logprobs > 0),
         "logprobs: not given together with rules" + at);
  Refuse(!request.logit_rules.empty(), "logit_rules: not supported" + at);
  Refuse(!sampling.logit_bias.empty(), "logit_bias: token ids are not known" + at);
  Refuse(request.certainty, "certainty: the whole distribution is not given" + at);
  Refuse(request.hidden_states, "hidden_states: not given" + at);
  Refuse(!request.adapter.empty(), "adapter: not supported" + at + "; name it as the model");
  Refuse(request.on_token != nullptr, "on_token: not supported" + at);
  Refuse(request.resume != nullptr, "resume: not supported" + at);
  Refuse((request.logprobs || request.top_logprobs > 0) && !facts.logprobs,
         "logprobs: the endpoint does not give any");
  Refuse(!sampling.grammar.empty() && !llama, "grammar: only llama-server takes one");
  Refuse(sampling.typical_p != 1 && !llama, "typical_p: only llama-server takes it");
  Refuse(sampling.repetition_penalty != 1 && !RunsOpenModels(facts),
         "repetition_penalty: the endpoint does not take it");
  Refuse(!request.prompt.template_arguments.empty() && !RunsOpenModels(facts),
         "template_arguments: the endpoint does not take any");
  Refuse(request.stop.size() > kStopsOfOpenAi && facts.kind == ServerKind::kOpenAi,
         "stop: the endpoint takes at most four");
  Refuse(!request.prompt.partial.empty() && !goes_on,
         "prompt: the endpoint does not go on with a begun answer");
}

std::string BegunAnswer(const Prompt& prompt) {
  return prompt.messages ? TextOf(prompt.partial) : "";
}

Json RequestBody(const GenerateRequest& request, const EndpointFacts& facts,
                 const std::string& said, int max_tokens) {
  const Prompt& prompt = request.prompt;
  Json body{{"model", facts.model}, {facts.limit_field, max_tokens}};
  if (prompt.messages) {
    body["messages"] = MessagesOf(prompt);
    const std::string begun = BegunAnswer(prompt) + said;
    if (!begun.empty()) AddBegun(body, facts, begun);
    if (prompt.tools && !prompt.tools->empty()) body["tools"] = ToolsOf(*prompt.tools);
    for (const auto& [name, value] : prompt.template_arguments) {
      body["chat_template_kwargs"][name] = ParseField(value, "template_arguments." + name);
    }
  } else {
    body["prompt"] = TextOf(prompt.partial) + said;
  }
  AddSampling(body, request.sampling, facts);
  AddFormat(body, request.sampling.json_schema);
  AddStreaming(body, facts);
  if (!request.stop.empty()) body["stop"] = request.stop;
  if (request.logprobs || request.top_logprobs > 0) {
    body["logprobs"] = true;
    body["top_logprobs"] = request.top_logprobs;
  }
  return body;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string RequestPath(const Prompt& prompt) {
  return prompt.messages ? "/chat/completions" : "/completions";
}

int64_t SeedOf(const RandomStream& random) {
  return static_cast<int64_t>(random.Bits(0) & 0x7fffffff);
}

}  // namespace ponder
