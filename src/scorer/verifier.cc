// verifier: what can be checked exactly is checked.
//
// Either by the question's own task (ponder eval asks such questions), which knows the truth: what
// a method reaches with it is the bound that no other scorer can pass (coverage, pass@n). Or by a
// command of the user's, which sees the answer on its standard input: tests of a program, a proof
// checker, a constraint solver. No model.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "ponder/method.h"
#include "ponder/scorer.h"
#include "scorer/command_check.h"
#include "text/scan.h"

namespace ponder {

enum class CommandResult { kExit, kNumber };

template <>
struct ChoiceNames<CommandResult> {
  static constexpr std::pair<std::string_view, CommandResult> kNames[] = {
      {"exit", CommandResult::kExit}, {"number", CommandResult::kNumber}};
};

namespace {

constexpr size_t kAtOnce = 4;
constexpr int kNotRunnable = 126;  // of a shell: found, but no program; 127: not found

struct Options {
  std::string command;
  CommandResult result = CommandResult::kExit;
  double seconds = 10;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("command", command, LocalOnly{},
          "shell command that reads an answer on its standard input; empty: the question's own "
          "checker");
    visit("result", result,
          "exit: 1 for exit code 0, else 0; number: the last word of its standard output, "
          "where that is a number");
    visit("seconds", seconds, Range{0.01, 86400}, "time limit of the command for one answer");
  }
};

class Verifier : public Scorer {
 public:
  explicit Verifier(Options options) : options_(std::move(options)) {}

  ScorerNeeds Needs() const override { return {.checker = options_.command.empty()}; }
  ScoreScale Scale() const override {
    const bool number = !options_.command.empty() && options_.result == CommandResult::kNumber;
    return number ? ScoreScale::kRank : ScoreScale::kProbability;
  }

  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context& context) override {
    std::vector<Score> scores(candidates.size());
    if (options_.command.empty()) {
      for (size_t i = 0; i < candidates.size(); ++i) {
        const auto& final = candidates[i].final;
        scores[i].abstained = !question.checker;
        if (question.checker && final) scores[i].total = question.checker->Check(*final);
      }
      return scores;
    }
    std::vector<std::optional<CommandOutcome>> outcomes(candidates.size());
    for (size_t begin = 0; begin < candidates.size(); begin += kAtOnce) {
      Parallel(std::min(kAtOnce, candidates.size() - begin), [&](size_t i) {
        outcomes[begin + i] = Run(question, candidates[begin + i], context.Stop());
      });
    }
    RequireOneThatRan(outcomes);
    for (size_t i = 0; i < scores.size(); ++i) {
      scores[i] = outcomes[i] ? ScoreOf(*outcomes[i]) : Score{.steps = {}, .abstained = true};
    }
    return scores;
  }

 private:
  // None of a candidate that failed, and where it was stopped.
  std::optional<CommandOutcome> Run(const Question& question, const Candidate& candidate,
                                    const std::stop_token& stop) const {
    if (candidate.stop == StopReason::kError) return std::nullopt;
    CommandOutcome outcome = RunCommand(
        options_.command, candidate.text,
        {{"PONDER_QUESTION", question.Text()}, {"PONDER_ANSWER", candidate.final.value_or("")}},
        options_.seconds, stop);
    return stop.stop_requested() ? std::nullopt : std::optional(std::move(outcome));
  }

  // A command that cannot be run fails on every answer; one that runs what answers say may end so
  // on some.
  void RequireOneThatRan(const std::vector<std::optional<CommandOutcome>>& outcomes) {
    int failed_with = 0;
    for (const auto& outcome : outcomes) {
      if (!outcome) continue;
      const bool failed =
          outcome->exit_code == kNotRunnable || outcome->exit_code == kNotRunnable + 1;
      if (failed) failed_with = outcome->exit_code;
      ran_ = ran_ || !failed;
    }
    if (ran_ || failed_with == 0) return;
    throw Error(ErrorCode::kUnavailable, "scorer verifier: the shell cannot run \"" +
                                             options_.command + "\" (exit code " +
                                             std::to_string(failed_with) + ")");
  }

  Score ScoreOf(const CommandOutcome& outcome) const {
    if (options_.result == CommandResult::kExit) {
      return {.total = outcome.finished && outcome.exit_code == 0 ? 1.0 : 0.0, .steps = {}};
    }
    return Number(outcome);
  }

  // A command that failed, or ran out of time, has said nothing.
  static Score Number(const CommandOutcome& outcome) {
    const std::string text(scan::Trim(outcome.output));
    const size_t begin = text.find_last_of(" \t\r\n") + 1;  // npos + 1 is 0
    char* end = nullptr;
    const double value = std::strtod(text.c_str() + begin, &end);
    const bool good = outcome.finished && outcome.exit_code == 0 && begin < text.size() &&
                      *end == '\0' && std::isfinite(value);
    if (!good) return {.steps = {}, .abstained = true};
    return {.total = value, .steps = {}};
  }

  Options options_;
  bool ran_ = false;  // the command, on some answer
};

}  // namespace

extern const ScorerInfo verifier_scorer;
const ScorerInfo verifier_scorer{
    .name = "verifier",
    .summary = "an exact check: the question's own, or a command of yours",
    .source = "",
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<Verifier>(ReadOptions<Options>("scorer verifier", options));
    },
};

}  // namespace ponder
