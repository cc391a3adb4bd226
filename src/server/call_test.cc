// What a body becomes, and what is said of bodies that are wrong.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ponder/error.h"
#include "server/chat_call.h"
#include "server/error_reply.h"

namespace ponder {
namespace {

constexpr char kAsked[] = R"("messages":[{"role":"user","content":"2 + 3?"}])";

ChatCall Read(const std::string& fields) {
  return ReadChatCall(
      ParseBody("{" + std::string(kAsked) + (fields.empty() ? "" : ",") + fields + "}"));
}

struct Wrong {
  const char* body;
  int status;
  const char* message;
};

class WrongBodies : public testing::TestWithParam<Wrong> {};

TEST_P(WrongBodies, AreRefusedByField) {
  try {
    ReadChatCall(ParseBody(GetParam().body));
    FAIL() << "accepted";
  } catch (const Error& error) {
    const ErrorReply reply = ReplyFor(error);
    EXPECT_EQ(reply.status, GetParam().status);
    EXPECT_NE(reply.body["error"]["message"].get<std::string>().find(GetParam().message),
              std::string::npos)
        << reply.body.dump();
  }
}

#define ASKED R"({"messages":[{"role":"user","content":"2 + 3?"}],)"
INSTANTIATE_TEST_SUITE_P(
    All, WrongBodies,
    testing::Values(
        Wrong{"", 400, "body: a JSON object is wanted"},
        Wrong{"{\"messages\":", 400, "body: a JSON object is wanted"},
        Wrong{"[1]", 400, "body: a JSON object is wanted, not a list"},
        Wrong{"\xff", 400, "body: not UTF-8 at byte 0"},
        Wrong{"{}", 400, "messages: a list of at least one message is wanted"},
        Wrong{R"({"messages":[]})", 400, "messages: a list of at least one message"},
        Wrong{R"({"messages":"hi"})", 400, "messages: a list of at least one message is wanted"},
        Wrong{R"({"messages":[7]})", 400, "messages[0]: an object is wanted, not 7"},
        Wrong{R"({"messages":[{"role":"king","content":"x"}]})", 400, "messages[0].role: system"},
        Wrong{R"({"messages":[{"content":"x"}]})", 400, "messages[0].role: system"},
        Wrong{R"({"messages":[{"role":"user","content":7}]})", 400, "messages[0].content: a text"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"image_url"}]}]})", 400,
              "messages[0].content[0].type: only text is understood, not image_url"},
        Wrong{ASKED R"("temperature":"hot"})", 400, "temperature: a number from 0 to 100"},
        Wrong{ASKED R"("temperature":-1})", 400, "temperature: a number from 0 to 100"},
        Wrong{ASKED R"("temperature":NaN})", 400, "body: a JSON object is wanted"},
        Wrong{ASKED R"("temperature":1e999})", 400, "body: a JSON object is wanted"},
        Wrong{ASKED R"("max_tokens":0})", 400, "max_tokens: a number from 1 to 1e+06"},
        Wrong{ASKED R"("max_tokens":2.5})", 400, "max_tokens: a whole number"},
        Wrong{ASKED R"("n":0})", 400, "n: a number from 1 to 128"},
        Wrong{ASKED R"("n":1000000000})", 400, "n: a number from 1 to 128"},
        Wrong{ASKED R"("stop":[1]})", 400, "stop[0]: a text is wanted"},
        Wrong{ASKED R"("stream":"yes"})", 400, "stream: true or false is wanted"},
        Wrong{ASKED R"("stream_options":1})", 400, "stream_options: an object is wanted"},
        Wrong{ASKED R"("model":1})", 400, "model: a text is wanted"},
        Wrong{ASKED R"("model":"m@drect"})", 404, "did you mean direct?"},
        Wrong{ASKED R"("ponder":[]})", 400, "ponder: an object is wanted"},
        Wrong{ASKED R"("ponder":{"metod":"direct"}})", 400, "ponder.metod: no such field"},
        Wrong{ASKED R"("ponder":{"method":"drect"}})", 404, "did you mean direct?"},
        Wrong{ASKED R"("ponder":{"method":"best_of_n","options":{"n":0}}})", 400, "option n"},
        Wrong{ASKED R"("ponder":{"method":"best_of_n","options":{"n":[1]}}})", 400,
              "ponder.options.n: a text, a number, true or false is wanted"},
        Wrong{ASKED R"("ponder":{"method":"best_of_n","options":{"m":1}}})", 400,
              "has no option \"m\""},
        Wrong{ASKED R"("ponder":{"kind":"poem"}})", 400, "ponder.kind: \"poem\" is not one of"},
        Wrong{ASKED R"("ponder":{"budget":{"tokens":-1}}})", 400,
              "ponder.budget.tokens: a number from 0 to 1e+12"}));
#undef ASKED

TEST(ChatCall, FieldsBecomeARequest) {
  const ChatCall call = Read(
      R"("model":"m@self_consistency","temperature":0.2,"top_p":0.9,"max_tokens":10,
         "max_completion_tokens":20,"stop":"END","seed":7,"n":2,"stream":true,
         "stream_options":{"include_usage":true},"user":"somebody",
         "ponder":{"options":{"n":5,"stop":"beta"},"budget":{"tokens":100},"kind":"number"})");
  EXPECT_EQ(call.model, "m");
  EXPECT_EQ(call.request.method, "self_consistency");
  EXPECT_EQ(call.request.options, (OptionValues{{"n", "5"}, {"stop", "beta"}}));
  EXPECT_EQ(call.request.budget.tokens, 100);
  EXPECT_EQ(call.request.kind, AnswerKind::kNumber);
  EXPECT_EQ(call.request.sampling.temperature, 0.2);
  EXPECT_EQ(call.request.sampling.top_p, 0.9);
  EXPECT_EQ(call.request.max_tokens, 20);
  EXPECT_EQ(call.request.stop, std::vector<std::string>{"END"});
  EXPECT_EQ(call.request.seed, 7u);
  EXPECT_EQ(call.choices, 2);
  EXPECT_TRUE(call.stream);
  EXPECT_TRUE(call.include_usage);
  EXPECT_EQ(call.warnings, std::vector<std::string>{"user: has no effect here"});
}

TEST(ChatCall, TheObjectGoesBeforeTheModelsName) {
  const ChatCall call = Read(R"("model":"m@best_of_n","ponder":{"method":"cot"})");
  EXPECT_EQ(call.request.method, "chain_of_thought");
}

TEST(ChatCall, PartsAreJoinedAndDevelopersAreTheSystem) {
  const ChatCall call = ReadChatCall(ParseBody(
      R"({"messages":[{"role":"developer","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]})"));
  EXPECT_EQ(call.request.messages[0].role, "system");
  EXPECT_EQ(call.request.messages[1].Text(), "ab");
}

TEST(ChatCall, PromptsAreInTheLanguageOfTheQuestion) {
  EXPECT_EQ(Read("").request.language, Language::kEnglish);
  const ChatCall call =
      ReadChatCall(ParseBody(R"({"messages":[{"role":"user","content":"2 더하기 3은?"}]})"));
  EXPECT_EQ(call.request.language, Language::kKorean);
}

TEST(ParseBody, DeepJsonIsRefused) {
  const std::string deep = "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_THROW(ParseBody(deep), Error);
}

TEST(ErrorReply, NamesTheFieldAndKeepsBugsBack) {
  const ErrorReply wrong = ReplyFor(Error(ErrorCode::kInvalidRequest, "stop[0]: no"));
  EXPECT_EQ(wrong.body["error"]["param"], "stop[0]");
  EXPECT_EQ(wrong.body["error"]["type"], "invalid_request_error");
  const ErrorReply bug = ReplyFor(Error(ErrorCode::kInternal, "/secret/path: broke"));
  EXPECT_EQ(bug.status, 500);
  EXPECT_EQ(bug.body["error"]["message"], "internal error");
  EXPECT_EQ(ReplyFor(Error(ErrorCode::kContextFull, "x")).body["error"]["code"],
            "context_length_exceeded");
}

}  // namespace
}  // namespace ponder
