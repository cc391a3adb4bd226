#include "server/chat_reply.h"

#include <utility>

#include "run/result_json.h"

namespace ponder {
namespace {

Json Head(const ReplyHead& head, const char* object) {
  return {{"id", head.id}, {"object", object}, {"created", head.created}, {"model", head.model}};
}

Json MessageJson(const Answer& answer) {
  Json message{{"role", "assistant"}, {"content", answer.text}};
  if (!answer.thinking.empty()) {
    message["reasoning_content"] = answer.thinking;
    message["reasoning"] = answer.thinking;
  }
  return message;
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

// One run: its object; several: a list of them. Warnings of the request and of the runs.
Json PonderJson(const std::vector<RunResult>& runs, const std::vector<std::string>& warnings) {
  Json all = Json::array();
  Json said = warnings;
  for (const RunResult& run : runs) {
    all.push_back(RunJson(run));
    for (const std::string& warning : run.answer.warnings) said.push_back(warning);
  }
  Json json = runs.size() == 1 ? std::move(all[0]) : Json{{"runs", std::move(all)}};
  json["warnings"] = std::move(said);
  return json;
}

Usage Total(const std::vector<RunResult>& runs) {
  Usage total;
  for (const RunResult& run : runs) total += run.usage;
  return total;
}

}  // namespace

std::string FinishReason(const RunResult& result) {
  switch (result.answer.stop) {
    case StopReason::kLength:
    case StopReason::kBudget:
    case StopReason::kContextFull:
      return "length";
    default:
      break;
  }
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

Json ChatReply(const ReplyHead& head, const std::vector<RunResult>& runs,
               const std::vector<std::string>& warnings) {
  Json json = Head(head, "chat.completion");
  Json choices = Json::array();
  for (const RunResult& run : runs) {
    choices.push_back({{"index", choices.size()},
                       {"message", MessageJson(run.answer)},
                       {"logprobs", nullptr},
                       {"finish_reason", FinishReason(run)}});
  }
  json["choices"] = std::move(choices);
  json["usage"] = UsageJson(Total(runs));
  json["ponder"] = PonderJson(runs, warnings);
  return json;
}

Json ChatChunk(const ReplyHead& head, int choice, const Json& delta, const Json& finish) {
  Json json = Head(head, "chat.completion.chunk");
  json["choices"] = Json::array({{{"index", choice},
                                  {"delta", delta},
                                  {"logprobs", nullptr},
                                  {"finish_reason", finish}}});
  return json;
}

Json UsageChunk(const ReplyHead& head, const std::vector<RunResult>& runs,
                const std::vector<std::string>& warnings) {
  Json json = Head(head, "chat.completion.chunk");
  json["choices"] = Json::array();
  json["usage"] = UsageJson(Total(runs));
  json["ponder"] = PonderJson(runs, warnings);
  return json;
}

}  // namespace ponder
