// judge: asks a model whether the answer is right (Yes / No) or how good it is (1 to 10).
//
// The policy judging itself goes on in the candidate's own sequence: the same turns, its answer as
// the ids it produced, then our question; only the question is new to the engine. Another model
// reads question and answer as text. Yes/No is read from the probabilities of one token:
// P(Yes) / (P(Yes) + P(No)). All of it is on the judge's line of the bill. In a search by steps
// yes_no asks whether all is right so far, in few words: they are read again after every step.
//
// Or it compares answers with each other (comparing.h).
#include <algorithm>
#include <string>

#include "engine/fitting.h"
#include "ponder/method.h"
#include "ponder/scorer.h"
#include "scorer/comparing.h"
#include "scorer/yes_no.h"
#include "text/number.h"
#include "text/scan.h"
#include "text/template.h"

namespace ponder {

enum class JudgeMode { kAlone, kPairs, kList };
enum class JudgeScale { kYesNo, kGrade };

template <>
struct ChoiceNames<JudgeMode> {
  static constexpr std::pair<std::string_view, JudgeMode> kNames[] = {
      {"alone", JudgeMode::kAlone}, {"pairs", JudgeMode::kPairs}, {"list", JudgeMode::kList}};
};

template <>
struct ChoiceNames<JudgeScale> {
  static constexpr std::pair<std::string_view, JudgeScale> kNames[] = {
      {"yes_no", JudgeScale::kYesNo}, {"grade", JudgeScale::kGrade}};
};

namespace {

constexpr int kGradeTokens = 4;

struct Options {
  JudgeMode mode = JudgeMode::kAlone;
  JudgeScale scale = JudgeScale::kYesNo;
  int opponents = 0;
  int group = 4;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("mode", mode,
          "alone: each answer by itself; pairs: two at a time; list: the best of several");
    visit("scale", scale, "yes_no: probability of Yes; grade: a grade from 1 to 10");
    visit("opponents", opponents, Range{0, 255},
          "pairs: others that each answer is compared with, at least; 0: all");
    visit("group", group, Range{2, 26}, "list: answers shown at once");
  }
};

class Judge : public Scorer {
 public:
  explicit Judge(Options options) : options_(options) {}

  bool RatesAlone() const override { return options_.mode == JudgeMode::kAlone; }

  void Require(const EngineInfo& judge) const override {
    const bool reads_words =
        options_.mode != JudgeMode::kAlone || options_.scale == JudgeScale::kGrade;
    if (reads_words || judge.logits != Support::kNone) return;
    throw Error(ErrorCode::kUnsupported,
                "scorer judge: scale=yes_no needs log-probabilities, which this engine does not "
                "give; scale=grade does without");
  }

  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context& context) override {
    if (options_.mode == JudgeMode::kPairs) {
      return RatePairs(question, candidates, context, options_.opponents);
    }
    if (options_.mode == JudgeMode::kList) {
      return RateLists(question, candidates, context, options_.group);
    }
    std::vector<GenerateRequest> requests;
    for (size_t i = 0; i < candidates.size(); ++i) {
      GenerateRequest& request = requests.emplace_back();
      request.random = context.Random().Child("judge").Child(i);
      request.prompt = Ask(question, candidates[i], context);
      if (options_.scale == JudgeScale::kYesNo) {
        AskYesNo(request);
      } else {
        request.sampling.temperature = 0;
        request.max_tokens = kGradeTokens;
        request.aside = true;
      }
    }
    Engine& engine = context.EngineFor(Role::kJudge);
    std::vector<Score> scores;
    size_t full = 0;
    for (const Generation& reply : GenerateWhatFits(engine, requests, context.Stop())) {
      full += reply.stop == StopReason::kContextFull && reply.text.empty() ? 1 : 0;
      scores.push_back(options_.scale == JudgeScale::kYesNo ? YesNo(engine, reply) : Grade(reply));
    }
    if (full > 0) {
      context.Warn("scorer judge: " + std::to_string(full) +
                   " answers leave no room for the question about them in the model's context "
                   "(--sequence-context) and are not rated");
    }
    return scores;
  }

 private:
  Prompt Ask(const Question& question, const Candidate& candidate, Context& context) const {
    const bool yes_no = options_.scale == JudgeScale::kYesNo;
    const std::string task = ScorerPrompt(!yes_no              ? "judge_grade"
                                          : candidate.by_steps ? "judge_steps"
                                                               : "judge",
                                          context.GetLanguage());
    if (context.SharesEngine(Role::kJudge) && candidate.prompt.messages) {
      std::vector<Message> turns = *candidate.prompt.messages;
      std::vector<Piece> said = candidate.prompt.partial;
      said.push_back(candidate.generation.AsPiece());
      turns.emplace_back("assistant", std::move(said));
      turns.emplace_back("user", task);
      Prompt prompt = Prompt::Chat(std::move(turns));
      prompt.tools = candidate.prompt.tools;
      prompt.tool_choice = ToolChoice::kNone;
      prompt.template_arguments = candidate.prompt.template_arguments;
      return prompt;
    }
    const std::string text = ScorerPrompt("judge_other", context.GetLanguage());
    return Prompt::Chat({Message("user", FillTemplate(text, {{"question", question.Text()},
                                                             {"answer", candidate.text},
                                                             {"task", task}}))});
  }

  static Score YesNo(const Engine& engine, const Generation& reply) {
    const std::optional<double> yes = ChanceOfYes(engine, reply);
    if (!yes) return {.steps = {}, .abstained = true};
    return {.total = *yes, .steps = {}};
  }

  // The first number; of "8/10" that is 8, it is no fraction.
  static Score Grade(const Generation& reply) {
    std::string text = reply.text;
    std::ranges::replace(text, '/', ';');
    for (const NumberToken& number : FindNumbers(text)) {
      if (!number.value) continue;
      const auto grade = static_cast<double>(ToLongDouble(*number.value));
      if (grade < 1 || grade > 10) break;
      return {.total = grade / 10, .steps = {}};
    }
    return {.steps = {}, .abstained = true};
  }

  Options options_;
};

}  // namespace

extern const ScorerInfo judge_scorer;
const ScorerInfo judge_scorer{
    .name = "judge",
    .summary = "asks a model whether the answer is right",
    .source = "Kadavath et al. 2022, arXiv 2207.05221",
    .asks_model = true,
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<Judge>(ReadOptions<Options>("scorer judge", options));
    },
};

}  // namespace ponder
