// Is choosing by difficulty worth it? compute_optimal on a simulated policy, with a table that
// ponder train planner's code makes of other questions.
//
//   simulate_planner [--items N] [--n N,N...] [--look N] [--seed S] [--scorer AUC]
//                    [--bins absolute|quantile|all] [--slack X]
//
// Strategies at every N of --n, and the vote of the --look answers of the first look. Five
// difficulties (a step is right with 0.98, 0.95, 0.85, 0.75, 0.6), --items questions each, and the
// scorers of simulate.cc. The table is made of as many other questions. compute_optimal is not told
// the difficulty; every single strategy answers the same questions, and the best of a bin is picked
// by what it came to on them.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "eval/planner/planner_fit.h"
#include "plan/planner_file.h"
#include "simulated_requests.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kThreads = 2;
const std::vector<double> kRight{0.98, 0.95, 0.85, 0.75, 0.6};

RunResult Ask(Engine& engine, const std::string& strategy, OptionValues more, double auc,
              uint64_t seed, const EventSink& events = nullptr) {
  NameAndOptions parsed = ParseNameAndOptions(strategy);
  parsed.options.merge(more);
  parsed.options["prompt"] = "plain";
  Runner runner(std::shared_ptr<Engine>(&engine, [](Engine*) {}));
  return runner.Run(SimulatedRequest(parsed.name, parsed.options, auc, seed), events);
}

EvalRecord RecordOf(const MethodSpec& spec, const RunResult& result, uint64_t seed) {
  EvalRecord record;
  record.task = "simulated";
  record.item = std::to_string(seed);
  record.method = spec.Normal();
  record.right = SimulatedRight(result);
  record.usage = result.usage;
  for (const Candidate& candidate : result.answer.candidates) {
    record.candidates.push_back({candidate.final, candidate.final.value_or(""),
                                 candidate.final == "1", candidate.tokens, candidate.stop,
                                 candidate.score});
  }
  return record;
}

PlannerItem MakeItem(const PlannerSettings& settings, const std::vector<MethodSpec>& methods,
                     Engine& engine, double auc, uint64_t seed) {
  std::vector<EvalRecord> records;
  for (const MethodSpec& spec : methods) {
    std::string strategy = spec.Normal();
    strategy.resize(std::min(strategy.find('@'), strategy.size()));
    records.push_back(RecordOf(spec, Ask(engine, strategy, {}, auc, seed), seed));
  }
  std::map<std::string, const EvalRecord*> by_method;
  for (const EvalRecord& record : records) by_method[record.method] = &record;
  return *MakePlannerItem(settings, methods, AnswerKind::kNumber, by_method);
}

// What a question came to.
struct Played {
  std::string bin = "no look";  // that compute_optimal took it for
  StrategyOutcome chosen;
  std::vector<StrategyOutcome> singles;
};

class Simulation {
 public:
  Simulation(double auc, int items, const std::vector<int>& budgets, int look, uint64_t seed,
             OptionValues choosing)
      : choosing_(std::move(choosing)),
        auc_(auc),
        count_(static_cast<size_t>(items) * kRight.size()),
        seed_(seed) {
    settings_.prompt = PromptStyle::kPlain;
    settings_.scorer = "probe";
    settings_.look = look;
    settings_.strategies =
        StrategiesOf({"self_consistency", "best_of_n", "beam_search", "dvts"}, budgets);
    std::erase_if(settings_.strategies, [&](const std::string& strategy) {
      const PooledStrategy pooled = PooledOf(strategy);
      return pooled.pooled && pooled.n < look;  // the look alone takes more
    });
    settings_ = Checked(settings_);
    methods_ = PlannerMethods(settings_);
    for (const double right : kRight) engines_.push_back(MakeSimulatedPolicy({.right = right}));
  }

  void Train(const std::filesystem::path& file) const {
    std::vector<PlannerItem> items(count_);
    Each([&](size_t i) { items[i] = Item(i, seed_ + i); });
    PlannerTable table = FitPlanner(items, settings_.strategies, true);
    table.key = {engines_[0]->Info().fingerprint, "probe", "number", "plain"};
    table.look = settings_.look;
    KeepPlannerTable(table, file);
  }

  // On questions that the table has not seen.
  void Judge(const std::filesystem::path& file) const {
    OptionValues options = choosing_;
    options["table"] = file.string();
    std::vector<Played> played(count_);
    Each([&](size_t i) {
      const uint64_t seed = seed_ + 1'000'000 + i;
      const RunResult result =
          Ask(EngineOf(i), "compute_optimal", options, auc_, seed, [&](const Event& event) {
            const auto* step = std::get_if<StepDone>(&event);
            if (step == nullptr || step->name != "difficulty") return;
            played[i].bin = step->detail.substr(step->detail.rfind(": ") + 2);
          });
      played[i].chosen = {SimulatedRight(result),
                          static_cast<double>(result.usage.completion_tokens)};
      played[i].singles = Item(i, seed).outcomes;
    });
    std::set<std::string> bins;
    for (const Played& one : played) bins.insert(one.bin);
    for (const std::string& bin : bins) Print(bin, played);
    Print("", played);
  }

 private:
  Engine& EngineOf(size_t i) const { return *engines_[i % engines_.size()]; }
  PlannerItem Item(size_t i, uint64_t seed) const {
    return MakeItem(settings_, methods_, EngineOf(i), auc_, seed);
  }

  template <class Work>
  void Each(const Work& work) const {
    Parallel(kThreads, [&](size_t thread) {
      for (size_t i = thread; i < count_; i += kThreads) work(i);
    });
  }

  // Of a bin; "": of all.
  void Print(const std::string& bin, const std::vector<Played>& all) const {
    std::vector<const Played*> own;
    for (const Played& one : all) {
      if (bin.empty() || one.bin == bin) own.push_back(&one);
    }
    if (own.empty()) return;
    const auto count = static_cast<double>(own.size());
    size_t best = 0;
    std::vector<double> right(settings_.strategies.size()), tokens(right.size());
    double chosen_tokens = 0;
    for (const Played* one : own) {
      chosen_tokens += one->chosen.tokens / count;
      for (size_t s = 0; s < right.size(); ++s) {
        right[s] += 100.0 * one->singles[s].right / count;
        tokens[s] += one->singles[s].tokens / count;
      }
    }
    for (size_t s = 1; s < right.size(); ++s) best = right[s] > right[best] ? s : best;
    std::vector<double> chosen, differences;
    for (const Played* one : own) {
      chosen.push_back(one->chosen.right ? 1 : 0);
      differences.push_back(chosen.back() - (one->singles[best].right ? 1 : 0));
    }
    const PointsMean difference = MeanInPoints(differences);
    fmt::print(
        "  {:9} {:6} questions: compute_optimal {:5.1f} for {:4.0f} tokens; {:21} {:5.1f} for "
        "{:4.0f}; {:+.2f} [{:+.2f}, {:+.2f}]\n",
        bin.empty() ? "all" : bin, own.size(), MeanInPoints(chosen).mean, chosen_tokens,
        settings_.strategies[best], right[best], tokens[best], difference.mean,
        difference.mean - difference.half, difference.mean + difference.half);
    std::fflush(stdout);
  }

  OptionValues choosing_;  // of compute_optimal
  double auc_;
  size_t count_;  // questions, the difficulties in turn
  uint64_t seed_;
  PlannerSettings settings_;
  std::vector<MethodSpec> methods_;
  std::vector<std::unique_ptr<Engine>> engines_;  // one a difficulty
};

}  // namespace
}  // namespace ponder

int main(int argc, char** argv) {
  int items = 2500;
  std::vector<int> budgets{4, 8, 16, 32, 64};
  int look = 4;
  uint64_t seed = 1;
  ponder::OptionValues choosing{{"slack", "0.007"}};
  double scorer = 0;  // 0: all
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--items") items = std::atoi(argv[i + 1]);
    if (flag == "--n") {
      budgets.clear();
      for (const std::string& n : ponder::scan::SplitAtCommas(argv[i + 1])) {
        budgets.push_back(std::atoi(n.c_str()));
      }
    }
    if (flag == "--look") look = std::atoi(argv[i + 1]);
    if (flag == "--bins" || flag == "--slack") choosing[flag.substr(2)] = argv[i + 1];
    if (flag == "--scorer") scorer = std::atof(argv[i + 1]);
    if (flag == "--seed") seed = std::strtoull(argv[i + 1], nullptr, 10);
  }
  const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                     ("ponder-simulated-" + std::to_string(getpid()) + ".db");
  for (const double auc : ponder::kScorers) {
    if (scorer > 0 && auc != scorer) continue;
    fmt::print("scorer {:.2f}, {} questions a difficulty\n", auc, items);
    const ponder::Simulation simulation(auc, items, budgets, look, seed, choosing);
    simulation.Train(file);
    simulation.Judge(file);
  }
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + end);
}
