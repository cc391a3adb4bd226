#include "engine/llama/loading.h"

#include <ggml-backend.h>
#include <log.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>

#include "base/log.h"
#include "engine/llama/model_file.h"

namespace ponder {
namespace {

void Require(bool good, const std::string& message) {
  if (!good) throw Error(ErrorCode::kInvalidRequest, message);
}

// llama.cpp talks to stderr by itself: what it says goes to our log, and the last error is kept to
// explain a failed load.
std::mutex last_error_mutex;
std::string last_error;

void TakeLog(ggml_log_level level, const char* text, void*) {
  std::string line(text == nullptr ? "" : text);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  if (line.empty()) return;
  if (level == GGML_LOG_LEVEL_ERROR) {
    std::lock_guard lock(last_error_mutex);
    last_error = line;
  }
  Log(level == GGML_LOG_LEVEL_ERROR  ? LogLevel::kError
      : level == GGML_LOG_LEVEL_WARN ? LogLevel::kWarning
                                     : LogLevel::kDebug,
      line);
}

struct CellTypes {
  ggml_type keys;
  ggml_type values;
};

// On the CPU, flash attention has a kernel for many queries, one for a few, and one for a single
// sequence; only where keys and values differ in type it always takes the same one, which treats
// every query alone.
CellTypes CellTypesOf(const LlamaOptions& options) {
  if (options.kv_type == "auto") {
    return {GGML_TYPE_F16, OnCpu(options) ? GGML_TYPE_BF16 : GGML_TYPE_F16};
  }
  const std::pair<std::string_view, ggml_type> types[] = {{"f32", GGML_TYPE_F32},
                                                          {"f16", GGML_TYPE_F16},
                                                          {"bf16", GGML_TYPE_BF16},
                                                          {"q8_0", GGML_TYPE_Q8_0},
                                                          {"q4_0", GGML_TYPE_Q4_0}};
  for (const auto& [known, type] : types) {
    if (known == options.kv_type) return {type, type};
  }
  throw Error(ErrorCode::kInvalidRequest,
              "kv type \"" + options.kv_type + "\" is not one of auto f32 f16 bf16 q8_0 q4_0");
}

// Above four logical processors two usually share a core and its arithmetic units.
int DefaultThreads() {
  const int logical = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return logical > 4 ? logical / 2 : logical;
}

int64_t CellsOf(const LlamaOptions& options) {
  return options.context > 0 ? options.context
                             : int64_t{options.sequences} * options.sequence_context;
}

}  // namespace

void StartLlama(const LlamaOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(TakeLog, nullptr);
    common_log_set_verbosity_thold(-1);
    llama_backend_init();
  });
  if (options.rpc_servers.empty()) return;
  ggml_backend_reg_t rpc = ggml_backend_reg_by_name("RPC");
  Require(rpc != nullptr, "rpc servers: this build has no RPC (build with -DPONDER_RPC=ON)");
  using AddServer = ggml_backend_reg_t (*)(const char*);
  const auto add = reinterpret_cast<AddServer>(
      ggml_backend_reg_get_proc_address(rpc, "ggml_backend_rpc_add_server"));
  for (const std::string& server : options.rpc_servers) {
    ggml_backend_reg_t added = add == nullptr ? nullptr : add(server.c_str());
    Require(added != nullptr, "rpc server " + server + ": cannot be reached");
    ggml_backend_register(added);
  }
}

ModelHandle LoadModel(const std::filesystem::path& file, const LlamaOptions& options) {
  CheckModelFile(file);
  llama_model_params parameters = llama_model_default_params();
  parameters.n_gpu_layers = options.gpu_layers < 0 ? 9999 : options.gpu_layers;
  parameters.load_mode = options.mmap
                             ? (options.mlock ? LLAMA_LOAD_MODE_MMAP_MLOCK : LLAMA_LOAD_MODE_MMAP)
                             : (options.mlock ? LLAMA_LOAD_MODE_MLOCK : LLAMA_LOAD_MODE_NONE);
  {
    std::lock_guard lock(last_error_mutex);
    last_error.clear();
  }
  ModelHandle model(llama_model_load_from_file(file.string().c_str(), parameters));
  if (!model) {
    std::lock_guard lock(last_error_mutex);
    throw Error(ErrorCode::kModel, "model " + file.string() + ": llama.cpp cannot load it" +
                                       (last_error.empty() ? "" : " (" + last_error + ")"));
  }
  if (!llama_model_has_decoder(model.get()) || llama_model_has_encoder(model.get())) {
    throw Error(ErrorCode::kModel,
                "model " + file.string() + ": not a decoder-only language model");
  }
  // Streams share beginnings and are cut back to them; such a state only goes on.
  if (llama_model_is_recurrent(model.get()) || llama_model_is_hybrid(model.get())) {
    throw Error(ErrorCode::kUnsupported,
                "model " + file.string() +
                    ": its layers keep a running state (recurrent or hybrid), which cannot be cut "
                    "back to a shared beginning; a model with attention in every layer is wanted");
  }
  return model;
}

void CheckOptions(const LlamaOptions& options) {
  Require(options.sequences >= 1 && options.sequences <= 255,
          "sequences must be from 1 to 255, not " + std::to_string(options.sequences));
  Require(options.reserved_sequences >= 0 && options.reserved_sequences < options.sequences,
          "reserved sequences must be fewer than sequences");
  Require(options.sequence_context >= 64 && options.sequence_context <= 1 << 24,
          "sequence context must be from 64 to 16777216 tokens");
  Require(options.context >= 0, "context must be 0 (automatic) or more");
  Require(CellsOf(options) <= int64_t{1} << 30, "sequences x sequence context is above 2^30 cells");
  Require(options.threads >= 0 && options.threads <= 512, "threads must be from 0 to 512");
  Require(options.prefill_chunk >= 1 && options.prefill_chunk_busy >= 1,
          "prefill chunks must be at least 1 token");
}

int64_t LlamaMemory(const std::filesystem::path& file, const LlamaOptions& options) {
  CheckOptions(options);
  const ModelFileFacts facts = CheckModelFile(file);
  const bool streams = options.layout == CacheLayout::kStreams;
  const int64_t spare = streams ? CellsOf(options) / options.sequences : 0;
  return static_cast<int64_t>(facts.bytes) + (CellsOf(options) + spare) * facts.cell_bytes;
}

bool OnCpu(const LlamaOptions& options) {
  return options.gpu_layers == 0 && options.rpc_servers.empty();
}

MadeContext MakeContext(llama_model* model, const LlamaOptions& options,
                        enum llama_pooling_type pooling) {
  const bool streams = options.layout == CacheLayout::kStreams;
  llama_context_params parameters = llama_context_default_params();
  // Streams: one more than sequences, to move others through.
  parameters.n_seq_max = static_cast<uint32_t>(options.sequences + (streams ? 1 : 0));
  const int cells = static_cast<int>(CellsOf(options));
  const int per_stream = std::max(cells / options.sequences, 1);
  parameters.n_ctx = static_cast<uint32_t>(streams ? per_stream * (options.sequences + 1) : cells);
  parameters.kv_unified = !streams;
  const int batch = std::max({options.prefill_chunk, options.sequences + 1, 64});
  parameters.n_batch = static_cast<uint32_t>(batch);
  parameters.n_ubatch = static_cast<uint32_t>(batch);
  const int threads = options.threads > 0 ? options.threads : DefaultThreads();
  parameters.n_threads = threads;
  parameters.n_threads_batch = threads;
  const CellTypes types = CellTypesOf(options);
  parameters.type_k = types.keys;
  parameters.type_v = types.values;
  parameters.pooling_type = pooling;
  parameters.no_perf = true;
  parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
  ContextHandle context(llama_init_from_model(model, parameters));
  const bool flash_attention = context != nullptr;
  if (!context) {
    parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    if (options.kv_type == "auto") parameters.type_v = GGML_TYPE_F16;
    context.reset(llama_init_from_model(model, parameters));
  }
  if (!context) {
    std::lock_guard lock(last_error_mutex);
    throw Error(ErrorCode::kUnavailable, "no memory or support for " +
                                             std::to_string(options.sequences) + " sequences in " +
                                             std::to_string(cells) + " cells: ask for fewer" +
                                             (last_error.empty() ? "" : " (" + last_error + ")"));
  }
  if (llama_get_memory(context.get()) == nullptr) {
    throw Error(ErrorCode::kModel, "the model keeps no cells: an encoder cannot go on with a text");
  }
  return {std::move(context), flash_attention};
}

}  // namespace ponder
