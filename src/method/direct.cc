// direct: the model answers, nothing else. What everything is compared with.
//
// 1. The conversation goes to the model as it is, with the tools and the beginning of the answer
//    that came with it; nothing is added.
// 2. Its reply is the answer.
#include "ponder/method.h"
#include "search/candidates.h"

namespace ponder {
namespace {

class Direct : public Method {
 public:
  Answer Run(const Question& question, Context& context) override {
    Prompt prompt =
        question.raw.empty() ? question.Chat(question.messages) : Prompt::Raw(question.raw);
    prompt.tools = question.tools;
    prompt.tool_choice = question.tool_choice;
    prompt.parallel_tool_calls = question.parallel_tool_calls;
    if (!question.partial.empty()) prompt.partial.push_back({question.partial, {}, 0});
    return AnswerWith(Sample(question, context, Forks(context, prompt, 1)), 0);
  }
  OptionValues Options() const override { return {}; }
  ExampleStyle Examples() const override { return ExampleStyle::kAnswer; }
};

}  // namespace

extern const MethodInfo direct_method;
const MethodInfo direct_method{
    .name = "direct",
    .aliases = {},
    .summary = "the model's own answer, once",
    .paper = "",
    .default_scorer = "",
    .options = {},
    .live = true,
    .keeps_turn = true,
    .keeps_reply = true,
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      ReadOptions<NoOptions>("method direct", options);
      return std::make_unique<Direct>();
    },
};

}  // namespace ponder
