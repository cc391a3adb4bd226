#include "eval/planner/planner_study.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "ponder/error.h"

namespace ponder {
namespace {

constexpr int kWidth = 4;

[[noreturn]] void Refuse(const std::string& what) { throw Error(ErrorCode::kInvalidRequest, what); }

bool Has(const MethodInfo& info, std::string_view option) {
  return std::ranges::any_of(info.options, [&](const OptionInfo& o) { return o.name == option; });
}

// The normal form of a strategy.
std::string NormalStrategy(const std::string& strategy) {
  const MethodSpec spec = ParseMethodSpec(strategy);
  if (!spec.scorer.empty()) {
    Refuse("strategy " + strategy + ": the scorer is that of --scorer, for all strategies");
  }
  if (spec.method == "compute_optimal") Refuse("strategy " + strategy + ": it chooses strategies");
  const std::string normal = spec.Normal();
  const bool votes = spec.method == "self_consistency" || spec.method == "best_of_n";
  if (!votes) return normal;
  const std::string only_n = spec.method + ":n=" + spec.options.at("n");
  if (ParseMethodSpec(only_n).Normal() != normal) {
    Refuse("strategy " + strategy + ": it goes on from the look, and takes no option but n");
  }
  return only_n;  // also where n is the default
}

}  // namespace

PooledStrategy PooledOf(const std::string& strategy) {
  const NameAndOptions parsed = ParseNameAndOptions(strategy);
  const bool scored = parsed.name == "best_of_n";
  if (!scored && parsed.name != "self_consistency") return {};
  return {true, scored, std::atoi(parsed.options.at("n").c_str())};
}

std::vector<std::string> StrategiesOf(const std::vector<std::string>& methods,
                                      const std::vector<int>& ns) {
  std::vector<std::string> strategies;
  for (const std::string& name : methods) {
    const MethodInfo& info = FindMethod(name);
    if (!Has(info, "n")) Refuse("method " + info.name + " has no n");
    for (const int n : ns) {
      std::string strategy = info.name + ":n=" + std::to_string(n);
      if (Has(info, "width")) {
        int width = std::min(kWidth, n);
        while (n % width != 0) --width;
        strategy += ",width=" + std::to_string(width);
      }
      strategies.push_back(std::move(strategy));
    }
  }
  return strategies;
}

PlannerSettings Checked(PlannerSettings settings) {
  PlannerScorer(settings);
  std::vector<std::string> all{"self_consistency:n=" + std::to_string(settings.look)};
  for (const std::string& strategy : settings.strategies) {
    std::string normal = NormalStrategy(strategy);
    const PooledStrategy pooled = PooledOf(normal);
    if (pooled.pooled && pooled.n < settings.look) {
      Refuse("strategy " + strategy + ": the look alone takes " + std::to_string(settings.look) +
             " answers");
    }
    if (std::ranges::find(all, normal) == all.end()) all.push_back(std::move(normal));
  }
  settings.strategies = std::move(all);
  return settings;
}

std::vector<MethodSpec> PlannerMethods(const PlannerSettings& settings) {
  int most = settings.look;
  std::vector<MethodSpec> others;
  for (const std::string& strategy : settings.strategies) {
    const PooledStrategy pooled = PooledOf(strategy);
    most = std::max(most, pooled.n);
    if (pooled.pooled) continue;
    const bool scores = !FindMethod(ParseNameAndOptions(strategy).name).default_scorer.empty();
    others.push_back(ParseMethodSpec(scores ? strategy + "@" + settings.scorer : strategy));
  }
  std::vector<MethodSpec> methods{ParseMethodSpec(
      "best_of_n:n=" + std::to_string(most) +
      ",prompt=" + std::string(ChoiceName(settings.prompt)) + "@" + settings.scorer)};
  std::ranges::move(others, std::back_inserter(methods));
  return methods;
}

std::unique_ptr<Scorer> PlannerScorer(const PlannerSettings& settings) {
  const NameAndOptions parsed = ParseNameAndOptions(settings.scorer);
  const ScorerInfo& info = FindScorer(parsed.name);
  std::unique_ptr<Scorer> scorer = info.create(parsed.options);
  if (!scorer->RatesAlone()) {
    Refuse("scorer " + settings.scorer +
           ": it compares answers with each other, so that smaller votes cannot be taken out of a "
           "larger one; take one that rates each answer by itself");
  }
  return scorer;
}

std::string ScorerNameOf(const PlannerSettings& settings) {
  return FindScorer(ParseNameAndOptions(settings.scorer).name).name;
}

}  // namespace ponder
