// Searches on a simulated policy with a scorer of known quality: which method is best where?
//
//   simulate [--items N] [--n N] [--seed S]
//
// Easy, middling and hard questions (a step is right with 0.95, 0.85, 0.75; six steps) and scorers
// whose area under the curve is 0.6, 0.75 and 0.9: all fixed before the first look. Prints the
// accuracy of each method with its interval, and paired differences.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "ponder/runner.h"
#include "simulated_requests.h"

namespace ponder {
namespace {

constexpr size_t kThreads = 2;
const std::vector<std::pair<std::string, OptionValues>> kMethods{
    {"self_consistency", {}},
    {"best_of_n", {{"selection", "plain"}}},
    {"best_of_n", {{"selection", "weighted"}}},
    {"beam_search", {{"width", "4"}}},
    {"beam_search", {{"width", "4"}, {"allocation", "rebase"}}},
    {"dvts", {{"width", "4"}}},
    {"particle_filter", {{"selection", "plain"}}},
    {"particle_filter", {{"selection", "weighted"}}}};

struct Outcomes {
  std::vector<double> right;  // an item each
  double tokens = 0;
};

Outcomes Play(double right, double auc, size_t method, int items, int n, uint64_t seed) {
  Outcomes outcomes;
  outcomes.right.resize(static_cast<size_t>(items));
  std::vector<double> tokens(outcomes.right.size());
  const std::shared_ptr<Engine> engine = MakeSimulatedPolicy({.right = right});
  Parallel(kThreads, [&](size_t thread) {
    Runner runner(engine);
    for (size_t i = thread; i < outcomes.right.size(); i += kThreads) {
      OptionValues options = kMethods[method].second;
      options.insert({{"n", std::to_string(n)}, {"prompt", "plain"}});
      const Request request = SimulatedRequest(kMethods[method].first, options, auc, seed + i);
      const RunResult result = runner.Run(request);
      outcomes.right[i] = SimulatedRight(result) ? 1 : 0;
      tokens[i] = static_cast<double>(result.usage.completion_tokens);
    }
  });
  for (const double count : tokens) outcomes.tokens += count / items;
  return outcomes;
}

std::string NameOf(size_t method) {
  std::string name = kMethods[method].first;
  for (const auto& [key, value] : kMethods[method].second) {
    if (key != "width") name += " " + value;
  }
  return name;
}

void Compare(const std::vector<Outcomes>& all, size_t a, size_t b) {
  std::vector<double> differences;
  for (size_t i = 0; i < all[a].right.size(); ++i) {
    differences.push_back(all[a].right[i] - all[b].right[i]);
  }
  const PointsMean estimate = MeanInPoints(differences);
  fmt::print("    {} minus {}: {:+.1f} [{:+.1f}, {:+.1f}]\n", NameOf(a), NameOf(b), estimate.mean,
             estimate.mean - estimate.half, estimate.mean + estimate.half);
}

void Table(const std::string& difficulty, double right, double auc, int items, int n,
           uint64_t seed) {
  fmt::print("{}, scorer {:.2f}, n={}, {} items\n", difficulty, auc, n, items);
  std::vector<Outcomes> all;
  for (size_t method = 0; method < kMethods.size(); ++method) {
    all.push_back(Play(right, auc, method, items, n, seed));
    const PointsMean estimate = MeanInPoints(all.back().right);
    fmt::print("  {:32} {:5.1f} +- {:.1f}  {:6.0f} tokens\n", NameOf(method), estimate.mean,
               estimate.half, all.back().tokens);
    std::fflush(stdout);
  }
  Compare(all, 2, 1);  // weighted against plain
  Compare(all, 3, 2);  // beam against weighted best of n
  Compare(all, 7, 2);  // particles against it
  Compare(all, 3, 7);  // beam against particles
}

}  // namespace
}  // namespace ponder

int main(int argc, char** argv) {
  int items = 2000;
  int n = 16;
  uint64_t seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--items") items = std::atoi(argv[i + 1]);
    if (flag == "--n") n = std::atoi(argv[i + 1]);
    if (flag == "--seed") seed = std::strtoull(argv[i + 1], nullptr, 10);
  }
  for (const auto& [difficulty, right] : ponder::kDifficulties) {
    for (const double auc : ponder::kScorers) {
      ponder::Table(difficulty, right, auc, items, n, seed);
    }
  }
}
