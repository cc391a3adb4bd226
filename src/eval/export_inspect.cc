#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "eval/export.h"
#include "eval/export_file.h"
#include "eval/figures.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kScorer[] = "ponder";  // right or wrong, by the task's checker

std::string InspectStop(StopReason stop) {
  switch (stop) {
    case StopReason::kLength:
    case StopReason::kPhaseLimit:
    case StopReason::kBudget:
      return "max_tokens";
    case StopReason::kContextFull:
      return "model_length";
    case StopReason::kCancelled:
    case StopReason::kError:
      return "unknown";
    default:
      return "stop";
  }
}

Json UsageJson(const Usage& usage) {
  const int64_t input = usage.prompt_tokens + usage.scorer_prompt_tokens;
  const int64_t output = usage.completion_tokens + usage.scorer_tokens;
  return {{"input_tokens", input},
          {"output_tokens", output},
          {"total_tokens", input + output},
          {"input_tokens_cache_read", usage.cached_tokens},
          {"reasoning_tokens", usage.reasoning_tokens}};
}

// The reply as a message; thinking is a part of its own.
Json Reply(const EvalRecord& record) {
  Json content = record.text;
  if (!record.thinking.empty()) {
    content = Json::array({{{"type", "reasoning"}, {"reasoning", record.thinking}},
                           {{"type", "text"}, {"text", record.text}}});
  }
  return {{"role", "assistant"}, {"content", std::move(content)}, {"source", "generate"}};
}

Json Scores(const EvalRecord& record) {
  Json scores{{kScorer,
               {{"value", record.right ? "C" : "I"},
                {"answer", record.final.value_or("")},
                {"explanation", record.reason}}}};
  for (const auto& [name, value] : record.scores) scores[name] = {{"value", value}};
  return scores;
}

Json Metadata(const EvalRecord& record) {
  Json candidates = Json::array();
  for (const EvalCandidate& candidate : record.candidates) {
    candidates.push_back({{"final", candidate.final ? Json(*candidate.final) : Json(nullptr)},
                          {"right", candidate.right},
                          {"tokens", candidate.tokens},
                          {"stop_reason", StopReasonName(candidate.stop)}});
  }
  return {{"key", record.key},
          {"level", record.level},
          {"level_name", record.level_name},
          {"seed", record.seed},
          {"prompt_hash", record.prompt_hash},
          {"extracted", record.extracted},
          {"stop_reason", StopReasonName(record.stop)},
          {"calls", record.usage.calls},
          {"logical_forward_tokens", record.usage.logical_forward_tokens},
          {"flops", record.usage.flops},
          {"candidates", std::move(candidates)}};
}

Json Sample(const EvalRecord& record) {
  const Json question{{"role", "user"}, {"content", record.question}};
  Json json{{"id", record.item},
            {"epoch", record.sample + 1},
            {"input", record.question},
            {"target", record.gold},
            {"messages", Json::array({question})},
            {"output", {{"model", record.model}, {"choices", Json::array()}}},
            {"scores", Json::object()},
            {"metadata", Metadata(record)},
            {"store", Json::object()},
            {"events", Json::array()},
            {"model_usage", {{record.model, UsageJson(record.usage)}}},
            {"total_time", record.seconds.total},
            {"working_time", record.seconds.engine},
            {"uuid", record.key}};
  if (record.stop == StopReason::kError) {
    json["error"] = {{"message", record.reason}, {"traceback", ""}, {"traceback_ansi", ""}};
    return json;
  }
  json["messages"].push_back(Reply(record));
  json["output"]["choices"].push_back(
      {{"message", Reply(record)}, {"stop_reason", InspectStop(record.stop)}});
  json["output"]["usage"] = UsageJson(record.usage);
  json["scores"] = Scores(record);
  if (record.stop == StopReason::kBudget && record.budget_tokens) {
    json["limit"] = {{"type", "token"}, {"limit", *record.budget_tokens}};
  }
  return json;
}

Json Metric(const std::string& name, double value) {
  return {{"name", name}, {"value", value}, {"params", Json::object()}};
}

Json ScoreSummary(const std::string& scorer, const Json& metrics) {
  return {{"name", scorer}, {"scorer", scorer}, {"params", Json::object()}, {"metrics", metrics}};
}

Json Results(const Bundle& bundle) {
  const Figures figures = Measure(bundle.records);
  Json scores = Json::array();
  scores.push_back(ScoreSummary(kScorer, {{"accuracy", Metric("accuracy", figures.accuracy)},
                                          {"stderr", Metric("stderr", StandardError(bundle))}}));
  for (const auto& [name, mean] : figures.scores) {
    scores.push_back(ScoreSummary(name, {{"mean", Metric("mean", mean)}}));
  }
  return {{"total_samples", bundle.records.size()},
          {"completed_samples", figures.samples},
          {"scores", std::move(scores)}};
}

// What was run: model, task, method and its limits.
Json Spec(const Bundle& bundle, const std::string& id, const std::string& time) {
  const Setting& setting = bundle.setting;
  std::set<std::string> items;
  int epochs = 1;
  for (const EvalRecord* record : bundle.records) {
    items.insert(record->item);
    epochs = std::max(epochs, record->sample + 1);
  }
  Json spec{{"eval_id", id},
            {"run_id", id},
            {"created", time},
            {"task", setting.task},
            {"task_id", id},
            {"task_version", 0},
            {"task_attribs", Json::object()},
            {"task_args",
             {{"method", setting.method},
              {"language", LanguageCode(setting.language)},
              {"shots", setting.shots}}},
            {"dataset",
             {{"name", setting.task},
              {"samples", items.size()},
              {"sample_ids", items},
              {"shuffled", false}}},
            {"model", setting.model},
            {"model_generate_config", {{"temperature", setting.temperature}}},
            {"model_args", Json::object()},
            {"config", {{"epochs", epochs}}},
            {"packages", Json::object()}};
  if (setting.budget_tokens) spec["config"]["token_limit"] = *setting.budget_tokens;
  return spec;
}

Json Log(const Bundle& bundle, const std::string& id, const std::string& time) {
  Usage usage;
  Json samples = Json::array();
  for (const EvalRecord* record : bundle.records) {
    usage += record->usage;
    samples.push_back(Sample(*record));
  }
  const Json step{{"solver", bundle.setting.method}, {"params", Json::object()}};
  return {{"version", 2},
          {"status", "success"},
          {"eval", Spec(bundle, id, time)},
          {"plan", {{"name", "plan"}, {"steps", Json::array({step})}, {"config", Json::object()}}},
          {"results", Results(bundle)},
          {"stats",
           {{"started_at", time},
            {"completed_at", time},
            {"model_usage", {{bundle.setting.model, UsageJson(usage)}}}}},
          {"samples", std::move(samples)}};
}

}  // namespace

std::vector<std::filesystem::path> ExportInspect(const std::vector<EvalRecord>& records,
                                                 const std::filesystem::path& folder,
                                                 const std::string& time) {
  std::vector<std::filesystem::path> files;
  const std::string zoned = time + "+00:00";
  for (const Bundle& bundle : MakeBundles(records, "")) {
    const Setting& setting = bundle.setting;
    if (setting.task.empty()) continue;
    const std::string id =
        HexHash(setting.model + "\n" + setting.task + "\n" +
                Label(setting, {.language = true, .shots = true, .temperature = true}));
    // The underline parts time, task and id of the name.
    std::string task = SafeName(setting.task);
    std::replace(task.begin(), task.end(), '_', '-');
    files.push_back(folder / fmt::format("{}_{}_{}.json", TimeInName(zoned), task, id));
    WriteFile(files.back(), Dump(Log(bundle, id, zoned), 1) + "\n");
  }
  return files;
}

}  // namespace ponder
