// A method at a budget, as a planner's table names it: "beam_search:n=4,width=2".
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ponder/method.h"

namespace ponder {

struct Strategy {
  enum class Kind {
    kVote,    // go on sampling the same prompt until there are n answers; the most frequent one
    kBest,    // the same, weighted by the scorer
    kMethod,  // another method, which starts anew
  };
  std::string name;  // "": none
  Kind kind = Kind::kVote;
  int n = 0;                                 // of kVote and kBest
  std::shared_ptr<Method> method = nullptr;  // of kMethod
};

// self_consistency and best_of_n with no option but n go on from what was sampled. nullopt where
// the name or its options mean nothing here, or where the engine cannot do it.
std::optional<Strategy> MakeStrategy(const std::string& name, const EngineInfo& engine);

}  // namespace ponder
