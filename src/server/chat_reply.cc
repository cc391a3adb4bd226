#include "server/chat_reply.h"

#include <cmath>

namespace ponder {
namespace {

Json OrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

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

Json CandidateJson(const Candidate& candidate) {
  Json json{{"text", candidate.text},
            {"final", OrNull(candidate.final)},
            {"score", nullptr},
            {"tokens", candidate.tokens},
            {"reasoning_tokens", candidate.reasoning_tokens},
            {"stop_reason", StopReasonName(candidate.stop)}};
  if (candidate.score && std::isfinite(*candidate.score)) json["score"] = *candidate.score;
  return json;
}

// The bill of one run, and what it chose among.
Json RunJson(const RunResult& run) {
  Json candidates = Json::array();
  for (const Candidate& each : run.answer.candidates) candidates.push_back(CandidateJson(each));
  Json options = Json::object();
  for (const auto& [name, value] : run.options) options[name] = value;
  return {{"method", run.method},
          {"options", options},
          {"scorer", run.scorer.empty() ? Json(nullptr) : Json(run.scorer)},
          {"seed", run.seed},
          {"final", OrNull(run.answer.final)},
          {"stop_reason", StopReasonName(run.answer.stop)},
          {"chosen", run.answer.chosen},
          {"candidates", candidates},
          {"scorer_tokens", run.usage.scorer_tokens},
          {"scorer_prompt_tokens", run.usage.scorer_prompt_tokens},
          {"prefill_tokens", run.usage.prefill_tokens},
          {"forward_tokens", run.usage.forward_tokens},
          {"calls", run.usage.calls},
          {"flops", std::isfinite(run.usage.flops) ? Json(run.usage.flops) : Json(nullptr)},
          {"seconds",
           {{"total", run.seconds.total},
            {"first_token", run.seconds.first_token},
            {"engine", run.seconds.engine}}}};
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
