// What the runs of a study's models came to: DIR/runs.jsonl, added up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace ponder {

struct ModelRuns {
  std::string file_type;
  double parameters = 0;
  double active_parameters = 0;  // those of EngineInfo; all where the log is older than them
  double decode_tokens = 0;
  double decode_seconds = 0;
  double prefill_tokens = 0;
  double prefill_seconds = 0;
  double joules = 0;         // of the runs whose energy the machine told
  double joule_seconds = 0;  // that those runs' engines were busy

  // Of the machine for this many tokens, side by side as in the study: the engine's seconds by
  // kind, shared out by tokens. nullopt where the engine did not count.
  std::optional<double> MachineSeconds(double prefill, double decode) const;
  std::optional<double> Watts() const;
};

// By the model's name in the study; empty where there is no such file. Throws kInvalidRequest with
// file and line.
std::map<std::string, ModelRuns> ReadModelRuns(const std::filesystem::path& folder);

}  // namespace ponder
