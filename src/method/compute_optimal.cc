// compute_optimal: a first look tells how hard the question is; a table that was measured before
// tells which method and budget are best there.
// Liu et al. 2025, arXiv 2502.06703; Snell et al. 2024, arXiv 2408.03314.
//
// 1. Look: sample a few answers.
// 2. From their agreement, length and scores, and from the question, predict the chance that one
//    answer is right: the difficulty, which falls into a bin.
// 3. Of the strategies that the table has for this model, scorer, kind of answer and bin, take the
//    cheapest whose accuracy is within `slack` of the best that is affordable.
// 4. self_consistency and best_of_n go on from the look: its answers are their first ones. Another
//    method starts anew, and its answer is the answer. Either draws what it would draw by itself,
//    as it did when the table was made.
//
// Where the table has one strategy for all bins there is no look: it could not change anything.
//
// We differ: difficulty is predicted without an oracle from a look of a few answers instead of
// thousands, and the look is charged. Where there is no table the budget is guessed as `auto` does
// it, and a warning says so.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "method/nested.h"
#include "method/prompt_text.h"
#include "method/strategy.h"
#include "plan/planner_file.h"
#include "ponder/method.h"
#include "scorer/ratings.h"
#include "search/candidates.h"
#include "search/selection.h"
#include "search/vote.h"
#include "text/answer.h"
#include "text/answer_kind.h"

namespace ponder {
namespace {

constexpr int kGuessedLook = 4;
constexpr int kGuessedMost = 16;
constexpr int kWidest = 256;  // what it will be is in a table that is read when it runs

struct Settings {
  Binning bins = Binning::kAbsolute;
  double slack = 0.01;
  int64_t tokens = 0;
  PromptStyle prompt = PromptStyle::kCot;
  std::string table;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("bins", bins, "of difficulty. absolute: easy, medium, hard; quantile: fifths; all: one");
    visit("slack", slack, Range{0, 1}, "share of right answers that may be given up for the price");
    visit("tokens", tokens, Range{0, 1e9},
          "most tokens that a question may be planned to take; 0: what the budget leaves");
    visit("prompt", prompt, "how look and votes put the question");
    visit("table", table, LocalOnly{},
          "what ponder train planner made; empty: the one in the cache folder");
  }
};

bool IsFree(const std::string& scorer) {
  const auto& all = Scorers();
  const auto found = std::ranges::find(all, scorer, &ScorerInfo::name);
  return found == all.end() || !(*found)->asks_model;
}

class ComputeOptimal : public Method {
 public:
  explicit ComputeOptimal(Settings settings) : settings_(std::move(settings)) {
    if (!settings_.table.empty()) ReadPlannerTables(settings_.table);  // throws what is wrong
  }

  Answer Run(const Question& question, Context& context) override {
    const std::shared_ptr<const PlannerTable> table = Find(question, context);
    if (!table) {
      std::vector<Candidate> look = SampleOn(question, context, kGuessedLook, {});
      const Strategy strategy = Guess(question, context, look);
      return CarryOut(strategy, question, context, std::move(look));
    }
    const std::vector<Strategy> strategies = Strategies(*table, context);
    const auto alike = std::ranges::count(strategies, strategies.front().name, &Strategy::name);
    if (alike == std::ssize(strategies) && !strategies.front().name.empty()) {
      return CarryOut(strategies.front(), question, context, {});
    }
    std::vector<Candidate> look = SampleOn(question, context, table->look, {});
    const auto bin = static_cast<size_t>(BinFor(*table, question, context, look));
    return CarryOut(strategies[bin], question, context, std::move(look));
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExamplesOf(settings_.prompt); }
  int Width() const override { return kWidest; }

 private:
  std::shared_ptr<const PlannerTable> Find(const Question& question, Context& context) const {
    const EngineInfo& engine = context.EngineFor(Role::kPolicy).Info();
    const bool asks_another = !IsFree(context.ScorerName()) && !context.SharesEngine(Role::kJudge);
    const EngineInfo* judge = asks_another ? &context.EngineFor(Role::kJudge).Info() : nullptr;
    const PlannerKey key{
        engine.fingerprint, PlannerScorerKey(context.ScorerName(), context.ScorerOptions(), judge),
        std::string(AnswerKindName(question.kind)), std::string(ChoiceName(settings_.prompt))};
    std::shared_ptr<const PlannerTable> table;
    if (!key.fingerprint.empty() || !settings_.table.empty()) {
      table = FindPlannerTable(key, settings_.table);
    }
    if (!table) {
      context.Warn("method compute_optimal: there is no planner table for model " + engine.model +
                   ", scorer " + key.scorer + ", kind " + key.kind + ", prompt " + key.prompt +
                   ": the budget is guessed; ponder train planner makes a table");
    }
    return table;
  }

  // Samples until there are n candidates.
  std::vector<Candidate> SampleOn(const Question& question, Context& context, int n,
                                  std::vector<Candidate> candidates) const {
    const auto have = static_cast<int>(candidates.size());
    if (n <= have) return candidates;
    const Prompt prompt =
        StyledPrompt(question, settings_.prompt, context.GetLanguage(), kDraftShots);
    SampleOptions options;
    options.first = have;
    options.more_to_come = have > 0;
    std::vector<Candidate> more =
        Sample(question, context,
               Forks(context, prompt, n - have, have, context.GetScorer().Needs()), options);
    std::ranges::move(more, std::back_inserter(candidates));
    return candidates;
  }

  // What is best in every bin, of what can be done here and paid.
  std::vector<Strategy> Strategies(const PlannerTable& table, Context& context) const {
    const EngineInfo& engine = context.EngineFor(Role::kPolicy).Info();
    const PlanRule rule{settings_.slack, Allowed(context)};
    std::vector<Strategy> strategies;
    for (int bin = 0; bin < BinCount(settings_.bins); ++bin) {
      std::vector<PlanCell> usable;
      for (const PlanCell& cell : table.CellsOf(settings_.bins, bin)) {
        if (MakeStrategy(cell.strategy, engine)) usable.push_back(cell);
      }
      const PlanCell* cell = ChoosePlan(usable, rule);
      strategies.push_back(cell == nullptr ? Strategy{} : *MakeStrategy(cell->strategy, engine));
    }
    return strategies;
  }

  int BinFor(const PlannerTable& table, const Question& question, Context& context,
             const std::vector<Candidate>& look) const {
    const double pass_rate = table.difficulty.PassRate(Seen(table, question, context, look));
    const int bin = BinOf(settings_.bins, pass_rate, table.cuts);
    context.Emit(StepDone{"difficulty", "one answer is right with " +
                                            internal::FormatNumber(std::round(100 * pass_rate)) +
                                            " %: " + BinName(settings_.bins, bin)});
    return bin;
  }

  Answer CarryOut(const Strategy& strategy, const Question& question, Context& context,
                  std::vector<Candidate> look) const {
    const std::string& said = strategy.name;
    context.Emit(StepDone{"plan", said.empty() ? "no more than the look" : said});
    const bool stopped = context.Stop().stop_requested();
    if (strategy.kind == Strategy::Kind::kMethod && !stopped) {
      NestedContext nested(context, static_cast<int>(look.size()));
      return Behind(std::move(look), strategy.method->Run(question, nested));
    }
    if (!stopped) look = SampleOn(question, context, strategy.n, std::move(look));
    const bool scored = strategy.kind == Strategy::Kind::kBest && !stopped;
    return scored ? BestScored(question, context, std::move(look), Selection::kWeighted)
                  : Vote(question, context, std::move(look));
  }

  Look Seen(const PlannerTable& table, const Question& question, Context& context,
            const std::vector<Candidate>& candidates) const {
    std::vector<Score> scores(candidates.size(), Score{.steps = {}, .abstained = true});
    if (table.difficulty.scored && IsFree(context.ScorerName())) {
      scores = RateAll(context.GetScorer(), question, candidates, context);
    }
    std::vector<LookedAnswer> answers;
    for (size_t i = 0; i < candidates.size(); ++i) {
      const Candidate& candidate = candidates[i];
      answers.push_back({candidate.final ? question.VoteKey(*candidate.final) : "",
                         candidate.tokens, std::nullopt});
      if (!scores[i].abstained) answers.back().score = scores[i].total;
    }
    return MakeLook(answers, question.Text());
  }

  // What the whole question may take.
  std::optional<int64_t> Allowed(Context& context) const {
    std::optional<int64_t> allowed = context.TokensLeft();
    if (settings_.tokens > 0) {
      allowed = std::min(allowed.value_or(settings_.tokens), settings_.tokens);
    }
    return allowed;
  }

  // As `auto` does it: nothing more where all agree, else half or all of the most.
  static Strategy Guess(const Question& question, Context& context,
                        const std::vector<Candidate>& look) {
    const auto comparable = [&](const Candidate& candidate) {
      return candidate.final &&
             (question.kind != AnswerKind::kAuto || HasAnswerMark(candidate.text));
    };
    const auto standings = Tally(question, look);
    if (std::ranges::none_of(look, comparable) || standings.empty()) return {};
    const int votes = standings.front().votes;
    const auto looked = static_cast<int>(look.size());
    const int n = votes == looked ? looked : 2 * votes >= looked ? kGuessedMost / 2 : kGuessedMost;
    context.Emit(
        StepDone{"look", std::to_string(votes) + " of " + std::to_string(looked) + " agree"});
    return {"self_consistency:n=" + std::to_string(n) + ", a guess", Strategy::Kind::kVote, n};
  }

  static Answer Vote(const Question& question, Context& context,
                     std::vector<Candidate> candidates) {
    RequireOneThatWorked(candidates);
    const auto standings = Tally(question, candidates);
    context.Emit(VoteChanged{Shown(standings), 0});
    return AnswerWith(std::move(candidates), LeadingCandidate(standings));
  }

  Settings settings_;
};

}  // namespace

extern const MethodInfo compute_optimal_method;
const MethodInfo compute_optimal_method{
    .name = "compute_optimal",
    .aliases = {"experience_optimal"},
    .summary =
        "a first look, then the method and budget that were measured best for such questions",
    .paper = "Liu et al. 2025, arXiv 2502.06703",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<ComputeOptimal>(
          ReadOptions<Settings>("method compute_optimal", options));
    },
};

}  // namespace ponder
