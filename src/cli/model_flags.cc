#include "cli/model_flags.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/machine.h"
#include "cli/memory_fit.h"
#include "cli/request_flags.h"
#include "models/models.h"
#include "ponder/remote.h"

namespace ponder {

void ModelFlags::AddTo(CLI::App& app) {
  AddModelTo(app)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  AddOthersTo(app);
}

void ModelFlags::AddSeveralTo(CLI::App& app) {
  AddModelTo(app)->allow_extra_args(false);
  AddOthersTo(app);
}

CLI::Option* ModelFlags::AddModelTo(CLI::App& app) {
  return app
      .add_option("--model", models_,
                  "a GGUF file, or a name of ponder models (default " + std::string(kDefaultModel) +
                      ", else " + std::string(kFallbackModel) + ")")
      ->type_name("FILE|NAME")
      ->group("Model");
}

void ModelFlags::AddOthersTo(CLI::App& app) {
  const std::string group = "Model";
  options_.AddTo(app, group);
  app.add_option("--rpc", rpc_, "spread the model over this llama.cpp RPC worker; repeatable")
      ->allow_extra_args(false)
      ->type_name("HOST:PORT")
      ->group(group);
  app.add_option("--chat-template", template_file_, "Jinja template instead of the model's own")
      ->type_name("FILE")
      ->group(group);
}

void ModelFlags::AddJudgeTo(CLI::App& app) {
  app.add_option(
         "--judge-model", judge_model_,
         "another model for scorers that ask one (judge, prm, reward_model, mutual): a GGUF file, "
         "or a name of ponder models")
      ->type_name("FILE|NAME")
      ->group("Model");
}

void ModelFlags::AddEndpointsTo(CLI::App& app) {
  const std::string group = "Model elsewhere";
  app.add_option("--endpoint", endpoints_,
                 "an OpenAI-compatible server instead of a model here (http://host:port/v1); "
                 "repeatable: a pool")
      ->allow_extra_args(false)
      ->type_name("URL")
      ->group(group);
  endpoint_options_.AddTo(app, group);
}

void ModelFlags::Check() const {
  ToLlamaOptions(1);
  CheckEndpoints();
}

// What is for a model here has no meaning for one elsewhere, and the other way round.
void ModelFlags::CheckEndpoints() const {
  endpoint_options_.Read();
  if (!remote()) {
    for (const OptionInfo& info : ListOptions<EndpointOptions>()) {
      if (!endpoint_options_.Given(info.name)) continue;
      throw Error(ErrorCode::kInvalidRequest, info.name + " needs --endpoint URL");
    }
    return;
  }
  std::string other;
  for (const OptionInfo& info : ListOptions<ModelOptions>()) {
    if (options_.Given(info.name)) other = info.name;
  }
  if (!models_.empty()) other = "--model";
  if (!rpc_.empty()) other = "--rpc";
  if (!template_file_.empty()) other = "--chat-template";
  if (other.empty()) return;
  throw Error(ErrorCode::kInvalidRequest,
              other + " is for a model that runs here and excludes --endpoint" +
                  (other == "--model" ? "; --endpoint-model names one there" : ""));
}

std::shared_ptr<Engine> ModelFlags::Connect() const {
  const EndpointOptions flags = endpoint_options_.Read();
  RemoteOptions options;
  options.urls = endpoints_;
  options.model = flags.model;
  options.key_variable = flags.key_variable;
  options.connections = flags.connections;
  options.timeout_seconds = flags.timeout;
  options.wait_seconds = flags.wait;
  options.retries = flags.retries;
  options.hedge_seconds = flags.hedge;
  return ConnectRemoteEngine(options);
}

LlamaOptions ModelFlags::ToLlamaOptions(int sequences) const {
  const ModelOptions flags = options_.Read();
  LlamaOptions options;
  options.sequences = flags.sequences > 0 ? flags.sequences : sequences;
  options.context = flags.context;
  options.sequence_context = flags.sequence_context;
  options.threads = flags.threads;
  options.gpu_layers = flags.gpu_layers;
  options.kv_type = ChoiceName(flags.kv_type);
  options.layout =
      flags.layout == LayoutFlag::kShared ? CacheLayout::kShared : CacheLayout::kStreams;
  options.mmap = flags.mmap;
  options.mlock = flags.mlock;
  options.rpc_servers = rpc_;
  if (!template_file_.empty()) {
    options.chat_template = ReadWholeFile(template_file_, "--chat-template");
  }
  return options;
}

std::shared_ptr<Engine> ModelFlags::Open(Console& console, int sequences) const {
  return remote() ? Connect() : Load(console, model(), sequences);
}

RoleEngines ModelFlags::OpenRoles(Console& console, int sequences) const {
  RoleEngines engines{{Role::kPolicy, Open(console, sequences)}};
  if (!judge_model_.empty()) engines[Role::kJudge] = Load(console, judge_model_, sequences);
  return engines;
}

std::shared_ptr<Engine> ModelFlags::Load(Console& console, const std::string& model,
                                         int sequences) const {
  const std::filesystem::path file = FindModelFile(console, model);
  const LlamaOptions options = FittingOptions(console, file, sequences);
  if (console.err_terminal) {
    const std::string line =
        fmt::format(fmt::runtime(console.Say(Text::kLoading)), file.filename().string());
    console.err << "\r\x1b[K" << console.Dim(line, true) << std::flush;
  }
  std::shared_ptr<Engine> engine = LoadLlamaEngine(file, options);
  if (console.err_terminal) console.err << "\r\x1b[K" << std::flush;
  return engine;
}

// Layers on another device take memory that nobody here counts.
LlamaOptions ModelFlags::FittingOptions(Console& console, const std::filesystem::path& file,
                                        int sequences) const {
  const LlamaOptions options = ToLlamaOptions(sequences);
  if (options.gpu_layers != 0 || !options.rpc_servers.empty()) return options;
  const bool asked = options_.Given("--sequences") || options_.Given("--context");
  MemoryFit fit = FitMemory(options, !asked, FreeMemory(),
                            [&](const LlamaOptions& tried) { return LlamaMemory(file, tried); });
  if (!fit.note.empty()) console.err << "ponder: " << fit.note << std::endl;
  return std::move(fit.options);
}

std::filesystem::path FindModelFile(Console& console, const std::string& model) {
  if (!model.empty()) {
    const CatalogueEntry* entry = FindInCatalogue(model);
    std::error_code error;
    if (entry != nullptr && !StatusOf(*entry).present && !std::filesystem::exists(model, error)) {
      throw Error(ErrorCode::kUnavailable,
                  "model " + model + " is not here; ponder models pull " + model + " gets it");
    }
    return ResolveModel(model);
  }
  for (const std::string_view name : {kDefaultModel, kFallbackModel}) {
    const CatalogueEntry* entry = FindInCatalogue(std::string(name));
    if (entry == nullptr || !StatusOf(*entry).present) continue;
    if (name != kDefaultModel) {
      console.err << "ponder: "
                  << fmt::format(fmt::runtime(console.Say(Text::kFallbackModel)), kDefaultModel,
                                 kFallbackModel)
                  << std::endl;
    }
    return ResolveModel(std::string(name));
  }
  throw Error(ErrorCode::kUnavailable, "there is no model yet; ponder models pull " +
                                           std::string(kDefaultModel) + " gets the default one");
}

std::string ShortModelName(const std::string& model) {
  std::string name = std::filesystem::path(model).filename().string();
  if (name.ends_with(".gguf")) name.resize(name.size() - 5);
  return name;
}

void RestartForPassiveWait(int argc, char** argv) {
  const bool spin = std::any_of(argv + 1, argv + argc, [](const char* argument) {
    return std::strcmp(argument, "--spin-wait") == 0;
  });
  if (spin || std::getenv("OMP_WAIT_POLICY") != nullptr || getenv("GOMP_SPINCOUNT") != nullptr) {
    return;
  }
  setenv("OMP_WAIT_POLICY", "passive", 1);
  setenv("GOMP_SPINCOUNT", "500", 1);  // a few microseconds: the other thread is often about done
  execv("/proc/self/exe", argv);       // where that fails, threads wait as OpenMP does by default
}

}  // namespace ponder
