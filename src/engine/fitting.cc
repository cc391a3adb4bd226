#include "engine/fitting.h"

#include <utility>

#include "ponder/error.h"

namespace ponder {

bool FitsContext(const Engine& engine, const Prompt& prompt) {
  const int context = engine.Info().context;
  return context <= 0 || engine.Render(prompt).size() < static_cast<size_t>(context);
}

std::vector<Generation> GenerateWhatFits(Engine& engine, std::span<const GenerateRequest> requests,
                                         std::stop_token stop) {
  try {
    return engine.Generate(requests, nullptr, stop);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kContextFull) throw;
  }
  std::vector<Generation> results(requests.size());
  std::vector<GenerateRequest> fitting;
  std::vector<size_t> places;
  for (size_t i = 0; i < requests.size(); ++i) {
    results[i].stop = StopReason::kContextFull;
    if (!FitsContext(engine, requests[i].prompt)) continue;
    fitting.push_back(requests[i]);
    places.push_back(i);
  }
  if (fitting.empty()) return results;
  try {
    std::vector<Generation> generated = engine.Generate(fitting, nullptr, stop);
    for (size_t k = 0; k < places.size(); ++k) results[places[k]] = std::move(generated[k]);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kContextFull || engine.Info().exact_counts) throw;
  }
  return results;
}

}  // namespace ponder
