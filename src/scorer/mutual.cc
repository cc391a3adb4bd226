// mutual: another model completes parts of the answer; does it arrive where the answer did?
// The discriminator of rStar (Qi et al. 2024, arXiv 2408.06195).
//
// 1. When all candidates with an answer agree there is nothing to tell apart: they score 1.
// 2. Of every other candidate the first 20, 30, 40 and 50 % of its words are kept, rounded up, and
//    the judge's model completes each once. Equal texts are completed once for all.
// 3. A candidate is kept when at least `least` of the four completions reach its own answer.
// 4. A kept one scores the share of completions that did; others score 0, and so do answers of more
//    than 100 bytes. Where none is kept all abstain, so that a vote decides.
//
// We differ: the share instead of the summed rewards of a tree, which a scorer does not see. The
// published code consults the truth when no kept candidate is right; this one does not know it.
// Without a model of its own (--judge-model) the policy checks itself, which is weaker.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "engine/fitting.h"
#include "ponder/method.h"
#include "ponder/scorer.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array kShares = {0.2, 0.3, 0.4, 0.5};
constexpr size_t kLongestAnswer = 100;

struct Options {
  int least = 2;
  double temperature = 1.0;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("least", least, Range{1, 4}, "completions, of four, that must reach the same answer");
    visit("temperature", temperature, Range{0, 5}, "of the completions");
  }
};

// The bytes of the first `share` of the words, rounded up.
size_t BytesOfWords(std::string_view text, double share) {
  std::vector<size_t> ends;
  for (size_t at = scan::SkipBlanks(text, 0); at < text.size(); at = scan::SkipBlanks(text, at)) {
    while (at < text.size() && !scan::IsBlank(text[at])) ++at;
    ends.push_back(at);
  }
  if (ends.empty()) return 0;
  const double exact = share * static_cast<double>(ends.size());
  const auto words = static_cast<size_t>(std::ceil(exact - 1e-9));
  return ends[std::max<size_t>(words, 1) - 1];
}

class Mutual : public Scorer {
 public:
  explicit Mutual(Options options) : options_(options) {}

  bool RatesAlone() const override { return false; }  // steps 1 and 4 look at the others

  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context& context) override {
    std::vector<Score> scores(candidates.size());
    std::vector<std::string> keys;
    for (size_t i = 0; i < candidates.size(); ++i) {
      const auto& final = candidates[i].final;
      scores[i].abstained = !final;
      keys.push_back(final && final->size() <= kLongestAnswer ? question.VoteKey(*final) : "");
    }
    std::set<std::string> answers(keys.begin(), keys.end());
    answers.erase("");
    if (answers.size() == 1) {
      for (size_t i = 0; i < keys.size(); ++i) scores[i].total = keys[i].empty() ? 0 : 1;
    }
    if (answers.size() <= 1) return scores;
    std::map<std::string, std::vector<std::string>> reached;
    const auto texts = Distinct(candidates, keys);
    Complete(question, texts, context, reached);
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (!keys[i].empty()) scores[i] = Compare(keys[i], reached[candidates[i].text]);
    }
    // None kept: nothing is known against any, and a vote decides.
    const bool kept = std::ranges::any_of(scores, [](const Score& s) { return s.total > 0; });
    for (Score& score : scores) score.abstained = score.abstained || !kept;
    return scores;
  }

 private:
  static std::vector<const Candidate*> Distinct(std::span<const Candidate> candidates,
                                                const std::vector<std::string>& keys) {
    std::vector<const Candidate*> texts;
    std::set<std::string_view> seen;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (keys[i].empty() || !seen.insert(candidates[i].text).second) continue;
      texts.push_back(&candidates[i]);
    }
    return texts;
  }

  // Answers that the completions of each text reach; "" for one that reaches none. One that could
  // not be run (no budget, stopped) leaves nothing.
  void Complete(const Question& question, const std::vector<const Candidate*>& texts,
                Context& context, std::map<std::string, std::vector<std::string>>& reached) const {
    std::vector<GenerateRequest> requests;
    for (size_t i = 0; i < texts.size(); ++i) {
      for (size_t k = 0; k < kShares.size(); ++k) {
        GenerateRequest& request = requests.emplace_back();
        request.prompt = texts[i]->prompt;
        const size_t bytes = BytesOfWords(texts[i]->text, kShares[k]);
        request.prompt.partial.push_back({texts[i]->text.substr(0, bytes), {}, 0});
        request.prompt.tools = nullptr;
        request.random = context.Random().Child("mutual").Child(i).Child(k);
        request.sampling = context.GetSampling();
        request.sampling.temperature = options_.temperature;
        request.max_tokens = context.MaxTokens();
        request.stop = context.StopStrings();
        request.aside = true;
      }
    }
    Engine& engine = context.EngineFor(Role::kJudge);
    const auto replies = GenerateWhatFits(engine, requests, context.Stop());
    for (size_t r = 0; r < replies.size(); ++r) {
      const StopReason stop = replies[r].stop;
      const bool unasked = stop == StopReason::kContextFull && replies[r].text.empty();
      if (stop == StopReason::kBudget || stop == StopReason::kCancelled ||
          stop == StopReason::kError || unasked) {
        continue;
      }
      const Candidate& text = *texts[r / kShares.size()];
      const size_t bytes = BytesOfWords(text.text, kShares[r % kShares.size()]);
      const auto answer = IsComplete(stop)
                              ? question.ReadAnswer(text.text.substr(0, bytes) + replies[r].text)
                              : std::nullopt;
      reached[text.text].push_back(answer ? question.VoteKey(*answer) : "");
    }
  }

  Score Compare(const std::string& own, const std::vector<std::string>& reached) const {
    if (reached.empty()) return {.steps = {}, .abstained = true};
    const auto same = std::count(reached.begin(), reached.end(), own);
    if (same < options_.least) return {.total = 0, .steps = {}};
    return {.total = static_cast<double>(same) / kShares.size(), .steps = {}};
  }

  Options options_;
};

}  // namespace

extern const ScorerInfo mutual_scorer;
const ScorerInfo mutual_scorer{
    .name = "mutual",
    .summary = "another model completes parts of the answer; does it arrive at the same?",
    .source = "Qi et al. 2024, arXiv 2408.06195",
    .asks_model = true,
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<Mutual>(ReadOptions<Options>("scorer mutual", options));
    },
};

}  // namespace ponder
