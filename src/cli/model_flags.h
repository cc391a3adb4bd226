// Flags that say which model and how it is held in memory, and the engine made of them.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/option_flags.h"
#include "ponder/engine.h"
#include "ponder/llama.h"
#include "ponder/method.h"

namespace ponder {

inline constexpr std::string_view kDefaultModel = "qwen2.5-coder-0.5b";
inline constexpr std::string_view kFallbackModel = "smollm2-135m";

enum class LayoutFlag { kStreams, kShared };
template <>
struct ChoiceNames<LayoutFlag> {
  static constexpr std::pair<std::string_view, LayoutFlag> kNames[] = {
      {"streams", LayoutFlag::kStreams}, {"shared", LayoutFlag::kShared}};
};
enum class KvTypeFlag { kAuto, kF16, kF32, kBf16, kQ8, kQ4 };
template <>
struct ChoiceNames<KvTypeFlag> {
  static constexpr std::pair<std::string_view, KvTypeFlag> kNames[] = {
      {"auto", KvTypeFlag::kAuto}, {"f16", KvTypeFlag::kF16}, {"f32", KvTypeFlag::kF32},
      {"bf16", KvTypeFlag::kBf16}, {"q8_0", KvTypeFlag::kQ8}, {"q4_0", KvTypeFlag::kQ4}};
};

struct ModelOptions {
  int sequences = 0;
  int context = 0;
  int sequence_context = 2048;
  int threads = 0;
  int gpu_layers = 0;
  KvTypeFlag kv_type = KvTypeFlag::kAuto;
  LayoutFlag layout = LayoutFlag::kStreams;
  bool mmap = true;
  bool mlock = false;
  bool spin_wait = false;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--sequences", sequences, Range{0, 255}, "sequences held at once; 0: what the run needs");
    visit("--context", context, Range{0, 1e8}, "cells in all; 0: sequences x sequence-context");
    visit("--sequence-context", sequence_context, Range{64, 1e7},
          "longest sequence, prompt included");
    visit("--threads", threads, Range{0, 512}, "0: all processors up to four, else half");
    visit("--gpu-layers", gpu_layers, Range{-1, 10000}, "layers on the GPU; -1: all");
    visit("--kv-type", kv_type,
          "type of the cells; auto: same seed, same answer; f16: smaller, and not exact");
    visit("--layout", layout, "streams: same seed, same answer; shared: one pool of cells");
    visit("--mmap", mmap, "read the file instead of mapping it");
    visit("--mlock", mlock, "keep the model in memory");
    visit("--spin-wait", spin_wait,
          "threads spin while they wait: for machines where nothing else computes");
  }
};

struct EndpointOptions {
  std::string model;
  std::string key_variable = "PONDER_API_KEY";
  int connections = 32;
  double timeout = 120;
  double wait = 10;
  int retries = 4;
  double hedge = 0;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--endpoint-model", model, "name of the model there; empty: the only one it has");
    visit("--endpoint-key-variable", key_variable, "environment variable that holds the key");
    visit("--endpoint-connections", connections, Range{1, 4096}, "calls under way at one endpoint");
    visit("--endpoint-timeout", timeout, Range{1, 86400}, "seconds a running answer may be silent");
    visit("--endpoint-wait", wait, Range{0, 86400}, "seconds to wait while no endpoint answers");
    visit("--endpoint-retries", retries, Range{0, 100}, "how often a sample is asked again");
    visit("--endpoint-hedge", hedge, Range{0, 86400},
          "seconds of silence after which another endpoint is asked too; 0: never");
  }
};

using RoleEngines = std::map<Role, std::shared_ptr<Engine>>;  // the policy's, and others' own

class ModelFlags {
 public:
  void AddTo(CLI::App& app);
  // The same, but --model may be given several times.
  void AddSeveralTo(CLI::App& app);
  void AddJudgeTo(CLI::App& app);      // for commands that use OpenRoles
  void AddEndpointsTo(CLI::App& app);  // for commands that can ask a model elsewhere; after AddTo
  void Check() const;                  // throws for values that do not fit

  // Loads the model, or connects to the endpoints. `sequences` is what the run can use, where the
  // user does not say. Says on console.err what is loaded when it is not what was asked for.
  std::shared_ptr<Engine> Open(Console& console, int sequences) const;
  // The same for another model than --model says; "" is the default one.
  std::shared_ptr<Engine> Load(Console& console, const std::string& model, int sequences) const;
  RoleEngines OpenRoles(Console& console, int sequences) const;

  std::string model() const { return models_.empty() ? "" : models_.front(); }  // "": not given
  const std::vector<std::string>& models() const { return models_; }
  const std::string& judge_model() const { return judge_model_; }  // "": not given
  bool remote() const { return !endpoints_.empty(); }
  LlamaOptions ToLlamaOptions(int sequences) const;

 private:
  LlamaOptions FittingOptions(Console& console, const std::filesystem::path& file,
                              int sequences) const;
  void CheckEndpoints() const;
  std::shared_ptr<Engine> Connect() const;
  CLI::Option* AddModelTo(CLI::App& app);
  void AddOthersTo(CLI::App& app);

  std::vector<std::string> models_;
  std::string judge_model_;
  std::vector<std::string> rpc_;
  std::string template_file_;
  OptionFlags<ModelOptions> options_;
  std::vector<std::string> endpoints_;
  OptionFlags<EndpointOptions> endpoint_options_;
};

// A model's name or file without folder and ".gguf": "Qwen/Qwen2.5-7B" is "Qwen2.5-7B".
std::string ShortModelName(const std::string& model);

// The file to load: what `model` names, else the default model, else the fallback (said on
// console.err). Throws kNotFound for a name or file that does not exist, and kUnavailable where a
// model of the catalogue is not here.
std::filesystem::path FindModelFile(Console& console, const std::string& model);

// Compute threads sleep while they wait, unless `argv` has --spin-wait or the environment says how:
// beside one busy process, spinning was measured to make a run ten times slower. OpenMP reads this
// when a program starts, so the program is started anew with the variables set (at most once).
void RestartForPassiveWait(int argc, char** argv);

}  // namespace ponder
