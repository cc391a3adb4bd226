#include "server/chat_reply.h"

#include <fmt/format.h>

#include <random>
#include <utility>

#include "run/result_json.h"

namespace ponder {
namespace {

Json Head(const ReplyHead& head, const char* object) {
  return {{"id", head.id}, {"object", object}, {"created", head.created}, {"model", head.model}};
}

Json MessageJson(const Answer& answer, ThinkingShown shown) {
  const std::string text = ShownText(answer, shown);
  const bool only_calls = text.empty() && !answer.tool_calls.empty();
  Json message{{"role", "assistant"}, {"content", only_calls ? Json(nullptr) : Json(text)}};
  if (const std::string thinking = ShownThinking(answer, shown); !thinking.empty()) {
    message["reasoning_content"] = thinking;
    message["reasoning"] = thinking;
  }
  if (!answer.tool_calls.empty()) message["tool_calls"] = ToolCallsJson(answer.tool_calls, false);
  return message;
}

// A token's text may be half a character: `bytes` has it whole.
Json TokenJson(const std::string& text, float logprob) {
  Json bytes = Json::array();
  for (unsigned char byte : text) bytes.push_back(byte);
  return {{"token", text}, {"logprob", logprob}, {"bytes", std::move(bytes)}};
}

// The result as `ponder ask --json` has it, without what the reply says elsewhere.
Json RunJson(const RunResult& run) {
  Json json = ResultJson(run);
  for (const char* said : {"answer", "model", "warnings"}) json.erase(said);
  json["scorer"] = run.scorer.empty() ? Json(nullptr) : Json(run.scorer);
  for (size_t i = 0; i < run.answer.candidates.size(); ++i) {
    json["candidates"][i]["reasoning_tokens"] = run.answer.candidates[i].reasoning_tokens;
  }
  return json;
}

}  // namespace

Json PonderJson(const std::vector<RunResult>& runs, const ReplyNotes& notes) {
  Json all = Json::array();
  Json said = notes.warnings;
  for (const RunResult& run : runs) {
    all.push_back(RunJson(run));
    for (const std::string& warning : run.answer.warnings) said.push_back(warning);
  }
  Json json = runs.size() == 1 ? std::move(all[0]) : Json{{"runs", std::move(all)}};
  if (!notes.effort.empty()) json["effort"] = notes.effort;
  json["warnings"] = std::move(said);
  return json;
}

Usage TotalUsage(const std::vector<RunResult>& runs) {
  Usage total;
  for (const RunResult& run : runs) total += run.usage;
  return total;
}

std::string ShownText(const Answer& answer, ThinkingShown shown) {
  if (!shown.any || shown.apart || answer.thinking.empty()) return answer.text;
  return "<think>" + answer.thinking + "</think>" + answer.text;
}

std::string ShownThinking(const Answer& answer, ThinkingShown shown) {
  return shown.any && shown.apart ? answer.thinking : "";
}

std::string CallId(const ToolCall& call) {
  if (!call.id.empty()) return call.id;
  std::random_device random;
  return fmt::format("call_{:08x}{:08x}", random(), random());
}

Json ToolCallsJson(const std::vector<ToolCall>& calls, bool with_index) {
  Json list = Json::array();
  for (const ToolCall& call : calls) {
    Json json;
    if (with_index) json["index"] = list.size();
    json["id"] = CallId(call);
    json["type"] = "function";
    json["function"] = {{"name", call.name}, {"arguments", call.arguments}};
    list.push_back(std::move(json));
  }
  return list;
}

Json LogprobsJson(const Answer& answer, const Engine& engine) {
  if (answer.chosen < 0) return nullptr;
  const Generation& said = answer.candidates[static_cast<size_t>(answer.chosen)].generation;
  const size_t begin = said.text.rfind(answer.text);
  if (said.logprobs.empty() || begin == std::string::npos) return nullptr;
  const size_t end = begin + answer.text.size();
  Json content = Json::array();
  size_t at = 0;
  for (size_t i = 0; i < said.tokens.size() && i < said.logprobs.size() && at < end; ++i) {
    const std::string text = engine.Detokenize(std::span(&said.tokens[i], 1));
    at += text.size();
    if (at <= begin) continue;
    Json token = TokenJson(text, said.logprobs[i]);
    token["top_logprobs"] = Json::array();
    if (i < said.top.size()) {
      for (const TokenAlternative& other : said.top[i]) {
        token["top_logprobs"].push_back(
            TokenJson(engine.Detokenize(std::span(&other.token, 1)), other.logprob));
      }
    }
    content.push_back(std::move(token));
  }
  return {{"content", std::move(content)}, {"refusal", nullptr}};
}

std::string FinishReason(const RunResult& result) {
  switch (result.answer.stop) {
    case StopReason::kLength:
    case StopReason::kBudget:
    case StopReason::kCancelled:  // cut too, by a person or by a server that ends
    case StopReason::kContextFull:
      return "length";
    default:
      break;
  }
  if (!result.answer.tool_calls.empty()) return "tool_calls";
  const bool only_thought = result.answer.text.empty() && !result.answer.thinking.empty();
  return only_thought ? "length" : "stop";
}

Json UsageJson(const Usage& usage) {
  const int64_t read = usage.prompt_tokens + usage.scorer_prompt_tokens;
  const int64_t written = usage.completion_tokens + usage.scorer_tokens;
  return {{"prompt_tokens", read},
          {"completion_tokens", written},
          {"total_tokens", read + written},
          {"prompt_tokens_details", {{"cached_tokens", usage.cached_tokens}}},
          {"completion_tokens_details", {{"reasoning_tokens", usage.reasoning_tokens}}},
          {"reasoning_tokens", usage.reasoning_tokens}};
}

Json ChatReply(const ReplyHead& head, const std::vector<RunResult>& runs, const Engine& engine,
               ThinkingShown shown, const ReplyNotes& notes) {
  Json json = Head(head, "chat.completion");
  Json choices = Json::array();
  for (const RunResult& run : runs) {
    choices.push_back({{"index", choices.size()},
                       {"message", MessageJson(run.answer, shown)},
                       {"logprobs", LogprobsJson(run.answer, engine)},
                       {"finish_reason", FinishReason(run)}});
  }
  json["choices"] = std::move(choices);
  json["usage"] = UsageJson(TotalUsage(runs));
  json["ponder"] = PonderJson(runs, notes);
  return json;
}

Json ChatChunk(const ReplyHead& head, int choice, const Json& delta, const Json& finish,
               const Json& logprobs) {
  Json json = Head(head, "chat.completion.chunk");
  json["choices"] = Json::array(
      {{{"index", choice}, {"delta", delta}, {"logprobs", logprobs}, {"finish_reason", finish}}});
  return json;
}

Json UsageChunk(const ReplyHead& head, const std::vector<RunResult>& runs,
                const ReplyNotes& notes) {
  Json json = Head(head, "chat.completion.chunk");
  json["choices"] = Json::array();
  json["usage"] = UsageJson(TotalUsage(runs));
  json["ponder"] = PonderJson(runs, notes);
  return json;
}

}  // namespace ponder
