#include "engine/llama/fingerprint.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include "base/hash.h"
#include "ponder/error.h"

namespace ponder {
namespace {

constexpr uint64_t kBlock = 4096;
constexpr uint64_t kBlocks = 512;

}  // namespace

std::string FingerprintOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  const auto size = static_cast<uint64_t>(std::max<std::streamoff>(stream.tellg(), 0));
  const uint64_t last = size > kBlock ? size - kBlock : 0;
  uint64_t hash = Combine(0, size);
  std::string block(std::min(kBlock, size), '\0');
  for (uint64_t i = 0; i < kBlocks; ++i) {
    const uint64_t at = last * i / (kBlocks - 1);
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    if (!stream) {
      throw Error(ErrorCode::kUnavailable, "model " + file.string() + ": cannot be read");
    }
    hash = Combine(hash, HashText(block));
  }
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

}  // namespace ponder
