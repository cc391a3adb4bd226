#include "ponder/random.h"

#include "base/hash.h"

namespace ponder {
namespace {

// Keeps children, named children and numbers of one key apart.
constexpr uint64_t kChild = 0x6368696c64000001ULL;
constexpr uint64_t kNamed = 0x6e616d6564000002ULL;
constexpr uint64_t kNumber = 0x6e756d6265000003ULL;

}  // namespace

RandomStream::RandomStream(uint64_t seed) : key_(Mix(seed)) {}

RandomStream RandomStream::Child(uint64_t index) const {
  return {FromKey{}, Combine(key_ ^ kChild, index)};
}

RandomStream RandomStream::Child(std::string_view name) const {
  return {FromKey{}, Combine(key_ ^ kNamed, HashText(name))};
}

uint64_t RandomStream::Bits(uint64_t n) const { return Combine(key_ ^ kNumber, n); }

double RandomStream::Uniform(uint64_t n) const {
  return static_cast<double>(Bits(n) >> 11) * 0x1.0p-53;
}

int64_t RandomStream::Integer(uint64_t n, int64_t low, int64_t high) const {
  const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  if (span == 0) return static_cast<int64_t>(Bits(n));
  __extension__ using Wide = unsigned __int128;
  const auto scaled = static_cast<Wide>(Bits(n)) * span >> 64;
  return static_cast<int64_t>(static_cast<uint64_t>(low) + static_cast<uint64_t>(scaled));
}

}  // namespace ponder
