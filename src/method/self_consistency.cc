// self_consistency: sample several chains of thought and take the answer that most of them reach.
// Wang et al. 2022, arXiv 2203.11171.
//
// 1. Sample n replies to the same chain-of-thought prompt.
// 2. Take the short answer out of each.
// 3. The answer with the most votes wins; the first one seen wins ties.
//
// We differ: answers are compared on canonical forms, and sampling can end early.
//   fixed     all n.
//   doubling  1, 2, 4, .. n in rounds, until the leader stays ahead with probability `threshold`.
//   beta      all n start at once; the same probability (after Aggarwal et al. 2023, arXiv
//             2305.11860) is asked whenever a chain ends. Chains count in order of their index, so
//             that short ones have no more say for arriving first: the vote is the longest run of
//             indices that have all ended.
// Both also stop when nobody can overtake the leader. Chains stopped this way are paid for.
// Weights: none; logprob: exp(mean log-probability); certainty: Borda count by self-certainty.
#include <algorithm>

#include "method/prompt_text.h"
#include "ponder/method.h"
#include "scorer/ratings.h"
#include "search/candidates.h"
#include "search/vote.h"
#include "search/vote_stop.h"

namespace ponder {

enum class VoteStop { kFixed, kDoubling, kBeta };

template <>
struct ChoiceNames<VoteStop> {
  static constexpr std::pair<std::string_view, VoteStop> kNames[] = {
      {"fixed", VoteStop::kFixed}, {"doubling", VoteStop::kDoubling}, {"beta", VoteStop::kBeta}};
};

enum class VoteWeight { kNone, kCertainty, kLogProb };

template <>
struct ChoiceNames<VoteWeight> {
  static constexpr std::pair<std::string_view, VoteWeight> kNames[] = {
      {"none", VoteWeight::kNone},
      {"certainty", VoteWeight::kCertainty},
      {"logprob", VoteWeight::kLogProb}};
};

namespace {

struct Settings {
  int n = 8;
  VoteStop stop = VoteStop::kFixed;
  double threshold = 0.95;
  VoteWeight weight = VoteWeight::kNone;
  PromptStyle prompt = PromptStyle::kCot;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "answers sampled at most");
    visit("stop", stop, "fixed: all n; doubling: in rounds; beta: as soon as the vote is safe");
    visit("threshold", threshold, Range{0.5, 1}, "how safe the leader must be to stop early");
    visit("weight", weight, "what a vote counts: none, certainty or logprob");
    visit("prompt", prompt, kPromptHelp);
  }
};

// Watches the vote while the chains run.
class Watch {
 public:
  Watch(const Question& question, Context& context, const Settings& settings)
      : question_(question), context_(context), settings_(settings), ended_(settings.n) {}

  std::vector<size_t> Done(size_t index, const Candidate& candidate) {
    // A vote looks at no more, and what a candidate brings along may be large.
    ended_[index].emplace().final = candidate.final;
    std::vector<size_t> open;
    for (size_t i = 0; i < ended_.size(); ++i) {
      if (!ended_[i]) open.push_back(i);
    }
    const auto standings = Tally(question_, Ended());
    context_.Emit(VoteChanged{Shown(standings), static_cast<int>(open.size())});
    if (settings_.stop != VoteStop::kBeta || open.empty()) return {};
    if (standings.empty() || CannotBeOvertaken(standings, open)) {
      return standings.empty() ? std::vector<size_t>{} : open;
    }
    const std::vector<Candidate> run = Run();
    const auto others = static_cast<int>(ended_.size() - run.size());
    if (!LeaderIsSafe(Tally(question_, run), others, settings_.threshold)) return {};
    voters_ = run.size();
    return open;
  }

  // How many of the first candidates vote: all, unless a safe run of indices ended it.
  size_t voters() const { return voters_; }

 private:
  // The longest run of indices from 0 that have all ended.
  std::vector<Candidate> Run() const {
    std::vector<Candidate> run;
    for (const auto& candidate : ended_) {
      if (!candidate) break;
      run.push_back(*candidate);
    }
    return run;
  }
  // Every index, those still open without an answer.
  std::vector<Candidate> Ended() const {
    std::vector<Candidate> all;
    for (const auto& candidate : ended_) all.push_back(candidate.value_or(Candidate{}));
    return all;
  }

  const Question& question_;
  Context& context_;
  const Settings& settings_;
  std::vector<std::optional<Candidate>> ended_;
  size_t voters_ = static_cast<size_t>(settings_.n);
};

class SelfConsistency : public Method {
 public:
  explicit SelfConsistency(Settings settings) : settings_(settings) {
    if (settings_.stop != VoteStop::kFixed && settings_.weight != VoteWeight::kNone) {
      throw Error(ErrorCode::kInvalidRequest,
                  "method self_consistency: stop=" + std::string(ChoiceName(settings_.stop)) +
                      " counts votes, so weight must be none");
    }
  }

  Answer Run(const Question& question, Context& context) override {
    const Prompt prompt =
        StyledPrompt(question, settings_.prompt, context.GetLanguage(), kDraftShots);
    const std::unique_ptr<Scorer> scorer = WeightScorer();
    const ScorerNeeds needs = scorer ? scorer->Needs() : ScorerNeeds{};
    Watch watch(question, context, settings_);
    std::vector<Candidate> candidates = settings_.stop == VoteStop::kDoubling
                                            ? Double(question, context, prompt, watch)
                                            : All(question, context, prompt, needs, watch);
    std::vector<double> weights(candidates.size(), 1.0);
    if (scorer) {
      const auto scores = RateAll(*scorer, question, candidates, context);
      weights = VoteWeights(scores, scorer->Scale());
      for (size_t i = 0; i < candidates.size(); ++i) {
        if (!scores[i].abstained) candidates[i].score = scores[i].total;
      }
    }
    for (size_t i = watch.voters(); i < candidates.size(); ++i) weights[i] = -1;
    const int leader = LeadingCandidate(Tally(question, candidates, weights));
    return AnswerWith(std::move(candidates), leader);
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExamplesOf(settings_.prompt); }
  int Width() const override { return settings_.n; }

  void Require(const EngineInfo& engine) const override {
    if (settings_.weight == VoteWeight::kNone || engine.logits != Support::kNone) return;
    throw Error(ErrorCode::kUnsupported,
                "method self_consistency: weight needs log-probabilities, which this engine does "
                "not give");
  }

 private:
  std::unique_ptr<Scorer> WeightScorer() const {
    if (settings_.weight == VoteWeight::kNone) return nullptr;
    const bool certainty = settings_.weight == VoteWeight::kCertainty;
    return FindScorer(certainty ? "self_certainty" : "logprob").create({});
  }

  std::vector<Candidate> All(const Question& question, Context& context, const Prompt& prompt,
                             const ScorerNeeds& needs, Watch& watch) const {
    SampleOptions options;
    options.on_done = [&watch](size_t i, const Candidate& c) { return watch.Done(i, c); };
    return Sample(question, context, Forks(context, prompt, settings_.n, 0, needs), options);
  }

  std::vector<Candidate> Double(const Question& question, Context& context, const Prompt& prompt,
                                Watch& watch) const {
    std::vector<Candidate> candidates;
    while (static_cast<int>(candidates.size()) < settings_.n && !context.Stop().stop_requested()) {
      const int have = static_cast<int>(candidates.size());
      const int more = std::min(std::max(have, 1), settings_.n - have);
      SampleOptions options;
      options.first = have;
      options.more_to_come = true;
      options.on_done = [&](size_t i, const Candidate& c) {
        return watch.Done(static_cast<size_t>(have) + i, c);
      };
      for (Candidate& candidate :
           Sample(question, context, Forks(context, prompt, more, have), options)) {
        candidates.push_back(std::move(candidate));
      }
      const int left = settings_.n - static_cast<int>(candidates.size());
      context.Emit(StepDone{"round", std::to_string(candidates.size()) + " answers"});
      if (LeaderIsSafe(Tally(question, candidates), left, settings_.threshold)) break;
      if (candidates.back().stop == StopReason::kBudget) break;
    }
    RequireOneThatWorked(candidates);
    return candidates;
  }

  Settings settings_;
};

}  // namespace

extern const MethodInfo self_consistency_method;
const MethodInfo self_consistency_method{
    .name = "self_consistency",
    .aliases = {},
    .summary = "several chains of thought, and the answer most of them reach",
    .paper = "Wang et al. 2022, arXiv 2203.11171",
    .default_scorer = "",
    .options = ListOptions<Settings>(),
    .keeps_reply = true,
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<SelfConsistency>(
          ReadOptions<Settings>("method self_consistency", options));
    },
};

}  // namespace ponder
