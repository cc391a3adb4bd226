#include "eval/model_runs.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "ponder/error.h"

namespace ponder {
namespace {

using Json = nlohmann::json;

double NumberOf(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number() ? found->get<double>() : 0;
}

void AddLine(const Json& line, std::map<std::string, ModelRuns>& models) {
  ModelRuns& runs = models[line.at("model").get<std::string>()];
  runs.file_type = line.value("file_type", "");
  runs.parameters = NumberOf(line, "parameters");
  runs.active_parameters = NumberOf(line, "active_parameters");
  if (runs.active_parameters <= 0) runs.active_parameters = runs.parameters;
  runs.decode_tokens += NumberOf(line, "decode_tokens");
  runs.decode_seconds += NumberOf(line, "decode_seconds");
  runs.prefill_tokens += NumberOf(line, "prefill_tokens");
  runs.prefill_seconds += NumberOf(line, "prefill_seconds");
  const double joules = NumberOf(line, "energy_joules");
  if (joules <= 0) return;
  runs.joules += joules;
  runs.joule_seconds += NumberOf(line, "busy_seconds");
}

}  // namespace

std::optional<double> ModelRuns::MachineSeconds(double prefill, double decode) const {
  if (prefill_seconds + decode_seconds <= 0) return std::nullopt;
  const double reading = prefill_tokens > 0 ? prefill * prefill_seconds / prefill_tokens : 0;
  const double generating = decode_tokens > 0 ? decode * decode_seconds / decode_tokens : 0;
  return reading + generating;
}

std::optional<double> ModelRuns::Watts() const {
  if (joule_seconds <= 0) return std::nullopt;
  return joules / joule_seconds;
}

std::map<std::string, ModelRuns> ReadModelRuns(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "runs.jsonl";
  std::map<std::string, ModelRuns> models;
  std::ifstream stream(file);
  std::string text;
  for (int number = 1; std::getline(stream, text); ++number) {
    try {
      AddLine(Json::parse(text), models);
    } catch (const Json::exception&) {
      if (stream.eof()) break;  // a last line that was cut short
      throw Error(ErrorCode::kInvalidRequest,
                  file.string() + ":" + std::to_string(number) + ": not a line of a model's run");
    }
  }
  return models;
}

}  // namespace ponder
