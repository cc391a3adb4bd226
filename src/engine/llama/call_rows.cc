#include "engine/llama/call_rows.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr size_t kTile = 4;        // rows that the fast kernels take at once
constexpr int kFewCalls = 4;       // before a mean is believed
constexpr size_t kLookAgain = 256;  // every so many choices the other way is tried
constexpr double kNewest = 0.1;    // weight of the newest call in the moving mean, at least

}  // namespace

CallRows::Timing& CallRows::At(size_t rows) {
  if (timings_.size() <= rows) timings_.resize(rows + 1);
  return timings_[rows];
}

size_t CallRows::Choose(size_t needed) {
  const size_t whole = (needed + kTile - 1) / kTile * kTile;
  if (needed < kTile || needed == whole) return needed;  // a single tile cannot pay
  const Timing padded = At(whole);
  const Timing plain = At(needed);
  if (plain.calls < kFewCalls) return needed;
  if (padded.calls < kFewCalls) return whole;
  const bool pays = padded.seconds < plain.seconds;
  const bool other = ++choices_ % kLookAgain == 0;
  return pays != other ? whole : needed;
}

void CallRows::Note(size_t rows, double seconds) {
  Timing& timing = At(rows);
  ++timing.calls;
  timing.seconds += (seconds - timing.seconds) * std::max(kNewest, 1.0 / timing.calls);
}

}  // namespace ponder
