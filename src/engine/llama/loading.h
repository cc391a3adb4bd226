// From options and a file to a llama.cpp model and context.
#pragma once

#include <filesystem>

#include "engine/llama/handles.h"
#include "ponder/llama.h"

namespace ponder {

// Throws kInvalidRequest for values that make no sense.
void CheckOptions(const LlamaOptions& options);

// Once a process, whatever is asked later: llama.cpp's log goes to ours. And connects RPC workers.
void StartLlama(const LlamaOptions& options);

// Throws kModel with what is wrong with the file.
ModelHandle LoadModel(const std::filesystem::path& file, const LlamaOptions& options);

// Layers and cells are all computed by this machine's processors.
bool OnCpu(const LlamaOptions& options);

struct MadeContext {
  ContextHandle context;
  bool flash_attention;  // llama.cpp has it for this model
};

// Throws kUnavailable when there is no memory for it, and kModel where the model keeps no cells.
MadeContext MakeContext(llama_model* model, const LlamaOptions& options,
                        enum llama_pooling_type pooling = LLAMA_POOLING_TYPE_NONE);

}  // namespace ponder
