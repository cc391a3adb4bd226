// Pages beside chat, with the toy engine behind them.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/fake/toy.h"
#include "server/control.h"
#include "server/openapi.h"
#include "server/pages.h"
#include "server/responses_call.h"
#include "server/served_test.h"

namespace ponder {
namespace {

class PagesTest : public testing::Test {
 protected:
  std::pair<int, Json> Post(const std::string& page, const std::string& body) {
    const httplib::Result result = served_.Client().Post(page, body, "application/json");
    return result ? std::pair{result->status, Json::parse(result->body)} : std::pair{0, Json()};
  }
  std::string Stream(const std::string& page, const std::string& body) {
    return served_.Client().Post(page, body, "application/json")->body;
  }

  RunningServer served_{{}, HouseOf<Engine>("toy", MakeToyEngine(1))};
};

// The named field of every event of a stream, joined.
std::string Joined(const std::string& body, const std::string& type, const char* field) {
  std::string text;
  for (size_t at = body.find("data: {"); at != std::string::npos;
       at = body.find("data: {", at + 1)) {
    const Json event = Json::parse(body.substr(at + 6, body.find('\n', at) - at - 6));
    if (event.value("type", "") == type) text += event[field].get<std::string>();
  }
  return text;
}

TEST_F(PagesTest, CompletionsGoOnFromPlainText) {
  const std::string asked = R"({"prompt":["How many","What"],"n":2,"seed":1,"max_tokens":9})";
  const auto [status, reply] = Post("/v1/completions", asked);
  ASSERT_EQ(status, 200) << reply;
  ASSERT_EQ(reply["choices"].size(), 4u);
  EXPECT_EQ(reply["usage"]["completion_tokens"], 36);
  const auto [echoed, whole] =
      Post("/v1/completions",
           R"({"prompt":"How many","seed":1,"max_tokens":9,"echo":true,"logprobs":1})");
  ASSERT_EQ(echoed, 200) << whole;
  EXPECT_EQ(whole["choices"][0]["text"],
            "How many" + reply["choices"][0]["text"].get<std::string>());
  EXPECT_EQ(whole["choices"][0]["logprobs"]["tokens"].size(), 9u);
  EXPECT_EQ(Post("/v1/completions", R"({"prompt":[1,2]})").first, 400);
  EXPECT_EQ(Post("/v1/completions", R"({"prompt":"x","ponder":{"method":"cot"}})").first, 400);
}

TEST_F(PagesTest, ResponsesSayTheSameWholeAndStreamed) {
  for (const std::string method : {"direct", "budget_forcing", "best_of_n"}) {
    const std::string fields = R"({"input":"How many apples?","max_output_tokens":60,)"
                               R"("ponder":{"method":")" +
                               method + R"(","seed":3})";
    const auto [status, reply] = Post("/v1/responses", fields + "}");
    ASSERT_EQ(status, 200) << reply;
    std::string text, thinking;
    for (const Json& item : reply["output"]) {
      if (item["type"] == "message") text += item["content"][0]["text"].get<std::string>();
      if (item["type"] == "reasoning") thinking += item["summary"][0]["text"].get<std::string>();
    }
    const std::string stream = Stream("/v1/responses", fields + R"(,"stream":true})");
    EXPECT_EQ(Joined(stream, "response.output_text.delta", "delta"), text) << method;
    EXPECT_EQ(Joined(stream, "response.reasoning_summary_text.delta", "delta"), thinking);
    EXPECT_TRUE(stream.find("event: response.completed\n") != std::string::npos ||
                stream.find("event: response.incomplete\n") != std::string::npos);
  }
  EXPECT_EQ(Post("/v1/responses", R"({"input":"x","previous_response_id":"resp_1"})").first, 400);
  EXPECT_EQ(Post("/v1/responses", R"({"messages":[]})").first, 400);
}

TEST(ResponsesCall, BecomesAChat) {
  const Json chat = ChatBodyOf(Json::parse(R"({"instructions":"Be brief.","input":[
      {"role":"user","content":"Weather?"},
      {"type":"function_call","call_id":"c1","name":"weather","arguments":"{}"},
      {"type":"function_call_output","call_id":"c1","output":"sunny"}],
      "tools":[{"type":"function","name":"weather","parameters":{"type":"object"}}],
      "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"}}},
      "reasoning":{"effort":"low"}})"));
  EXPECT_EQ(chat["messages"].size(), 4u);
  EXPECT_EQ(chat["messages"][0]["role"], "system");
  EXPECT_EQ(chat["messages"][2]["tool_calls"][0]["function"]["name"], "weather");
  EXPECT_EQ(chat["messages"][3]["tool_call_id"], "c1");
  EXPECT_EQ(chat["tools"][0]["function"]["name"], "weather");
  EXPECT_EQ(chat["response_format"]["json_schema"]["schema"]["type"], "object");
  EXPECT_EQ(chat["reasoning"]["effort"], "low");
}

TEST(Control, ReachesCallsThatWaitOrRun) {
  LiveCalls calls;
  const auto ask = [&calls](const std::string& body) {
    try {
      return ControlReply(Json::parse(body), calls)["state"].get<std::string>();
    } catch (const Error& error) {
      return std::string(ErrorCodeName(error.code()));
    }
  };
  auto call = calls.Add("chatcmpl-1");
  EXPECT_EQ(ask(R"({"id":"chatcmpl-1","action":"think_more"})"), "queued");
  call->steering = LiveCall::Steering::kYes;
  EXPECT_EQ(ask(R"({"id":"chatcmpl-1","action":"think_more"})"), "running");
  EXPECT_EQ(call->signals->think_more, 2);
  EXPECT_EQ(ask(R"({"id":"chatcmpl-1","action":"reasoning_end"})"), "running");
  EXPECT_TRUE(call->signals->finish_thinking);
  call->steering = LiveCall::Steering::kNo;
  EXPECT_EQ(ask(R"({"id":"chatcmpl-1","action":"think_more"})"),
            ErrorCodeName(ErrorCode::kUnsupported));
  EXPECT_EQ(ask(R"({"id":"chatcmpl-1","action":"cancel"})"), "running");
  EXPECT_TRUE(call->stop.stop_requested());
  call.reset();
  EXPECT_EQ(ask(R"({"id":"chatcmpl-1","action":"cancel"})"), ErrorCodeName(ErrorCode::kNotFound));
  EXPECT_EQ(ask(R"({"id":"x","action":"dance"})"), ErrorCodeName(ErrorCode::kInvalidRequest));
  EXPECT_EQ(ask(R"({"action":"cancel"})"), ErrorCodeName(ErrorCode::kInvalidRequest));
}

TEST(OpenApi, HasEveryPageAndEverySchemaThatItNames) {
  const Json api = OpenApiJson(Pages());
  EXPECT_EQ(api["paths"].size(), Pages().size());
  const std::string text = api.dump();
  const std::string mark = "#/components/schemas/";
  for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const size_t begin = at + mark.size();
    const std::string name = text.substr(begin, text.find('"', begin) - begin);
    EXPECT_TRUE(api["components"]["schemas"].contains(name)) << name;
  }
}

}  // namespace
}  // namespace ponder
