// auto: look first, then spend by how much the look disagrees.
// After adaptive self-consistency (Aggarwal et al. 2023, arXiv 2305.11860), with a look of a few
// short answers, and levels instead of a stopping rule.
//
// 1. Look: sample `look` short answers.
// 2. Where a share of at least `agree` of them is one answer, that is the answer.
// 3. Where at least half of them is (two or more), sample on until there are n / 2 candidates; else
//    until there are n.
// 4. Vote over all candidates, those of the look included; the first one seen wins ties.
//
// By default the look is asked as the vote is: drafts are shorter, but on our small model they
// disagree where chains of thought agree, and cost more in the end (docs/methods/auto.md).
// Nothing is thrown away, and everything is on the bill. A vote that nobody can overturn ends the
// sampling. Where the look has no answers that can be compared (open questions: of kind auto only
// marked answers count), its first answer is the answer: more votes could not be counted either.
#include <algorithm>

#include "method/prompt_text.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "search/vote.h"
#include "search/vote_stop.h"
#include "text/answer.h"

namespace ponder {
namespace {

struct Settings {
  int look = 4;
  int look_tokens = 256;
  double agree = 1;
  int n = 16;
  PromptStyle look_prompt = PromptStyle::kCot;
  PromptStyle prompt = PromptStyle::kCot;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("look", look, Range{1, 64}, "short answers sampled first");
    visit("look_tokens", look_tokens, Range{0, 1e6},
          "longest answer of the look; 0: what the limit of the candidate allows");
    visit("agree", agree, Range{0.5, 1}, "share of the look that must agree to be believed");
    visit("n", n, Range{1, 256}, "most answers in all, those of the look included");
    visit("look_prompt", look_prompt, "how the look puts the question");
    visit("prompt", prompt, "how the vote puts the question");
  }
};

class Auto : public Method {
 public:
  explicit Auto(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    std::vector<Candidate> candidates = Look(question, context);
    const int wanted = Wanted(question, candidates, context);
    if (wanted > static_cast<int>(candidates.size()) && !context.Stop().stop_requested()) {
      SampleOn(question, context, wanted, candidates);
    }
    const int leader = LeadingCandidate(Tally(question, candidates));
    return AnswerWith(std::move(candidates), leader);
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExamplesOf(settings_.prompt); }
  int Width() const override { return settings_.n; }

 private:
  std::vector<Candidate> Look(const Question& question, Context& context) const {
    const Prompt prompt =
        StyledPrompt(question, settings_.look_prompt, context.GetLanguage(), kDraftShots);
    std::vector<GenerateRequest> requests =
        Forks(context, prompt, std::min(settings_.look, settings_.n));
    // A reply that is held to a form is none when it is cut.
    const bool whole = settings_.look_tokens == 0 || context.GetSampling().HasGrammar();
    for (GenerateRequest& request : requests) {
      if (!whole) request.max_tokens = std::min(request.max_tokens, settings_.look_tokens);
    }
    return Sample(question, context, std::move(requests));
  }

  // How many candidates there should be in all, after this look.
  int Wanted(const Question& question, const std::vector<Candidate>& look, Context& context) const {
    const auto comparable = [&](const Candidate& candidate) {
      return candidate.final &&
             (question.kind != AnswerKind::kAuto || HasAnswerMark(candidate.text) ||
              context.GetSampling().HasGrammar());
    };
    const auto looked = static_cast<int>(look.size());
    const auto standings = Tally(question, look);
    const bool blind = std::none_of(look.begin(), look.end(), comparable);
    const int votes = blind ? 0 : standings.front().votes;
    context.Emit(VoteChanged{Shown(standings), 0});
    context.Emit(
        StepDone{"look", std::to_string(votes) + " of " + std::to_string(looked) + " agree"});
    if (blind || votes >= settings_.agree * looked) return looked;
    return votes > 1 && 2 * votes >= looked ? settings_.n / 2 : settings_.n;
  }

  void SampleOn(const Question& question, Context& context, int wanted,
                std::vector<Candidate>& candidates) const {
    const auto looked = static_cast<int>(candidates.size());
    const Prompt prompt =
        StyledPrompt(question, settings_.prompt, context.GetLanguage(), kDraftShots);
    std::vector<Candidate> ended = candidates;  // those still open have no answer
    ended.resize(static_cast<size_t>(wanted));
    std::vector<size_t> open;
    for (int i = looked; i < wanted; ++i) open.push_back(static_cast<size_t>(i));
    SampleOptions options;
    options.first = looked;
    options.more_to_come = true;  // the look is there
    options.on_done = [&](size_t i, const Candidate& candidate) -> std::vector<size_t> {
      const size_t index = static_cast<size_t>(looked) + i;
      ended[index] = candidate;
      std::erase(open, index);
      const auto standings = Tally(question, ended);
      context.Emit(VoteChanged{Shown(standings), static_cast<int>(open.size())});
      if (standings.empty() || !CannotBeOvertaken(standings, open)) return {};
      std::vector<size_t> siblings;
      for (size_t other : open) siblings.push_back(other - static_cast<size_t>(looked));
      return siblings;
    };
    std::vector<Candidate> more =
        Sample(question, context, Forks(context, prompt, wanted - looked, looked), options);
    std::move(more.begin(), more.end(), std::back_inserter(candidates));
  }

  Settings settings_;
};

}  // namespace

extern const MethodInfo auto_method;
const MethodInfo auto_method{
    .name = "auto",
    .aliases = {"interaction_on_demand"},
    .summary = "a cheap look first; more answers where it disagrees",
    .paper = "after Aggarwal et al. 2023, arXiv 2305.11860",
    .default_scorer = "",
    .options = ListOptions<Settings>(),
    .keeps_reply = true,
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<Auto>(ReadOptions<Settings>("method auto", options));
    },
};

}  // namespace ponder
