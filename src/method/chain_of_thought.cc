// chain_of_thought: think step by step, then say the answer. Kojima et al. 2022, arXiv 2205.11916.
//
// 1. The question with "Let's think step by step"; the model reasons.
// 2. The same sequence goes on with "Therefore, the answer is", and at most 32 tokens are read.
//
// We differ: the prompt also asks for the answer after "####", so the second stage is only needed,
// and only asked, when the reasoning ends without a marked answer (or was cut). Both stages share
// one sequence, tokens and all, and one limit; room for the second one is set aside.
#include <algorithm>

#include "method/prompt_text.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "text/answer.h"

namespace ponder {
namespace {

constexpr int kExtractTokens = 32;

struct Settings {
  bool extract = true;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("extract", extract, "ask for the answer again when the reasoning marks none");
  }
};

std::string_view CueName(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kNumber:
      return "extract_number";
    case AnswerKind::kChoice:
      return "extract_choice";
    case AnswerKind::kYesNo:
      return "extract_yes_no";
    default:
      return "extract_any";
  }
}

class ChainOfThought : public Method {
 public:
  explicit ChainOfThought(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    const Prompt prompt = StyledPrompt(question, PromptStyle::kCot, context.GetLanguage());
    std::vector<GenerateRequest> requests = Forks(context, prompt, 1);
    const int room = settings_.extract ? std::min(kExtractTokens, context.MaxTokens() / 4) : 0;
    requests.front().max_tokens -= room;
    SampleOptions options;
    options.goes_on = [room](const Candidate& candidate) {
      return room > 0 && NeedsExtraction(candidate);
    };
    std::vector<Candidate> candidates = Sample(question, context, std::move(requests), options);
    if (options.goes_on(candidates.front())) {
      Extract(question, context, room, candidates.front());
      TellDone(context, 0, candidates.front());
    }
    return AnswerWith(std::move(candidates), 0);
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }

  void Require(const EngineInfo& engine) const override {
    if (!settings_.extract || engine.prefix_continuation != Support::kNone) return;
    throw Error(ErrorCode::kUnsupported,
                "method chain_of_thought: extract=true needs an engine that goes on with a begun "
                "answer; extract=false does without");
  }

 private:
  static bool NeedsExtraction(const Candidate& candidate) {
    const bool can_go_on = IsComplete(candidate.stop) || candidate.stop == StopReason::kLength;
    return can_go_on && !HasAnswerMark(candidate.text);
  }

  // The second stage, in the sequence of the first.
  static void Extract(const Question& question, Context& context, int room, Candidate& candidate) {
    const std::string cue = "\n\n" + PromptText(CueName(question.kind), context.GetLanguage());
    Prompt prompt = candidate.prompt;
    prompt.partial.push_back(candidate.generation.AsPiece());
    prompt.partial.push_back({cue, {}, 0});
    GenerateRequest request =
        NewRequest(context, prompt, context.Random().Child("extract").Child(0));
    request.max_tokens = room;
    const int before = static_cast<int>(candidate.tokens);
    request.on_text = [&context, before](const StreamUpdate& update) {
      context.Emit(TokensGenerated{0, std::string(update.text), before + update.tokens, false});
    };
    context.Emit(TokensGenerated{0, cue, before, false});
    Generation reply = std::move(context.EngineFor(Role::kPolicy)
                                     .Generate(std::span(&request, 1), nullptr, context.Stop())
                                     .front());
    candidate.tokens += reply.usage.generated;
    if (reply.stop == StopReason::kError) {
      context.Warn("candidate 0: asking for the answer failed: " + reply.error);
      return;
    }
    context.Emit(StepDone{"extract", reply.text});
    candidate.text += cue + reply.text;
    candidate.stop = reply.stop;
    candidate.prompt = std::move(prompt);
    candidate.generation = std::move(reply);
    candidate.final = question.ReadAnswer(candidate.text);
  }

  Settings settings_;
};

}  // namespace

extern const MethodInfo chain_of_thought_method;
const MethodInfo chain_of_thought_method{
    .name = "chain_of_thought",
    .aliases = {"cot"},
    .summary = "think step by step, then answer",
    .paper = "Kojima et al. 2022, arXiv 2205.11916",
    .default_scorer = "",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<ChainOfThought>(
          ReadOptions<Settings>("method chain_of_thought", options));
    },
};

}  // namespace ponder
