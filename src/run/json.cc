#include "run/json.h"

#include "run/result_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json OrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

// A number that JSON can hold; null for infinities and the like.
Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// An option as its own type, not as the text a user writes.
Json OptionValue(const MethodInfo& method, const std::string& name, const std::string& value) {
  for (const OptionInfo& info : method.options) {
    if (info.name != name) continue;
    if (info.type == "integer") return std::stoll(value);
    if (info.type == "number") return std::stod(value);
    if (info.type == "boolean") return value == "true";
  }
  return value;
}

Json CandidateJson(const Candidate& candidate) {
  return {{"text", candidate.text},
          {"final", OrNull(candidate.final)},
          {"score", candidate.score ? Number(*candidate.score) : Json(nullptr)},
          {"tokens", candidate.tokens},
          {"stop_reason", StopReasonName(candidate.stop)}};
}

Json UsageJson(const Usage& usage) {
  return {{"prompt_tokens", usage.prompt_tokens},
          {"cached_tokens", usage.cached_tokens},
          {"prefill_tokens", usage.prefill_tokens},
          {"completion_tokens", usage.completion_tokens},
          {"reasoning_tokens", usage.reasoning_tokens},
          {"scorer_tokens", usage.scorer_tokens},
          {"scorer_prompt_tokens", usage.scorer_prompt_tokens},
          {"calls", usage.calls},
          {"forward_tokens", usage.forward_tokens},
          {"logical_forward_tokens", usage.logical_forward_tokens},
          {"flops", Number(usage.flops)}};
}

struct EventJson {
  Json operator()(const CandidateStarted& event) const {
    return {{"event", "candidate_started"}, {"candidate", event.candidate}};
  }
  Json operator()(const TokensGenerated& event) const {
    return {{"event", "tokens"},
            {"candidate", event.candidate},
            {"text", event.text},
            {"tokens", event.tokens},
            {"thinking", event.thinking}};
  }
  Json operator()(const CandidateDone& event) const {
    return {{"event", "candidate_done"}, {"candidate", event.candidate},
            {"text", event.text},        {"final", OrNull(event.final)},
            {"tokens", event.tokens},    {"stop_reason", StopReasonName(event.stop)}};
  }
  Json operator()(const StepDone& event) const {
    return {{"event", "step"}, {"name", event.name}, {"detail", event.detail}};
  }
  Json operator()(const Scored& event) const {
    return {{"event", "scored"},
            {"candidate", event.candidate},
            {"scorer", event.scorer},
            {"score", Number(event.score)}};
  }
  Json operator()(const VoteChanged& event) const {
    Json standings = Json::array();
    for (const auto& [answer, weight] : event.standings) {
      standings.push_back({{"answer", answer}, {"weight", Number(weight)}});
    }
    return {{"event", "vote"}, {"standings", std::move(standings)}, {"open", event.open}};
  }
  Json operator()(const Chosen& event) const {
    return {{"event", "chosen"}, {"candidate", event.candidate}, {"text", event.text}};
  }
  Json operator()(const RunDone& event) const {
    return {{"event", "done"},
            {"usage", UsageJson(event.usage)},
            {"stop_reason", StopReasonName(event.stop)}};
  }
};

}  // namespace

Json ResultJson(const RunResult& result) {
  const Answer& answer = result.answer;
  Json options = Json::object();
  const MethodInfo& method = FindMethod(result.method);
  for (const auto& [name, value] : result.options) {
    options[name] = OptionValue(method, name, value);
  }
  Json candidates = Json::array();
  for (const Candidate& candidate : answer.candidates) {
    candidates.push_back(CandidateJson(candidate));
  }
  return {{"answer", answer.text},
          {"final", OrNull(answer.final)},
          {"method", result.method},
          {"options", std::move(options)},
          {"model", result.model},
          {"seed", result.seed},
          {"stop_reason", StopReasonName(answer.stop)},
          {"chosen", answer.chosen},
          {"candidates", std::move(candidates)},
          {"usage", UsageJson(result.usage)},
          {"seconds",
           {{"total", Number(result.seconds.total)},
            {"first_token", Number(result.seconds.first_token)},
            {"engine", Number(result.seconds.engine)}}},
          {"warnings", answer.warnings}};
}

std::string ToJson(const RunResult& result) { return Dump(ResultJson(result)); }

std::string ToJson(const Event& event) { return Dump(std::visit(EventJson(), event)); }

}  // namespace ponder
