// What is read of a GGUF header, and what follows from it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/llama/model_file.h"

namespace ponder {

struct Metadata {
  uint64_t alignment = 32;
  bool has_architecture = false;
  std::string architecture;
  std::map<std::string, uint32_t> numbers;

  // Of "ARCHITECTURE.name"; 0 where the header does not say.
  int64_t Of(const std::string& name) const {
    const auto found = numbers.find(architecture + "." + name);
    return found == numbers.end() ? 0 : found->second;
  }
};

struct Tensors {
  uint64_t end = 0;  // of the furthest one, counted from the begin of the data
  uint64_t elements = 0;
  uint64_t experts = 0;  // of these, weights of experts that not every token is sent to
  uint64_t input_table = 0;
  uint64_t layer_tables = 0;  // looked up in every layer
  bool has_rank_head = false;
  bool has_output = false;  // else the table of the input is the output's too
};

// Adds a tensor to the counts.
void CountElements(const std::string& name, uint64_t elements, Tensors& tensors);

ModelFileFacts FactsOf(const Metadata& metadata, const Tensors& tensors, uint64_t bytes);

}  // namespace ponder
