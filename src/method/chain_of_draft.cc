// chain_of_draft: think in drafts of five words a step. Xu et al. 2025, arXiv 2502.18600.
//
// 1. One user turn: the instruction (bare drafts, five words a step at most, answer after "####"),
//    worked examples in that style, and "Q: question / A:".
// 2. What follows "####" is the answer. Nothing enforces the five words.
//
// We differ: the examples are our own, and a system turn or earlier turns of the conversation stay
// where they are. It saves tokens; on models below about 3B parameters it costs accuracy.
#include "method/prompt_text.h"
#include "ponder/method.h"
#include "search/candidates.h"

namespace ponder {
namespace {

struct Settings {
  int shots = 4;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("shots", shots, Range{0, 8}, "worked examples in the prompt");
  }
};

class ChainOfDraft : public Method {
 public:
  explicit ChainOfDraft(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    const Prompt prompt =
        StyledPrompt(question, PromptStyle::kDraft, context.GetLanguage(), settings_.shots);
    return AnswerWith(Sample(question, context, Forks(context, prompt, 1)), 0);
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExampleStyle::kDraft; }

 private:
  Settings settings_;
};

}  // namespace

extern const MethodInfo chain_of_draft_method;
const MethodInfo chain_of_draft_method{
    .name = "chain_of_draft",
    .aliases = {"cod"},
    .summary = "reasoning in drafts of five words a step",
    .paper = "Xu et al. 2025, arXiv 2502.18600",
    .default_scorer = "",
    .options = ListOptions<Settings>(),
    .live = true,
    .keeps_reply = true,
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<ChainOfDraft>(
          ReadOptions<Settings>("method chain_of_draft", options));
    },
};

}  // namespace ponder
