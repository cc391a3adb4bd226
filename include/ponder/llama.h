// The engine on llama.cpp: any GGUF file, on this machine's processors.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// How sequences share the key-value cache.
enum class CacheLayout {
  // A stream of cells for every sequence. Forks copy; results are the same whatever else runs.
  kStreams,
  // One pool of cells. Forks are free and short sequences leave room to long ones, but the order
  // of cells, and with it the last bits of the logits, depends on what else runs.
  kShared,
};

struct LlamaOptions {
  int context = 0;              // cells in all, shared out evenly; 0: sequences x sequence_context
  int sequence_context = 2048;  // cells of a sequence, prompt included, where context is 0
  int sequences = 32;           // sequences held at once, running or kept as prefixes
  // Of these, that only calls may take which run nothing yet: a call of many candidates then never
  // keeps the next caller waiting for its first token.
  int reserved_sequences = 0;
  int threads = 0;     // 0: all processors up to four, else half of them
  int gpu_layers = 0;  // layers on the GPU; -1: all
  CacheLayout layout = CacheLayout::kStreams;
  // Cells: "f32", "f16", "bf16", "q8_0", "q4_0"; "auto": on the CPU F16 keys and BF16 values, which
  // is what exactness needs (docs/decisions/0003), else F16.
  std::string kv_type = "auto";
  bool mmap = true;
  bool mlock = false;
  int prefill_chunk = 512;               // tokens of a prompt computed in one call
  int prefill_chunk_busy = 64;           // while others decode; more when more wait than decode
  std::vector<std::string> rpc_servers;  // "host:port" of llama.cpp RPC workers
  std::string chat_template;             // Jinja text that replaces the model's own; "" none
  std::vector<std::pair<std::string, std::filesystem::path>> adapters;  // name, LoRA GGUF
};

// Throws kNotFound (no file), kModel (not a GGUF, damaged, or not a language model),
// kUnavailable (memory) or kInvalidRequest (an option).
std::unique_ptr<Engine> LoadLlamaEngine(const std::filesystem::path& file,
                                        const LlamaOptions& options = {});

// Bytes that this model and its cells take in memory, from the file's header. Throws as above.
int64_t LlamaMemory(const std::filesystem::path& file, const LlamaOptions& options = {});

// Writes `input` with its weights as `type` ("Q8_0", "Q4_0", "BF16"). The output appears whole or
// not at all.
void ConvertModel(const std::filesystem::path& input, const std::filesystem::path& output,
                  const std::string& type);

}  // namespace ponder
