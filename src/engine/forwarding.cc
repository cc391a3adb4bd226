#include "engine/forwarding.h"

namespace ponder {

std::vector<Generation> ForwardingEngine::Generate(std::span<const GenerateRequest> requests,
                                                   const OnDone& on_done, std::stop_token stop) {
  return inner_->Generate(requests, on_done, std::move(stop));
}

std::vector<Evaluation> ForwardingEngine::Evaluate(std::span<const EvaluateRequest> requests,
                                                   std::stop_token stop) {
  return inner_->Evaluate(requests, std::move(stop));
}

std::vector<std::vector<float>> ForwardingEngine::Embed(std::span<const std::string> texts,
                                                        std::stop_token stop) {
  return inner_->Embed(texts, std::move(stop));
}

}  // namespace ponder
