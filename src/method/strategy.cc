#include "method/strategy.h"

#include <utility>

namespace ponder {

std::optional<Strategy> MakeStrategy(const std::string& name, const EngineInfo& engine) {
  try {
    const NameAndOptions parsed = ParseNameAndOptions(name);
    const MethodInfo& info = FindMethod(parsed.name);
    std::shared_ptr<Method> method = info.create(parsed.options);
    method->Require(engine);
    const bool only_n = parsed.options.size() == parsed.options.count("n");
    if (only_n && (info.name == "self_consistency" || info.name == "best_of_n")) {
      const auto kind = info.name == "best_of_n" ? Strategy::Kind::kBest : Strategy::Kind::kVote;
      return Strategy{name, kind, std::stoi(method->Options().at("n"))};
    }
    return Strategy{name, Strategy::Kind::kMethod, 0, std::move(method)};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace ponder
