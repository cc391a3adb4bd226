#include "server/effort_plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/fake/toy.h"
#include "engine/forwarding.h"
#include "ponder/error.h"

namespace ponder {
namespace {

constexpr char kPlain[] = "{{ messages }}";
constexpr char kThinks[] = "{{ messages }}<think>";
constexpr char kSwitched[] = "{% if enable_thinking %}<think>{% endif %}";
constexpr char kLevelled[] = "<|channel|>analysis {{ reasoning_effort }} {{ message.thinking }}";

// "method:option=value limit", template arguments, warnings.
std::string Applied(const std::string& fields, const char* chat_template = kPlain,
                    int context = 100000, const EffortTable& table = EffortTable::Default()) {
  try {
    ChatCall call = ReadChatCall(
        ParseBody(R"({"messages":[{"role":"user","content":"2 + 3?"}],)" + fields + "}"));
    EngineInfo info;
    info.chat_template = chat_template;
    info.context = context;
    ApplyEffort(table, info, call);
    std::string said = call.request.method;
    for (const char* name : {"n", "waits", "max_thinking_tokens"}) {
      const auto found = call.request.options.find(name);
      if (found != call.request.options.end()) said += fmt::format(" {}={}", name, found->second);
    }
    if (!call.request.scorer.empty()) said += " @" + call.request.scorer;
    if (call.request.max_tokens != 2048) said += fmt::format(" <{}", call.request.max_tokens);
    for (const auto& [name, value] : call.effort.template_arguments) {
      said += fmt::format("; {}={}", name, value);
    }
    for (const std::string& warning : call.warnings) said += "; " + warning;
    return said;
  } catch (const Error& error) {
    return std::string("400 ") + error.what();
  }
}

constexpr char kNumber[] = R"(,"ponder":{"kind":"number"})";

TEST(EffortPlan, NothingAskedChangesNothing) {
  EXPECT_EQ(Applied(R"("seed":1)"), "direct");
  EXPECT_EQ(Applied(R"("seed":1)", kSwitched), "direct");
}

TEST(EffortPlan, NoneIsThePlainModel) {
  for (const char* chat_template : {kPlain, kThinks, kSwitched, kLevelled}) {
    EXPECT_EQ(Applied(R"("reasoning_effort":"none")", chat_template), "direct");
  }
}

TEST(EffortPlan, ALevelIsALineOfTheTable) {
  EXPECT_EQ(Applied(std::string(R"("reasoning_effort":"high")") + kNumber), "self_consistency n=8");
  EXPECT_EQ(Applied(R"("reasoning_effort":"high")"), "best_of_n n=8 @self_certainty");
  EXPECT_EQ(Applied(R"("reasoning_effort":"high","ponder":{"scorer":"judge"})"),
            "best_of_n n=8 @judge");
  EXPECT_EQ(Applied(std::string(R"("reasoning_effort":"auto")") + kNumber), "compute_optimal");
  EXPECT_EQ(Applied(R"("reasoning_effort":"low")", kThinks),
            "budget_forcing waits=0 max_thinking_tokens=1024");
  EXPECT_EQ(Applied(R"("reasoning_effort":"low","max_completion_tokens":99)", kThinks),
            "budget_forcing waits=0 max_thinking_tokens=1024 <99");
  const EffortTable mine = EffortTable::Parse("low any any direct 7", "mine.txt");
  EXPECT_EQ(Applied(R"("reasoning_effort":"low")", kPlain, 1000, mine), "direct <7");
}

TEST(EffortPlan, ALimitAboveTheContextIsCutAndSaid) {
  EXPECT_EQ(Applied(R"("reasoning_effort":"low")", kThinks, 2000),
            "budget_forcing waits=0 max_thinking_tokens=1024 <1500; effort low: a candidate has "
            "1500 tokens instead of 2048: the context holds 2000");
}

TEST(EffortPlan, TheTemplateIsToldWhereItListens) {
  EXPECT_EQ(Applied(R"("enable_thinking":true)", kSwitched),
            "budget_forcing waits=0 max_thinking_tokens=4096 <6144; enable_thinking=true");
  EXPECT_EQ(Applied(R"("enable_thinking":false)", kSwitched), "direct; enable_thinking=false");
  EXPECT_EQ(Applied(R"("reasoning_effort":"xhigh","max_tokens":9)", kLevelled),
            "budget_forcing waits=2 max_thinking_tokens=32768 <9; reasoning_effort=\"high\"");
  EXPECT_EQ(Applied(R"("chat_template_kwargs":{"tone":"dry"})", kLevelled), "direct; tone=\"dry\"");
}

TEST(EffortPlan, OffClosesAThoughtThatCannotBeSwitchedOff) {
  EXPECT_EQ(Applied(R"("think":false)"), "direct");
  EXPECT_EQ(Applied(R"("think":false)", kThinks),
            "budget_forcing waits=0 max_thinking_tokens=1; think: this model's template has no "
            "switch for its thinking; it is closed after one token");
  EXPECT_EQ(Applied(R"("think":false,"model":"m@direct")", kThinks),
            "direct; think: has no effect on method direct: this model's template has no switch "
            "for its thinking");
}

TEST(EffortPlan, ANumberOfTokensIsBudgetForcing) {
  for (const char* chat_template : {kPlain, kThinks}) {
    EXPECT_EQ(Applied(R"("thinking_budget":100)", chat_template),
              "budget_forcing waits=0 max_thinking_tokens=100 <612");
  }
  EXPECT_EQ(Applied(R"("thinking_budget":100,"max_tokens":80)"),
            "budget_forcing waits=0 max_thinking_tokens=100 <80; thinking_budget: is not reached: "
            "80 tokens are the limit of thinking and answer together");
}

TEST(EffortPlan, AMethodThatIsNamedStays) {
  EXPECT_EQ(Applied(R"("reasoning_effort":"high","ponder":{"method":"chain_of_thought"})"),
            "chain_of_thought; reasoning_effort: has no effect on method chain_of_thought: the "
            "method is chosen");
  EXPECT_EQ(Applied(R"("reasoning_effort":"high","model":"m@direct")"),
            "direct; reasoning_effort: has no effect on method direct: the method is chosen");
  EXPECT_EQ(Applied(R"("thinking_budget":50,"model":"m@budget_forcing")"),
            "budget_forcing max_thinking_tokens=50 <562");
  EXPECT_EQ(Applied(R"("thinking_budget":50,"model":"m@best_of_n","ponder":{"options":{"n":2}})"),
            "best_of_n n=2; thinking_budget: has no effect on method best_of_n: it does not limit "
            "its thinking");
  EXPECT_EQ(Applied(R"("thinking_budget":50,"ponder":{"method":"budget_forcing",
                       "options":{"max_thinking_tokens":60}})"),
            "400 thinking_budget: contradicts ponder.options.max_thinking_tokens; give one of "
            "them");
}

class Listening : public ForwardingEngine {
 public:
  Listening() : ForwardingEngine(MakeToyEngine(1)) {}
  std::vector<Token> Render(const Prompt& prompt) const override {
    seen = prompt.template_arguments;
    return ForwardingEngine::Render(prompt);
  }
  mutable std::map<std::string, std::string> seen;
};

TEST(TemplateArguments, ReachThePromptsOfEveryMethod) {
  for (const MethodInfo* method : Methods()) {
    const auto listening = std::make_shared<Listening>();
    Request request;
    request.messages = {Message("user", std::string("How many?"))};
    request.method = method->name;
    request.template_arguments = {{"enable_thinking", "false"}};
    Runner(listening).Run(request);
    EXPECT_EQ(listening->seen["enable_thinking"], "false") << method->name;
  }
}

}  // namespace
}  // namespace ponder
