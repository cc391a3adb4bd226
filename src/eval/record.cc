#include "eval/record.h"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "eval/json_fields.h"
#include "ponder/error.h"

namespace ponder {

// The lists of fields, for constant values and for those to be filled.
template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, Usage>
void VisitFields(Visitor& visit, Value& usage) {
  visit("prompt_tokens", usage.prompt_tokens);
  visit("cached_tokens", usage.cached_tokens);
  visit("prefill_tokens", usage.prefill_tokens);
  visit("completion_tokens", usage.completion_tokens);
  visit("reasoning_tokens", usage.reasoning_tokens);
  visit("scorer_tokens", usage.scorer_tokens);
  visit("scorer_prompt_tokens", usage.scorer_prompt_tokens);
  visit("calls", usage.calls);
  visit("forward_tokens", usage.forward_tokens);
  visit("logical_forward_tokens", usage.logical_forward_tokens);
  visit("flops", usage.flops);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, Seconds>
void VisitFields(Visitor& visit, Value& seconds) {
  visit("total", seconds.total);
  visit("first_token", seconds.first_token);
  visit("engine", seconds.engine);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, EvalCandidate>
void VisitFields(Visitor& visit, Value& candidate) {
  visit("final", candidate.final);
  visit("vote_key", candidate.vote_key);
  visit("right", candidate.right);
  visit("tokens", candidate.tokens);
  visit("stop_reason", candidate.stop);
  visit("score", candidate.score);
  visit.Optional("ratings", candidate.ratings);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, EvalRater>
void VisitFields(Visitor& visit, Value& rater) {
  visit("scale", rater.scale);
  visit("alone", rater.alone);
  visit("usage", rater.usage);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, EvalRecord>
void VisitFields(Visitor& visit, Value& record) {
  visit("key", record.key);
  visit("model", record.model);
  visit("task", record.task);
  visit("item", record.item);
  visit("level", record.level);
  visit("level_name", record.level_name);
  visit("method", record.method);
  visit("stands_for", record.stands_for);
  visit("budget_tokens", record.budget_tokens);
  visit("sample", record.sample);
  visit("seed", record.seed);
  visit("language", record.language);
  visit("shots", record.shots);
  visit("max_tokens", record.max_tokens);
  visit("temperature", record.temperature);
  visit("prompt_hash", record.prompt_hash);
  visit("question", record.question);
  visit("gold", record.gold);
  visit("final", record.final);
  visit("text", record.text);
  visit("thinking", record.thinking);
  visit("vote_key", record.vote_key);
  visit("right", record.right);
  visit("extracted", record.extracted);
  visit("reason", record.reason);
  visit("scores", record.scores);
  visit("stop_reason", record.stop);
  visit("usage", record.usage);
  visit("usage_by_role", record.usage_by_role);
  visit("seconds", record.seconds);
  visit("chosen", record.chosen);
  visit("candidates", record.candidates);
  visit.Optional("raters", record.raters);
}

bool EvalRecord::HitLimit() const {
  return stop == StopReason::kLength || stop == StopReason::kBudget ||
         stop == StopReason::kContextFull || stop == StopReason::kPhaseLimit;
}

std::string RecordLine(const EvalRecord& record) {
  FieldWriter writer;
  writer("format", kRecordFormat);
  VisitFields(writer, record);
  return writer.Take().dump(-1, ' ', false, FieldWriter::Json::error_handler_t::replace);
}

EvalRecord ParseRecordLine(std::string_view line) {
  const FieldReader::Json json = ParseFormatted(line, kRecordFormat, kRecordFormat);
  FieldReader reader(json, "");
  EvalRecord record;
  VisitFields(reader, record);
  return record;
}

}  // namespace ponder
