#include <fmt/format.h>

#include <map>

#include "eval/export.h"
#include "eval/export_file.h"
#include "eval/figures.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;
using Records = std::vector<const EvalRecord*>;

constexpr char kMetric[] = "exact_match";  // the name that scripts look for
constexpr char kFilter[] = "none";

// Samples of one question, in their order; runs that failed have none.
std::vector<Records> ByItem(const Bundle& bundle) {
  std::vector<Records> items;
  for (const EvalRecord* record : bundle.records) {
    if (record->stop == StopReason::kError) continue;
    if (items.empty() || items.back().front()->item != record->item) items.emplace_back();
    items.back().push_back(record);
  }
  return items;
}

Json Document(const EvalRecord& record) {
  return {{"id", record.item},
          {"question", record.question},
          {"answer", record.gold},
          {"level", record.level},
          {"level_name", record.level_name}};
}

// What the harness does not know of, in an object of our own.
Json Details(const EvalRecord& record) {
  return {{"key", record.key},
          {"sample", record.sample},
          {"seed", record.seed},
          {"right", record.right},
          {"extracted", record.extracted},
          {"reason", record.reason},
          {"stop_reason", StopReasonName(record.stop)},
          {"completion_tokens", record.usage.completion_tokens},
          {"logical_forward_tokens", record.usage.logical_forward_tokens},
          {"seconds", record.seconds.total}};
}

Json Sample(const Records& samples, size_t number) {
  const EvalRecord& first = *samples.front();
  const Json document = Document(first);
  Json replies = Json::array();
  Json answers = Json::array();
  Json details = Json::array();
  double right = 0;
  std::map<std::string, double> scores;
  for (const EvalRecord* record : samples) {
    replies.push_back(record->text);
    answers.push_back(record->final.value_or(""));
    details.push_back(Details(*record));
    right += record->right;
    for (const auto& [name, value] : record->scores) scores[name] += value;
  }
  const auto count = static_cast<double>(samples.size());
  Json json{{"doc_id", number},
            {"doc", document},
            {"target", first.gold},
            {"arguments",
             {{"gen_args_0",
               {{"arg_0", first.question},
                {"arg_1",
                 {{"until", Json::array()},
                  {"max_gen_toks", first.max_tokens},
                  {"temperature", first.temperature}}}}}}},
            {"resps", Json::array({std::move(replies)})},
            {"filtered_resps", std::move(answers)},
            {"filter", kFilter},
            {"metrics", Json::array({kMetric})},
            {"doc_hash", HexHash(Dump(document))},
            {"prompt_hash", first.prompt_hash},
            {"target_hash", HexHash(first.gold)},
            {kMetric, right / count}};
  for (const auto& [name, sum] : scores) {
    json["metrics"].push_back(name);
    json[name] = sum / count;
  }
  json["ponder"] = std::move(details);
  return json;
}

std::string Samples(const Bundle& bundle) {
  std::string lines;
  size_t number = 0;
  for (const Records& samples : ByItem(bundle)) lines += Dump(Sample(samples, number++)) + "\n";
  return lines;
}

// Adds a task to what is said of a model.
void AddTask(const Bundle& bundle, Json& results) {
  const std::string& task = bundle.setting.task;
  const Figures figures = Measure(bundle.records);
  const std::string filter = std::string(",") + kFilter;
  Json numbers{{"alias", task},
               {kMetric + filter, figures.accuracy},
               {std::string(kMetric) + "_stderr" + filter, StandardError(bundle)}};
  Json metrics = Json::array();
  Json higher{{kMetric, true}};
  metrics.push_back({{"metric", kMetric}, {"aggregation", "mean"}, {"higher_is_better", true}});
  for (const auto& [name, mean] : figures.scores) {
    numbers[name + filter] = mean;
    numbers[name + "_stderr" + filter] = "N/A";
    metrics.push_back({{"metric", name}, {"aggregation", "mean"}, {"higher_is_better", true}});
    higher[name] = true;
  }
  const int64_t repeats = figures.questions == 0 ? 1 : figures.samples / figures.questions;
  results["results"][task] = std::move(numbers);
  results["group_subtasks"][task] = Json::array();
  results["configs"][task] = {{"task", task},
                              {"output_type", "generate_until"},
                              {"num_fewshot", bundle.setting.shots},
                              {"metric_list", std::move(metrics)},
                              {"repeats", repeats},
                              {"metadata", {{"version", 0}}}};
  results["versions"][task] = 0;
  results["n-shot"][task] = bundle.setting.shots;
  results["higher_is_better"][task] = std::move(higher);
  results["n-samples"][task] = {{"original", figures.questions}, {"effective", figures.questions}};
}

Json ModelResults(const Setting& setting, const std::string& name, const std::string& time) {
  Json arguments{{"model", setting.model}, {"method", setting.method}};
  if (setting.budget_tokens) arguments["budget_tokens"] = *setting.budget_tokens;
  return {{"results", Json::object()},
          {"group_subtasks", Json::object()},
          {"configs", Json::object()},
          {"versions", Json::object()},
          {"n-shot", Json::object()},
          {"higher_is_better", Json::object()},
          {"n-samples", Json::object()},
          {"config", {{"model", "ponder"}, {"model_args", std::move(arguments)}}},
          {"git_hash", nullptr},
          {"date", time},
          {"model_source", "ponder"},
          {"model_name", name},
          {"model_name_sanitized", name}};
}

// What all rows of one folder share.
std::string FolderName(const Setting& setting) {
  return SafeName(setting.model + "__" +
                  Label(setting, {.language = setting.language != Language::kEnglish,
                                  .shots = setting.shots > 0,
                                  .temperature = setting.temperature > 0}));
}

}  // namespace

std::vector<std::filesystem::path> ExportLmEval(const std::vector<EvalRecord>& records,
                                                const std::filesystem::path& folder,
                                                const std::string& time) {
  std::vector<std::filesystem::path> files;
  std::map<std::string, Json> models;
  const std::string when = TimeInName(time);
  for (const Bundle& bundle : MakeBundles(records, "")) {
    if (bundle.setting.task.empty()) continue;
    const std::string name = FolderName(bundle.setting);
    Json& results =
        models.try_emplace(name, ModelResults(bundle.setting, name, time)).first->second;
    AddTask(bundle, results);
    files.push_back(folder / name /
                    fmt::format("samples_{}_{}.jsonl", SafeName(bundle.setting.task), when));
    WriteFile(files.back(), Samples(bundle));
  }
  for (const auto& [name, results] : models) {
    files.push_back(folder / name / fmt::format("results_{}.json", when));
    WriteFile(files.back(), Dump(results, 2) + "\n");
  }
  return files;
}

}  // namespace ponder
