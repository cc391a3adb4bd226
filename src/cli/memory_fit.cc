#include "cli/memory_fit.h"

#include <fmt/format.h>

#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

std::string Gigabytes(int64_t bytes) {
  return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace

MemoryFit FitMemory(LlamaOptions options, bool may_cut, std::optional<int64_t> free,
                    const std::function<int64_t(const LlamaOptions&)>& memory) {
  const int64_t wanted = memory(options);
  if (!free || wanted <= *free) return {std::move(options), ""};
  LlamaOptions fitting = options;
  while (fitting.sequences > 1 && memory(fitting) > *free) {
    --fitting.sequences;
    if (fitting.context > 0) {  // the same cells a sequence
      fitting.context =
          static_cast<int>(int64_t{options.context} * fitting.sequences / options.sequences);
    }
  }
  const bool fits = memory(fitting) <= *free;
  if (fits && may_cut) {
    return {fitting, fmt::format("there is memory for {} sequences side by side instead of {}: "
                                 "more of them wait ({} are free)",
                                 fitting.sequences, options.sequences, Gigabytes(*free))};
  }
  const std::string advice =
      fits ? fmt::format("--sequences {} would fit", fitting.sequences)
           : "not even one sequence fits: a smaller model or --sequence-context is needed";
  throw Error(ErrorCode::kUnavailable,
              fmt::format("model and cells of {} sequences take {}, and {} are free; {}",
                          options.sequences, Gigabytes(wanted), Gigabytes(*free), advice) +
                  (options.layout == CacheLayout::kStreams
                       ? ". --layout shared --context N lets sequences share N cells"
                       : ""));
}

}  // namespace ponder
