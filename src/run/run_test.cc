#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

#include "engine/fake/counting.h"
#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"
#include "engine/fault.h"
#include "engine/forwarding.h"
#include "ponder/runner.h"
#include "run/json.h"
#include "run/trace.h"
#include "text/scan.h"

namespace ponder {
namespace {

using Json = nlohmann::json;

Request Ask(const std::string& method, OptionValues options = {}) {
  Request request;
  request.messages = {Message("user", std::string("How many apples?"))};
  request.method = method;
  request.options = std::move(options);
  request.max_tokens = 120;
  return request;
}

std::string ErrorOf(const Request& request, std::shared_ptr<Engine> engine = MakeToyEngine(1)) {
  try {
    Runner(std::move(engine)).Run(request);
  } catch (const Error& error) {
    return std::string(ErrorCodeName(error.code())) + ": " + error.what();
  }
  return "";
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Runner, RefusesWhatCannotBeRunAndSaysWhere) {
  EXPECT_TRUE(Has(ErrorOf(Ask("drect")), "not_found: no method \"drect\"; did you mean direct?"));
  EXPECT_TRUE(Has(ErrorOf(Ask("direct", {{"n", "3"}})), "invalid_request: method direct has no"));
  EXPECT_TRUE(Has(ErrorOf(Ask("best_of_n", {{"n", "0"}})), "option n"));

  Request request = Ask("direct");
  request.messages.clear();
  EXPECT_TRUE(Has(ErrorOf(request), "messages: there is no question"));
  request.messages = {Message("user", std::string(" \n"))};
  EXPECT_TRUE(Has(ErrorOf(request), "the question is empty"));
  request.messages = {Message("user", std::string("ab\xFF"))};
  EXPECT_TRUE(Has(ErrorOf(request), "messages[0] is not valid UTF-8 (byte 2)"));
  request.messages = {Message("robot", std::string("x"))};
  EXPECT_TRUE(Has(ErrorOf(request), "messages[0].role"));

  request = Ask("direct");
  request.sampling.top_p = 7;
  EXPECT_TRUE(Has(ErrorOf(request), "top_p"));
  request = Ask("direct");
  request.scorer = "judge";
  EXPECT_TRUE(Has(ErrorOf(request), "method direct does not score"));
  request = Ask("best_of_n");
  request.scorer = "jugde";
  EXPECT_TRUE(Has(ErrorOf(request), "did you mean judge?"));
  request.scorer = "judge";
  request.scorer_options = {{"scale", "stars"}};
  EXPECT_TRUE(Has(ErrorOf(request), "option scale"));
  request = Ask("direct");
  request.max_tokens = 0;
  EXPECT_TRUE(Has(ErrorOf(request), "max_tokens"));
  request = Ask("direct");
  request.budget.tokens = -1;
  EXPECT_TRUE(Has(ErrorOf(request), "budget.tokens"));
  request = Ask("self_consistency", {{"stop", "beta"}, {"weight", "logprob"}});
  EXPECT_TRUE(Has(ErrorOf(request), "weight must be none"));
}

TEST(Runner, RefusesWhatAMethodCannotKeep) {
  const auto tools = std::make_shared<const std::vector<Tool>>(
      std::vector<Tool>{{"weather", "", R"({"type":"object"})"}});
  Request request = Ask("chain_of_thought");
  request.tools = tools;
  EXPECT_TRUE(Has(ErrorOf(request), "tools: method chain_of_thought cannot keep to it"));
  request = Ask("direct");
  request.tools = tools;
  EXPECT_TRUE(Has(ErrorOf(request), "no place for them"));  // the toy has no template
  request = Ask("direct");
  request.tool_choice = ToolChoice::kRequired;
  EXPECT_TRUE(Has(ErrorOf(request), "tool_choice: there are no tools"));
  request = Ask("best_of_n");
  request.partial = "The answer";
  EXPECT_TRUE(Has(ErrorOf(request), "the last turn is the assistant's"));
  request = Ask("budget_forcing");
  request.top_logprobs = 2;
  EXPECT_TRUE(Has(ErrorOf(request), "logprobs: method budget_forcing"));
  request = Ask("budget_forcing");
  request.sampling.json_schema = "{}";
  EXPECT_TRUE(Has(ErrorOf(request), "response_format: method budget_forcing"));
}

// Says that it can hold replies to a form, and notes how it was asked.
class FormKeeper : public ForwardingEngine {
 public:
  explicit FormKeeper(std::shared_ptr<Engine> inner)
      : ForwardingEngine(std::move(inner)), info_(ForwardingEngine::Info()) {
    info_.grammar = Support::kNative;
  }
  const EngineInfo& Info() const override { return info_; }
  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    std::vector<GenerateRequest> formless(requests.begin(), requests.end());
    for (GenerateRequest& request : formless) {
      schemas.push_back(std::exchange(request.sampling.json_schema, ""));
      limits.push_back(request.max_tokens);
    }
    return ForwardingEngine::Generate(formless, on_done, stop);
  }
  std::vector<std::string> schemas;
  std::vector<int> limits;

 private:
  EngineInfo info_;
};

TEST(Runner, ALookKeepsTheFormOfTheReplyAndDoesNotCutIt) {
  Request request = Ask("auto", {{"look_tokens", "10"}});
  const auto plain = std::make_shared<FormKeeper>(MakeToyEngine(1));
  Runner(plain).Run(request);
  EXPECT_EQ(plain->limits.front(), 10);
  request.sampling.json_schema = "{}";
  const auto formed = std::make_shared<FormKeeper>(MakeToyEngine(1));
  Runner(formed).Run(request);
  EXPECT_EQ(std::set<int>(formed->limits.begin(), formed->limits.end()), std::set<int>{120});
  EXPECT_EQ(std::set<std::string>(formed->schemas.begin(), formed->schemas.end()),
            std::set<std::string>{"{}"});
}

TEST(Runner, GivesLogprobsAndGoesOnFromAPartialAnswer) {
  Request request = Ask("direct");
  request.top_logprobs = 3;
  const Generation plain = Runner(MakeToyEngine(1)).Run(request).answer.candidates[0].generation;
  ASSERT_EQ(plain.logprobs.size(), plain.tokens.size());
  EXPECT_EQ(plain.top.front().size(), 3u);
  request.partial = "Seven";
  const Candidate going_on = Runner(MakeToyEngine(1)).Run(request).answer.candidates[0];
  EXPECT_EQ(going_on.prompt.partial.front().text, "Seven");
  EXPECT_NE(going_on.generation.text, plain.text);
}

TEST(Runner, AStreamHasTheMarkOfThinkingInNeitherPart) {
  for (const char* marks : {"think", "none"}) {
    bool answered = false;
    for (uint64_t seed = 0; seed < 40; ++seed) {
      Request request = Ask("budget_forcing", {{"marks", marks}, {"max_thinking_tokens", "30"}});
      request.seed = seed;
      request.max_tokens = 100;
      std::string thinking, text;
      const RunResult result = Runner(MakeToyEngine(seed)).Run(request, [&](const Event& event) {
        const auto* tokens = std::get_if<TokensGenerated>(&event);
        if (tokens != nullptr) (tokens->thinking ? thinking : text) += tokens->text;
      });
      EXPECT_EQ(scan::Trim(thinking), result.answer.thinking) << marks << seed;
      // A cue that no answer follows is in the result alone.
      if (!text.empty()) {
        answered = true;
        EXPECT_EQ(scan::Trim(text), scan::Trim(result.answer.text)) << marks << seed;
      }
    }
    EXPECT_TRUE(answered) << marks;
  }
}

TEST(Runner, AliasesWorkEverywhere) {
  EXPECT_EQ(Runner(MakeToyEngine(1)).Run(Ask("CoT")).method, "chain_of_thought");
  EXPECT_EQ(FindMethod("Satisfaction-Forcing").name, "budget_forcing");
}

TEST(Runner, EventsTellTheRunInOrder) {
  std::vector<std::string> names;
  std::string streamed;
  const RunResult result = Runner(MakeToyEngine(1)).Run(Ask("direct"), [&](const Event& event) {
    names.push_back(Json::parse(ToJson(event))["event"]);
    if (const auto* tokens = std::get_if<TokensGenerated>(&event)) streamed += tokens->text;
  });
  EXPECT_EQ(names.front(), "candidate_started");
  EXPECT_EQ(names.back(), "done");
  EXPECT_EQ(names[names.size() - 2], "chosen");
  EXPECT_EQ(streamed.substr(1), result.answer.text);  // without the blank in front
  EXPECT_GT(result.seconds.total, 0);
  EXPECT_GT(result.seconds.first_token, 0);
  EXPECT_LE(result.seconds.engine, result.seconds.total);
}

TEST(Runner, BudgetEndsTheRunAndIsSaid) {
  Request request = Ask("direct");
  request.budget.tokens = 10;
  const RunResult result = Runner(MakeToyEngine(1)).Run(request);
  EXPECT_EQ(result.usage.completion_tokens, 10);
  EXPECT_EQ(result.answer.stop, StopReason::kBudget);
  EXPECT_FALSE(result.answer.text.empty());
  EXPECT_FALSE(result.answer.final.has_value());  // a number from the middle is no answer
}

// Takes a while for every call.
class SlowEngine : public ForwardingEngine {
 public:
  using Engine::Generate;
  using ForwardingEngine::ForwardingEngine;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    std::vector<GenerateRequest> slow(requests.begin(), requests.end());
    for (GenerateRequest& request : slow) {
      request.on_token = [](Token, TokenOrigin) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return TokenAction::kContinue;
      };
    }
    return inner().Generate(slow, on_done, std::move(stop));
  }
};

TEST(Runner, DeadlineAndStopGiveWhatWasFound) {
  Runner runner(std::make_shared<SlowEngine>(MakeToyEngine(1)));
  Request request = Ask("direct");
  request.budget.seconds = 0.05;
  RunResult result = runner.Run(request);
  EXPECT_EQ(result.answer.stop, StopReason::kBudget);
  EXPECT_EQ(result.answer.candidates[0].stop, StopReason::kCancelled);
  EXPECT_FALSE(result.answer.text.empty());
  EXPECT_LT(result.seconds.total, 0.3);

  std::stop_source source;
  int seen = 0;
  request.budget.seconds.reset();
  result = runner.Run(
      request,
      [&](const Event& event) {
        if (std::holds_alternative<TokensGenerated>(event) && ++seen == 4) source.request_stop();
      },
      source.get_token());
  EXPECT_EQ(result.answer.stop, StopReason::kCancelled);
  EXPECT_LE(result.usage.completion_tokens, 6);
}

// Scores by the length of the answer.
class ByLength : public Scorer {
 public:
  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      scores.push_back(
          {.total = 1.0 / (1.0 + static_cast<double>(candidate.text.size())), .steps = {}});
    }
    return scores;
  }
};

TEST(Runner, TakesAScorerOfTheCaller) {
  Request request = Ask("best_of_n", {{"selection", "plain"}});
  request.custom_scorer = std::make_shared<ByLength>();
  request.scorer = "shortest";
  const RunResult result = Runner(MakeToyEngine(1)).Run(request);
  EXPECT_EQ(result.scorer, "shortest");
  for (const Candidate& candidate : result.answer.candidates) {
    EXPECT_GE(candidate.text.size(), result.answer.text.size());
  }
}

TEST(Runner, RatersSeeTheCandidatesAndChangeNothing) {
  Request request = Ask("best_of_n", {{"n", "4"}});
  request.budget.tokens = 400;
  const RunResult plain = Runner(MakeToyEngine(1)).Run(request);
  EXPECT_TRUE(plain.ratings.empty());
  // The method's own scorer needs nothing of the engine: what these do is asked for all the same.
  request.raters = {{"self_certainty", {}}, {"logprob", {}}, {"judge", {{"scale", "grade"}}}};
  const RunResult rated = Runner(MakeToyEngine(1)).Run(request);
  ASSERT_EQ(rated.ratings.size(), 3u);
  for (const Rating& rating : rated.ratings) EXPECT_EQ(rating.scores.size(), 4u);
  EXPECT_EQ(rated.ratings[0].scorer, "self_certainty");
  EXPECT_EQ(rated.ratings[0].scale, ScoreScale::kRank);
  for (size_t i = 0; i < 2; ++i) {
    for (const Score& score : rated.ratings[i].scores) EXPECT_FALSE(score.abstained);
    EXPECT_EQ(rated.ratings[i].usage.calls, 0);
  }
  EXPECT_EQ(rated.ratings[2].usage.calls, 4);
  EXPECT_GT(rated.ratings[2].usage.scorer_prompt_tokens, 0);
  EXPECT_EQ(rated.answer.text, plain.answer.text);
  EXPECT_EQ(rated.usage.calls, plain.usage.calls);
  EXPECT_EQ(rated.usage.scorer_prompt_tokens, plain.usage.scorer_prompt_tokens);
}

TEST(Runner, ARaterThatCannotRateIsRefusedBeforeATokenIsSpent) {
  const auto engine = std::make_shared<CountingEngine>(MakeToyEngine(1));
  Request request = Ask("best_of_n");
  request.raters = {{"jugde", {}}};
  EXPECT_TRUE(Has(ErrorOf(request, engine), "did you mean judge?"));
  request.raters = {{"verifier", {}}};
  EXPECT_TRUE(Has(ErrorOf(request, engine), "the question brings no checker"));
  request.raters = {{"judge", {{"scale", "stars"}}}};
  EXPECT_TRUE(Has(ErrorOf(request, engine), "option scale"));
  EXPECT_THROW(Runner(engine).CheckRaters(request), Error);
  EXPECT_EQ(engine->generations, 0);
}

TEST(Runner, ARaterThatFailsAbstainsAndIsToldOf) {
  Request request = Ask("best_of_n", {{"n", "3"}});
  request.raters = {{"judge", {}}, {"logprob", {}}};
  const auto broken = std::make_shared<FaultyEngine>(
      MakeToyEngine(1), std::vector<Fault>{{.kind = Fault::Kind::kThrow}});
  const RunResult result = Runner(MakeToyEngine(1), {{Role::kJudge, broken}}).Run(request);
  ASSERT_EQ(result.ratings.size(), 2u);
  ASSERT_EQ(result.ratings[0].scores.size(), 3u);
  for (const Score& score : result.ratings[0].scores) EXPECT_TRUE(score.abstained);
  for (const Score& score : result.ratings[1].scores) EXPECT_FALSE(score.abstained);
  ASSERT_FALSE(result.answer.warnings.empty());
  EXPECT_TRUE(Has(result.answer.warnings.back(), "rater judge: "));
  request.raters.clear();
  EXPECT_EQ(result.answer.text, Runner(MakeToyEngine(1)).Run(request).answer.text);
}

TEST(Runner, OneCandidateLeavesRatersNothingToChoose) {
  Request request = Ask("direct");
  request.raters = {{"judge", {}}};
  EXPECT_TRUE(Runner(MakeToyEngine(1)).Run(request).ratings.empty());
}

TEST(Runner, JudgeIsPaidOnItsOwnLine) {
  for (const bool shared : {true, false}) {
    const std::shared_ptr<Engine> policy = MakeToyEngine(1);
    std::map<Role, std::shared_ptr<Engine>> engines;
    if (!shared) engines[Role::kJudge] = MakeToyEngine(2);
    Request request = Ask("best_of_n", {{"n", "4"}});
    request.scorer = "judge";
    RunResult result = Runner(policy, engines).Run(request);
    EXPECT_EQ(result.usage.scorer_tokens, 4);
    EXPECT_GT(result.usage.scorer_prompt_tokens, 0);
    EXPECT_EQ(result.usage_by_role["judge"].completion_tokens, 0);
    EXPECT_EQ(result.usage_by_role["policy"].scorer_tokens, 0);
    if (!shared) continue;
    // Only the judge's question is new: the candidates were read already.
    const Usage& judge = result.usage_by_role["judge"];
    EXPECT_LT(judge.logical_forward_tokens, judge.scorer_prompt_tokens);
  }
}

// ---- JSON ----

// As much of JSON Schema as docs/ask.schema.json uses.
void Check(const Json& value, const Json& schema, const std::string& where) {
  const auto is = [&value](const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "null" && value.is_null()) ||
           (type == "integer" && value.is_number_integer()) ||
           (type == "number" && value.is_number());
  };
  if (schema.contains("type")) {
    const Json& type = schema["type"];
    bool good = false;
    for (const Json& one : type.is_array() ? type : Json::array({type})) good = good || is(one);
    ASSERT_TRUE(good) << where << " is " << value.type_name();
  }
  if (schema.contains("enum")) {
    bool good = false;
    for (const Json& one : schema["enum"]) good = good || one == value;
    EXPECT_TRUE(good) << where << ": " << value;
  }
  if (schema.contains("minimum") && value.is_number()) {
    EXPECT_GE(value.get<double>(), schema["minimum"].get<double>()) << where;
  }
  if (value.is_array() && schema.contains("items")) {
    for (const Json& item : value) Check(item, schema["items"], where + "[]");
  }
  if (!value.is_object() || !schema.contains("properties")) return;
  for (const Json& name : schema["required"]) {
    EXPECT_TRUE(value.contains(name.get<std::string>())) << where << " lacks " << name;
  }
  for (const auto& [name, member] : value.items()) {
    ASSERT_TRUE(schema["properties"].contains(name)) << where << " has " << name;
    Check(member, schema["properties"][name], where + "." + name);
  }
}

TEST(Json, ResultsFollowTheSchema) {
  std::ifstream file(PONDER_ASK_SCHEMA);
  const Json schema = Json::parse(file);
  for (const MethodInfo* method : Methods()) {
    for (const int64_t budget : {0, 20, 100000}) {
      Request request = Ask(method->name);
      request.budget.tokens = budget;
      Check(Json::parse(ToJson(Runner(MakeToyEngine(1)).Run(request))), schema, method->name);
    }
  }
}

TEST(Json, OptionsHaveTheirTypesAndTextIsRepaired) {
  RunResult result = Runner(MakeToyEngine(1)).Run(Ask("self_consistency", {{"n", "2"}}));
  result.answer.text = "bad \xFF byte";
  const Json json = Json::parse(ToJson(result));
  EXPECT_EQ(json["options"]["n"], 2);
  EXPECT_EQ(json["options"]["threshold"], 0.95);
  EXPECT_EQ(json["options"]["stop"], "fixed");
  EXPECT_EQ(json["answer"], "bad \xEF\xBF\xBD byte");
}

// ---- Trace ----

TEST(Trace, ReplaysEveryMethodWithoutTheModel) {
  const auto file = std::filesystem::temp_directory_path() / "ponder_trace_test.jsonl";
  for (const MethodInfo* method : Methods()) {
    for (const int64_t budget : {60, 100000}) {
      SCOPED_TRACE(method->name);
      Request request = Ask(method->name);
      request.budget.tokens = budget;
      if (method->name == "best_of_n") request.scorer = "judge";
      RunResult live;
      {
        TraceWriter trace(file);
        live = Runner(trace.Trace(MakeToyEngine(1))).Run(request, trace.Sink());
      }
      const RunResult replayed = Runner(ReplayTrace(file)).Run(request);
      EXPECT_EQ(replayed.answer.text, live.answer.text) << method->name;
      EXPECT_EQ(replayed.answer.chosen, live.answer.chosen) << method->name;
      EXPECT_EQ(replayed.usage.completion_tokens, live.usage.completion_tokens) << method->name;
      EXPECT_EQ(replayed.answer.stop, live.answer.stop) << method->name;
      std::ifstream lines(file);
      std::string line;
      while (std::getline(lines, line)) EXPECT_TRUE(Json::parse(line).contains("event"));
    }
  }
  std::ofstream(file) << "{\"event\":\"done\"}\n";
  EXPECT_THROW(ReplayTrace(file), Error);
  std::filesystem::remove(file);
  EXPECT_THROW(ReplayTrace(file), Error);
}

}  // namespace
}  // namespace ponder
