#include "server/chat_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <utility>

#include "server/answer_fields.h"
#include "server/message_reader.h"
#include "text/answer_kind.h"
#include "text/question_language.h"

namespace ponder {
namespace {

constexpr Range kTokens{1, 1e6};
constexpr Range kBudget{0, 1e12};
constexpr size_t kMostStops = 64;
constexpr int kLongByDefault = 2048;  // of a candidate; the model's context may end it sooner

// An option's value as a command line would have it.
std::string OptionText(const Json& value, const std::string& path) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  ThrowWrongField(path, "a text, a number, true or false", value);
}

// The field `field`: options of a method or scorer. What names a file, a URL or a command is for
// the one who started the server.
OptionValues ReadOptionValues(JsonObject& ponder, std::string_view field,
                              const std::vector<OptionInfo>& known) {
  OptionValues values;
  const std::optional<JsonObject> options = ponder.Object(field);
  if (!options) return values;
  for (const auto& [name, value] : ponder.Find(field)->items()) {
    const auto info = std::ranges::find(known, name, &OptionInfo::name);
    if (info != known.end() && info->local_only) {
      throw Error(ErrorCode::kInvalidRequest,
                  fmt::format("{}: cannot be set over HTTP", options->PathOf(name)));
    }
    values[name] = OptionText(value, options->PathOf(name));
  }
  return values;
}

// By token id, as OpenAI has it.
void ReadLogitBias(JsonObject& body, Sampling& sampling) {
  std::optional<JsonObject> biases = body.Object("logit_bias");
  if (!biases) return;
  for (const auto& [name, value] : body.Find("logit_bias")->items()) {
    Token token = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, token);
    if (error != std::errc() || stop != end || token < 0) {
      throw Error(ErrorCode::kInvalidRequest, "logit_bias: a token's id is wanted as name");
    }
    sampling.logit_bias[token] = static_cast<float>(*biases->Number(name, {-100, 100}));
  }
}

void ReadSampling(JsonObject& body, Request& request) {
  Sampling& sampling = request.sampling;
  const auto number = [&](const char* name, double& value, Range range) {
    value = body.Number(name, range).value_or(value);
  };
  number("temperature", sampling.temperature, {0, 100});
  number("top_p", sampling.top_p, {0, 1});
  number("min_p", sampling.min_p, {0, 1});
  number("typical_p", sampling.typical_p, {0, 1});
  number("repetition_penalty", sampling.repetition_penalty, {0.01, 100});
  number("repeat_penalty", sampling.repetition_penalty, {0.01, 100});
  number("frequency_penalty", sampling.frequency_penalty, {-100, 100});
  number("presence_penalty", sampling.presence_penalty, {-100, 100});
  // -1 is vLLM's word for all.
  const int64_t top_k = body.Integer("top_k", {-1, 1e6}).value_or(sampling.top_k);
  sampling.top_k = static_cast<int>(std::max<int64_t>(top_k, 0));
  sampling.ignore_end = body.Bool("ignore_eos").value_or(false);
  ReadLogitBias(body, sampling);
}

// -1 is llama-server's word for no limit: as if the field were absent.
std::optional<int64_t> ReadLimit(JsonObject& body, const char* name) {
  const Json* found = body.Find(name);
  if (found != nullptr && *found == -1) return std::nullopt;
  return body.Integer(name, kTokens);
}

// Without a seed (or with -1) every call draws its own; the reply says which.
uint64_t ReadSeed(JsonObject& body) {
  const auto seed = body.Integer("seed", {-9e18, 9e18});
  return seed && *seed != -1 ? static_cast<uint64_t>(*seed) : std::random_device{}();
}

void ReadLimits(JsonObject& body, ChatCall& call) {
  Request& request = call.request;
  const auto old_name = ReadLimit(body, "max_tokens");
  const auto limit = ReadLimit(body, "max_completion_tokens");
  call.limit_chosen = limit || old_name;
  request.max_tokens = static_cast<int>(limit.value_or(old_name.value_or(kLongByDefault)));
  request.seed = ReadSeed(body);
  request.stop = body.Texts("stop").value_or(std::vector<std::string>{});
  if (request.stop.size() > kMostStops) {
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("stop: at most {} texts are wanted", kMostStops));
  }
}

void RefuseUnknown(const JsonObject& object) {
  for (const std::string& path : object.Unread()) {
    throw Error(ErrorCode::kInvalidRequest, fmt::format("{}: no such field", path));
  }
}

void ReadBudget(JsonObject& ponder, Request& request) {
  std::optional<JsonObject> budget = ponder.Object("budget");
  if (!budget) return;
  request.budget.tokens = budget->Integer("tokens", kBudget);
  request.budget.forward_tokens = budget->Integer("forward_tokens", kBudget);
  request.budget.seconds = budget->Number("seconds", {0, 1e8});
  RefuseUnknown(*budget);
}

// Each by itself first, so that the message names the one that does not fit.
template <class Info>
void CheckOptions(const Info& info, const std::string& field, const OptionValues& options) {
  for (const auto& [name, value] : options) {
    try {
      info.create({{name, value}});
    } catch (const Error& error) {
      throw Error(error.code(), fmt::format("ponder.{}.{}: {}", field, name, error.what()));
    }
  }
  info.create(options);
}

void ReadMethod(JsonObject& ponder, Request& request) {
  if (const auto method = ponder.Text("method")) request.method = *method;
  const MethodInfo& info = FindMethod(request.method);
  request.method = info.name;
  request.options = ReadOptionValues(ponder, "options", info.options);
  CheckOptions(info, "options", request.options);
  if (const auto scorer = ponder.Text("scorer")) request.scorer = FindScorer(*scorer).name;
  const std::string& scorer = request.scorer.empty() ? info.default_scorer : request.scorer;
  if (scorer.empty()) {
    request.scorer_options = ReadOptionValues(ponder, "scorer_options", {});
    return;
  }
  const ScorerInfo& rates = FindScorer(scorer);
  request.scorer_options = ReadOptionValues(ponder, "scorer_options", rates.options);
  CheckOptions(rates, "scorer_options", request.scorer_options);
}

void ReadPonder(JsonObject& body, ChatCall& call) {
  Request& request = call.request;
  static const Json kNothing = Json::object();
  const Json* found = body.Find("ponder");
  JsonObject ponder(found == nullptr ? kNothing : *found, "ponder");
  call.method_chosen = call.method_chosen || ponder.Find("method") != nullptr;
  ReadMethod(ponder, request);
  call.effort = ReadEffort(body, ponder);
  call.warnings = std::move(call.effort.warnings);
  ReadBudget(ponder, request);
  const auto seed = ponder.Integer("seed", {0, 9e18});
  if (seed) request.seed = static_cast<uint64_t>(*seed);
  if (const auto kind = ponder.Text("kind")) request.kind = ParseAnswerKind(*kind, "ponder.kind");
  RefuseUnknown(ponder);
}

void ReadModel(JsonObject& body, ChatCall& call) {
  call.model = body.Text("model").value_or("");
  const size_t at = call.model.find('@');
  if (at == std::string::npos) return;
  call.request.method = call.model.substr(at + 1);
  call.method_chosen = true;
  call.model.resize(at);
}

// A conversation that ends in the assistant's turn is to be gone on with.
void ReadPartial(JsonObject& body, Request& request) {
  const bool go_on = body.Bool("continue_final_message").value_or(true);
  body.Bool("add_generation_prompt");
  const Message& last = request.messages.back();
  if (!go_on || last.role != "assistant" || !last.tool_calls.empty()) return;
  request.partial = last.Text();
  request.messages.pop_back();
  if (request.messages.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "messages: there is no question");
  }
}

}  // namespace

void ReadCommonFields(JsonObject& body, ChatCall& call) {
  ReadModel(body, call);
  ReadSampling(body, call.request);
  ReadLimits(body, call);
  ReadPonder(body, call);
  call.choices = static_cast<int>(body.Integer("n", {1, 128}).value_or(1));
  call.stream = body.Bool("stream").value_or(false);
  if (std::optional<JsonObject> options = body.Object("stream_options")) {
    call.include_usage = options->Bool("include_usage").value_or(false);
  }
}

void WarnOfUnread(const JsonObject& body, ChatCall& call) {
  for (const std::string& path : body.Unread()) {
    call.warnings.push_back(fmt::format("{}: has no effect here", path));
  }
}

ChatCall ReadChatCall(const Json& json) {
  const Json whole = WithoutExtraBody(json);
  JsonObject body(whole);
  ChatCall call;
  const Json* messages = body.Find("messages");
  call.request.messages = ReadMessages(messages == nullptr ? Json() : *messages);
  ReadPartial(body, call.request);
  ReadTools(body, call.request);
  ReadFormat(body, call.request);
  ReadLogprobs(body, call.request);
  ReadCommonFields(body, call);
  call.request.language = LanguageOf(call.request.messages.back().Text());
  WarnOfUnread(body, call);
  return call;
}

}  // namespace ponder
