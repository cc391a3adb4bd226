// Bodies out, replies in: without a connection.
#include <gtest/gtest.h>

#include "engine/remote/piece_table.h"
#include "engine/remote/reply_reader.h"
#include "engine/remote/request_body.h"
#include "engine/remote/sse_reader.h"

namespace ponder {
namespace {

GenerateRequest Question() {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", std::string("how many?"))});
  request.max_tokens = 20;
  return request;
}

EndpointFacts FactsOf(ServerKind kind) {
  EndpointFacts facts;
  facts.kind = kind;
  facts.model = "m";
  facts.usage = facts.more_sampling = facts.continues = true;
  return facts;
}

TEST(SseReader, EventsMayComeInPieces) {
  const std::string stream =
      ": comment\r\n\r\ndata: {\"a\":1}\r\n\r\nevent: x\ndata:two\n\ndata: [DONE]\n\n";
  for (size_t step = 1; step < stream.size(); ++step) {
    SseReader reader;
    std::vector<std::string> events;
    for (size_t at = 0; at < stream.size(); at += step) {
      for (std::string& event : reader.Add(std::string_view(stream).substr(at, step))) {
        events.push_back(std::move(event));
      }
    }
    EXPECT_EQ(events, (std::vector<std::string>{"{\"a\":1}", "two", "[DONE]"})) << step;
  }
}

TEST(PieceTable, TokensAreTextAndKeepWhatStandsBeforeThem) {
  PieceTable table;
  for (const std::string text : {"", "a", "four", "\xED\x95\x9C\xEA\xB8\x80 text", "\xFF\0x"}) {
    EXPECT_EQ(table.Text(PieceTable::Cut(text)), text);
  }
  const Token yes = table.Name(" Yes");
  EXPECT_EQ(table.Name(" Yes"), yes);
  EXPECT_NE(table.Name(" No"), yes);
  EXPECT_EQ(table.Text(std::span(&yes, 1)), " Yes");
  Prompt prompt = Question().prompt;
  const std::vector<Token> before = PieceTable::Render(prompt);
  prompt.partial.push_back({"said", {}, 0});
  const std::vector<Token> after = PieceTable::Render(prompt);
  ASSERT_GT(after.size(), before.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
}

TEST(RequestBody, SpeaksTheDialect) {
  GenerateRequest request = Question();
  request.prompt.partial.push_back({"So far", {}, 0});
  const Json vllm = RequestBody(request, FactsOf(ServerKind::kVllm), " and on", 7);
  EXPECT_EQ(vllm["messages"].back()["content"], "So far and on");
  EXPECT_EQ(vllm["continue_final_message"], true);
  EXPECT_EQ(vllm["add_generation_prompt"], false);
  EXPECT_EQ(vllm["max_tokens"], 7);
  request.sampling.top_k = 0;
  EXPECT_EQ(RequestBody(request, FactsOf(ServerKind::kVllm), "", 7)["top_k"], -1);
  const Json llama = RequestBody(request, FactsOf(ServerKind::kLlama), "", 7);
  EXPECT_EQ(llama["top_k"], 0);
  EXPECT_EQ(llama["reasoning_format"], "none");
  EXPECT_FALSE(llama.contains("continue_final_message"));
  EndpointFacts openai = FactsOf(ServerKind::kOpenAi);
  openai.more_sampling = false;
  openai.limit_field = "max_completion_tokens";
  const Json plain = RequestBody(Question(), openai, "", 7);
  EXPECT_FALSE(plain.contains("top_k") || plain.contains("min_p") || plain.contains("max_tokens"));
  EXPECT_EQ(plain["max_completion_tokens"], 7);
  EXPECT_TRUE(plain.contains("temperature"));
  openai.sampling = false;  // models that only sample their own way
  EXPECT_FALSE(RequestBody(Question(), openai, "", 7).contains("temperature"));
}

TEST(RequestBody, FormatsToolsAndTemplates) {
  GenerateRequest request = Question();
  request.prompt.tools = std::make_shared<const std::vector<Tool>>(
      std::vector<Tool>{{"add", "adds", R"({"type":"object"})"}});
  request.prompt.template_arguments["enable_thinking"] = "false";
  request.sampling.json_schema = R"({"type":"object","required":["a"]})";
  request.stop = {"END"};
  Json body = RequestBody(request, FactsOf(ServerKind::kVllm), "", 5);
  EXPECT_EQ(body["tools"][0]["function"]["parameters"]["type"], "object");
  EXPECT_EQ(body["chat_template_kwargs"]["enable_thinking"], false);
  EXPECT_EQ(body["response_format"]["json_schema"]["schema"]["required"][0], "a");
  EXPECT_EQ(body["stop"][0], "END");
  request.sampling.json_schema = R"({"type":"object"})";
  body = RequestBody(request, FactsOf(ServerKind::kVllm), "", 5);
  EXPECT_EQ(body["response_format"]["type"], "json_object");
}

TEST(RequestBody, WhatShouldBeJsonAndIsNotIsNamed) {
  const auto why = [](const GenerateRequest& request) -> std::string {
    try {
      RequestBody(request, FactsOf(ServerKind::kVllm), "", 5);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  GenerateRequest request = Question();
  request.sampling.json_schema = "{";
  EXPECT_EQ(why(request), "json_schema must be JSON");
  request = Question();
  request.prompt.template_arguments["a"] = "no";
  EXPECT_EQ(why(request), "template_arguments.a must be JSON");
  request = Question();
  request.prompt.tools =
      std::make_shared<const std::vector<Tool>>(std::vector<Tool>{{"add", "adds", "["}});
  EXPECT_EQ(why(request), "tools: parameters of add must be JSON");
  request = Question();
  request.prompt.partial.push_back({"\xFF", {}, 0});
  EXPECT_NE(Dump(RequestBody(request, FactsOf(ServerKind::kVllm), "", 5)), "");
}

TEST(RequestBody, RefusesWhatTheEndpointWouldPassOver) {
  const auto why = [](const GenerateRequest& request, ServerKind kind) -> std::string {
    EndpointFacts facts = FactsOf(kind);
    facts.continues = false;
    try {
      CheckSupported(request, facts);
    } catch (const Error& error) {
      return error.code() == ErrorCode::kUnsupported ? error.what() : "wrong code";
    }
    return "";
  };
  GenerateRequest request = Question();
  EXPECT_EQ(why(request, ServerKind::kOpenAi), "");
  request.certainty = true;
  EXPECT_TRUE(why(request, ServerKind::kVllm).starts_with("certainty"));
  request = Question();
  request.logprobs = true;
  EXPECT_TRUE(why(request, ServerKind::kVllm).starts_with("logprobs"));
  request = Question();
  request.sampling.repetition_penalty = 1.1;
  EXPECT_TRUE(why(request, ServerKind::kOllama).starts_with("repetition_penalty"));
  EXPECT_EQ(why(request, ServerKind::kVllm), "");
  request = Question();
  request.rules = {InjectAtTokens{.tokens = 3}};
  EXPECT_TRUE(why(request, ServerKind::kVllm).starts_with("rules"));
  request = Question();
  request.prompt.partial.push_back({"So far", {}, 0});
  EXPECT_TRUE(why(request, ServerKind::kVllm).starts_with("prompt"));
}

std::string Data(const std::string& json) { return "data: " + json + "\n\n"; }

TEST(ReplyReader, EachNameOfThinkingIsReadOnce) {
  const std::vector<std::string> deltas{
      R"("reasoning_details":[{"type":"reasoning.text","text":"hm"}],"reasoning":"hm")",
      R"("reasoning_content":"hm")", R"("reasoning":"hm")"};
  for (const std::string& delta : deltas) {
    ReplyReader reader(1);
    reader.Add(Data(R"({"choices":[{"index":0,"delta":{)" + delta + "}}]}"));
    reader.Add(
        Data(R"({"choices":[{"index":0,"delta":{"content":"yes"},"finish_reason":"stop"}]})"));
    EXPECT_EQ(reader.choices()[0].text, "<think>hm</think>\n\nyes") << delta;
    EXPECT_EQ(reader.choices()[0].Tokens(), 2);
  }
}

TEST(ReplyReader, AWholeReplyIsTakenToo) {
  ReplyReader reader(2);
  reader.Add(R"({"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"},)"
             R"({"index":1,"message":{"content":"b"},"finish_reason":"length"}],)");
  reader.Add(
      "\n"
      R"("usage":{"prompt_tokens":9,"completion_tokens":7}})");
  reader.End();
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.choices()[1].text, "b");
  EXPECT_EQ(reader.choices()[1].finish, "length");
  const std::vector<int64_t> counts = reader.Counts();
  EXPECT_EQ(counts[0] + counts[1], 7);
}

TEST(ReplyReader, CountsOfChoicesAddUpInEveryDialect) {
  const auto say = [](int index) {
    return Data(R"({"choices":[{"index":)" + std::to_string(index) +
                R"(,"delta":{"content":"x"},"finish_reason":null}]})");
  };
  const auto end = [](int index) {
    return Data(R"({"choices":[{"index":)" + std::to_string(index) +
                R"(,"delta":{},"finish_reason":"stop"}]})");
  };
  const auto usage = [](int tokens) {
    return Data(R"({"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":)" +
                std::to_string(tokens) + "}}");
  };
  ReplyReader each(2);  // llama-server: one count a choice
  each.Add(say(0) + say(1) + say(1) + end(1) + usage(3) + say(0) + end(0) + usage(4));
  EXPECT_EQ(each.Counts(), (std::vector<int64_t>{4, 3}));
  ReplyReader sum(2);  // OpenAI: one of all
  sum.Add(say(0) + say(1) + say(1) + end(1) + end(0) + usage(7));
  EXPECT_EQ(sum.Counts(), (std::vector<int64_t>{3, 4}));
  EXPECT_EQ(sum.usage()->prompt, 5);
}

TEST(ReplyReader, AnEchoOfTheBegunAnswerIsLeftOut) {
  ReplyReader reader(1, 4);
  reader.Add(Data(R"({"choices":[{"index":0,"delta":{"content":"On"}}]})"));
  reader.Add(Data(R"({"choices":[{"index":0,"delta":{"content":"e, two"}}]})"));
  EXPECT_EQ(reader.choices()[0].text, " two");
  EXPECT_EQ(reader.choices()[0].chunks, 1);
}

TEST(ReplyReader, NonsenseIsPassedOver) {
  for (const std::string bad :
       {"[]", "7", "{\"choices\":7}", "{\"choices\":[7,{\"index\":99}]}", "{\"choices\":null}",
        R"({"choices":[{"index":-1,"delta":[]}],"usage":7})",
        R"({"choices":[{"index":0,"delta":{"tool_calls":[7,{"index":5}]}}]})",
        R"({"choices":[{"index":0,"logprobs":{"content":[7]}}]})",
        R"({"usage":{"prompt_tokens":"x","prompt_tokens_details":null}})", "{"}) {
    ReplyReader reader(1);
    reader.Add(Data(bad));
    reader.End();
    EXPECT_EQ(reader.choices()[0].text, "") << bad;
  }
  ReplyReader reader(1);
  reader.Add(Data(R"({"error":{"message":"out of memory"}})"));
  EXPECT_EQ(reader.error(), "out of memory");
}

}  // namespace
}  // namespace ponder
