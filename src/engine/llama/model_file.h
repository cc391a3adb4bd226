// Model files before llama.cpp sees them, and their conversion.
#pragma once

#include <cstdint>
#include <filesystem>

namespace ponder {

struct ModelFileFacts {
  uint64_t bytes = 0;
};

// Reads a GGUF header and checks that everything it promises lies inside the file, since llama.cpp
// trusts (and may abort on) what it says. Throws kNotFound or kModel with one clear line.
ModelFileFacts CheckModelFile(const std::filesystem::path& file);

}  // namespace ponder
