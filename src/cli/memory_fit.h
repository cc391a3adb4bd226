// How many sequences there is memory for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ponder/llama.h"

namespace ponder {

struct MemoryFit {
  LlamaOptions options;
  std::string note;  // what had to be cut; "": nothing
};

// Options as they are where what they take fits into `free` bytes. Otherwise, where nobody asked
// for a number of sequences or cells (`may_cut`), with fewer sequences, which then wait for each
// other. Throws kUnavailable where that does not help or may not be. `memory`: bytes that options
// take, the model included.
MemoryFit FitMemory(LlamaOptions options, bool may_cut, std::optional<int64_t> free,
                    const std::function<int64_t(const LlamaOptions&)>& memory);

}  // namespace ponder
