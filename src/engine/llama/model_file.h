// Model files before llama.cpp sees them, and their conversion.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ponder {

// What the header says. Numbers that it does not say are 0.
struct ModelFileFacts {
  uint64_t bytes = 0;
  std::string architecture;
  std::string file_type;          // "Q8_0"
  int64_t parameters = 0;         // elements of all tensors
  int64_t active_parameters = 0;  // as of EngineInfo
  int layers = 0;
  int width = 0;
  int attention_width = 0;
  int64_t cell_bytes = 0;      // of one position in all layers, with keys and values of 16 bits
  bool has_rank_head = false;  // tensors of a classification head
  int context = 0;             // that the model was trained for
};

// Reads a GGUF header and checks that everything it promises lies inside the file, since llama.cpp
// trusts (and may abort on) what it says. Throws kNotFound or kModel with one clear line.
ModelFileFacts CheckModelFile(const std::filesystem::path& file);

// 16 hexadecimal digits that tell this file from others: of its length and of 64 KiB at 16 places,
// evenly spread. Not against those who forge. scripts/convert_head.py computes the same.
std::string FileFingerprint(const std::filesystem::path& file);

// "Q8_0": the name of a llama_ftype.
std::string FileTypeName(int type);

}  // namespace ponder
