// prm: a process reward model scores every step of an answer.
// Lightman et al. 2023, arXiv 2305.20050; the families that can be read are Math-Shepherd (Wang et
// al. 2023, arXiv 2312.08935), RLHFlow, Skywork-o1-Open-PRM and Qwen2.5-Math-PRM (Zhang et al.
// 2025, arXiv 2501.07301), and of whole answers Qwen2.5-Math-RM.
//
// 1. The answer is cut into steps: where the method says they end, else at blank lines.
// 2. Question and steps are laid out as the model was trained (prm_layout.h).
// 3. At each step's end the model is read: probabilities of "+" and "-", or its final hidden state,
//    which a head (scoring_head.h) turns into a score.
// 4. The total is the last, the least, the product or the mean of the steps' scores.
//
// We differ from the published wrappers: a separator at the end of an answer makes no empty step
// that is scored too, and what a scorer has read once in a run it does not ask again: a beam that
// grew by a step costs that step.
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "base/hash.h"
#include "ponder/method.h"
#include "ponder/scorer.h"
#include "scorer/candidate_steps.h"
#include "scorer/prm_layout.h"
#include "scorer/scoring_head.h"

namespace ponder {
namespace {

struct Options {
  PrmLayout layout = PrmLayout::kRlhflow;
  StepAggregate aggregate = StepAggregate::kLast;
  std::string head;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("layout", layout, "the family of the model, which says how it is shown an answer");
    visit("aggregate", aggregate, "what the scores of the steps amount to");
    visit("head", head, LocalOnly{},
          "file of the model's head; empty: the model's file, ending in .head");
  }
};

class Prm : public Scorer {
 public:
  explicit Prm(Options options) : options_(std::move(options)) {}

  ScoreScale Scale() const override {
    return options_.layout == PrmLayout::kQwenRm ? ScoreScale::kRank : ScoreScale::kProbability;
  }

  void Require(const EngineInfo& judge) const override {
    if (judge.readings != Support::kNone) return;
    throw Error(ErrorCode::kUnsupported,
                "scorer prm: this engine cannot be read inside a text; load the reward model here "
                "(--judge-model FILE)");
  }

  void Prepare(const Engine& judge) override {
    LoadHead(judge.Info());
    constexpr std::string_view kAnswer = "1 + 1 = 2\n\nSo it is 2.";
    const std::string_view steps[] = {kAnswer.substr(0, 9), kAnswer.substr(11)};
    LayOut(options_.layout, judge, "What is 1 + 1?", steps);
    if (ReadOut() == PrmReadOut::kTwoTokens) VerdictTokens(judge);
  }

  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context& context) override {
    Engine& engine = context.EngineFor(Role::kJudge);
    LoadHead(engine.Info());
    const std::string asked = question.raw.empty() ? question.Text() : question.raw;
    std::vector<Asked> texts;
    int too_long = 0;
    for (const Candidate& candidate : candidates) {
      texts.push_back(Ask(engine, asked, candidate));
      const size_t tokens = texts.back().text.tokens.size();
      const bool fits = tokens < static_cast<size_t>(engine.Info().context);
      if (!fits) texts.back() = {};
      too_long += fits ? 0 : 1;
    }
    if (too_long > 0) {
      context.Warn("scorer prm: " + std::to_string(too_long) +
                   " answers are longer than the reward model's context (--sequence-context) and "
                   "are not rated");
    }
    Read(engine, texts, context);
    std::vector<Score> scores;
    for (const Asked& text : texts) scores.push_back(ScoreOf(text));
    return scores;
  }

 private:
  // An answer laid out, and the keys under which its readings are remembered; empty: not rated.
  struct Asked {
    ScoringText text;
    std::vector<uint64_t> keys;
  };

  PrmReadOut ReadOut() const { return ReadOutOf(options_.layout); }

  void LoadHead(const EngineInfo& model) {
    const std::lock_guard lock(mutex_);
    if (head_ || ReadOut() == PrmReadOut::kTwoTokens) return;
    std::filesystem::path file = options_.head;
    if (file.empty() && !model.file.empty()) {
      file = std::filesystem::path(model.file).replace_extension(".head");
    }
    if (file.empty()) {
      throw Error(ErrorCode::kUnsupported,
                  "scorer prm: the model is no file here with a head beside it: option head");
    }
    ScoringHead head = ScoringHead::Load(file);
    CheckHead(head, model, file.string());
    head_ = std::make_unique<const ScoringHead>(std::move(head));
  }

  void CheckHead(const ScoringHead& head, const EngineInfo& model, const std::string& file) const {
    const size_t wanted = ReadOut() == PrmReadOut::kTwoClass ? 2 : 1;
    std::string wrong;
    if (head.model() != model.fingerprint) {
      wrong = "belongs to another model file than " + model.model +
              "; scripts/convert_head.py makes one for this file";
    } else if (head.inputs() != static_cast<size_t>(model.width)) {
      wrong = "takes states of " + std::to_string(head.inputs()) + " numbers; the model's have " +
              std::to_string(model.width);
    } else if (head.outputs() != wanted) {
      wrong = "has " + std::to_string(head.outputs()) +
              " outputs; layout=" + std::string(ChoiceName(options_.layout)) + " wants " +
              std::to_string(wanted);
    }
    if (!wrong.empty()) throw Error(ErrorCode::kModel, "scorer prm: head " + file + " " + wrong);
  }

  Asked Ask(const Engine& engine, const std::string& question, const Candidate& candidate) const {
    const std::vector<std::string_view> steps = StepsOf(candidate);
    if (steps.empty() || candidate.stop == StopReason::kError) return {};
    Asked asked{LayOut(options_.layout, engine, question, steps), {}};
    uint64_t key = HashText(engine.Info().fingerprint);
    auto next = asked.text.positions.begin();
    for (size_t i = 0; i < asked.text.tokens.size(); ++i) {
      key = Combine(key, static_cast<uint64_t>(asked.text.tokens[i]));
      if (next == asked.text.positions.end() || *next != i) continue;
      asked.keys.push_back(key);
      ++next;
    }
    return asked;
  }

  // Asks for what is not known yet, each reading once.
  void Read(Engine& engine, const std::vector<Asked>& texts, Context& context) {
    const bool two_tokens = ReadOut() == PrmReadOut::kTwoTokens;
    const std::vector<Token> verdicts = two_tokens ? VerdictTokens(engine) : std::vector<Token>();
    std::vector<EvaluateRequest> requests;
    std::vector<std::vector<uint64_t>> keys;
    std::set<uint64_t> asked;
    for (const Asked& text : texts) {
      EvaluateRequest request;
      std::vector<uint64_t> fresh;
      for (size_t i = 0; i < text.keys.size(); ++i) {
        if (Known(text.keys[i]) || !asked.insert(text.keys[i]).second) continue;
        request.readings.push_back({text.text.positions[i], verdicts, !two_tokens});
        fresh.push_back(text.keys[i]);
      }
      if (fresh.empty()) continue;
      request.prompt.partial.push_back({"", text.text.tokens, 0});
      request.prompt.add_beginning_token = false;
      requests.push_back(std::move(request));
      keys.push_back(std::move(fresh));
    }
    if (requests.empty()) return;
    const std::vector<Evaluation> answers = engine.Evaluate(requests, context.Stop());
    bool broken = false;
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < answers.size(); ++i) {
      for (size_t k = 0; k < answers[i].readings.size() && k < keys[i].size(); ++k) {
        const double score = ScoreOf(answers[i].readings[k]);
        broken = broken || !std::isfinite(score);
        known_[keys[i][k]] = score;
      }
    }
    if (broken) context.Warn("scorer prm: the reward model gave a score that is no number");
  }

  bool Known(uint64_t key) const {
    const std::lock_guard lock(mutex_);
    return known_.contains(key);
  }

  double ScoreOf(const ReadingValue& value) const {
    if (ReadOut() == PrmReadOut::kTwoTokens) {
      return 1 / (1 + std::exp(static_cast<double>(value.logprobs[1]) - value.logprobs[0]));
    }
    const std::vector<double> out = head_->Apply(value.hidden_state);
    if (ReadOut() == PrmReadOut::kTwoClass) return 1 / (1 + std::exp(out[0] - out[1]));
    return ReadOut() == PrmReadOut::kSigmoid ? 1 / (1 + std::exp(-out[0])) : out[0];
  }

  // Abstains where a step could not be read: no budget, stopped, or no number.
  Score ScoreOf(const Asked& text) const {
    const std::lock_guard lock(mutex_);
    const Score none{.steps = {}, .abstained = true};
    Score score;
    for (const uint64_t key : text.keys) {
      const auto found = known_.find(key);
      if (found == known_.end() || !std::isfinite(found->second)) return none;
      score.steps.push_back(found->second);
    }
    if (score.steps.empty()) return none;
    score.total = AggregateSteps(score.steps, options_.aggregate);
    return score;
  }

  Options options_;
  mutable std::mutex mutex_;                 // guards what follows
  std::unique_ptr<const ScoringHead> head_;  // set once
  std::map<uint64_t, double> known_;         // scores by all tokens up to where they were read
};

}  // namespace

extern const ScorerInfo prm_scorer;
const ScorerInfo prm_scorer{
    .name = "prm",
    .summary = "a process reward model scores every step",
    .source = "Lightman et al. 2023, arXiv 2305.20050",
    .asks_model = true,
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<Prm>(ReadOptions<Options>("scorer prm", options));
    },
};

}  // namespace ponder
