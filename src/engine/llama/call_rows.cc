#include "engine/llama/call_rows.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr size_t kTile = 4;         // rows that the fast kernels take at once
constexpr int kFewCalls = 4;        // before a mean is believed
constexpr size_t kLookAgain = 256;  // every so many choices the other way is tried
constexpr double kNewest = 0.1;     // weight of the newest call in the moving mean, at least
constexpr double kNews = 0.5;       // the same after a while without one

}  // namespace

CallRows::Timing& CallRows::At(size_t rows) {
  if (timings_.size() <= rows) timings_.resize(rows + 1);
  return timings_[rows];
}

size_t CallRows::Choose(size_t needed) {
  const size_t whole = (needed + kTile - 1) / kTile * kTile;
  if (needed < kTile || needed == whole) return needed;  // a single tile cannot pay
  At(whole);                                             // may move the others
  Timing& padded = timings_[whole];
  Timing& plain = timings_[needed];
  if (plain.calls < kFewCalls) return needed;
  if (padded.calls < kFewCalls) return whole;
  const bool pays = padded.seconds < plain.seconds;
  const bool other = ++plain.choices % kLookAgain == 0;
  const bool pad = pays != other;
  (pad ? plain : padded).stale = true;
  return pad ? whole : needed;
}

void CallRows::Note(size_t rows, double seconds) {
  Timing& timing = At(rows);
  ++timing.calls;
  // The first call of its kind finds cold caches: the second takes its place.
  const double mean = 1.0 / std::max(timing.calls - 1, 1);
  const double newest = std::max(timing.stale ? kNews : kNewest, mean);
  timing.seconds += (seconds - timing.seconds) * newest;
  timing.stale = false;
}

}  // namespace ponder
