// The server over a real connection, with the toy engine behind it.
#include "server/server.h"

#include <cpp-httplib/httplib.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "engine/fake/toy.h"
#include "server/json_object.h"

namespace ponder {
namespace {

class Served : public testing::Test {
 protected:
  Served() : server_({.port = 0}, House()), thread_([this] { server_.Run(); }) {}
  ~Served() override {
    server_.Stop();
    thread_.join();
  }

  static std::shared_ptr<const ModelHouse> House() {
    auto house = std::make_shared<ModelHouse>();
    house->Add("toy", MakeToyEngine(1));
    return house;
  }
  httplib::Client Client() const { return httplib::Client("127.0.0.1", server_.port()); }
  // The status and the body.
  std::pair<int, std::string> Post(const std::string& fields) const {
    const std::string body = R"({"messages":[{"role":"user","content":"How many apples?"}])" +
                             std::string(fields.empty() ? "" : ",") + fields + "}";
    const httplib::Result result = Client().Post("/v1/chat/completions", body, "application/json");
    return result ? std::pair{result->status, result->body} : std::pair{0, std::string()};
  }
  Json Ask(const std::string& fields) const {
    const auto [status, body] = Post(fields);
    EXPECT_EQ(status, 200) << body;
    return Json::parse(body);
  }

  Server server_;
  std::thread thread_;
};

// The chunks of a stream, without the comments.
std::vector<Json> Chunks(const std::string& body) {
  std::vector<Json> chunks;
  size_t begin = 0;
  while (begin < body.size()) {
    const size_t end = body.find("\n\n", begin);
    const std::string event = body.substr(begin, end - begin);
    if (event.starts_with("data: {")) chunks.push_back(Json::parse(event.substr(6)));
    begin = end + 2;
  }
  return chunks;
}

TEST_F(Served, SaysWhatItHas) {
  EXPECT_EQ(Client().Get("/health")->status, 200);
  const Json models = Json::parse(Client().Get("/v1/models")->body);
  EXPECT_EQ(models["data"][0]["id"], "toy");
  EXPECT_EQ(models["data"][1]["id"], "toy@direct");
  EXPECT_EQ(Json::parse(Client().Get("/v1/methods")->body)["data"][0]["name"], "direct");
  EXPECT_FALSE(Json::parse(Client().Get("/v1/scorers")->body)["data"].empty());
  const httplib::Result nothing = Client().Get("/v2");
  EXPECT_EQ(nothing->status, 404);
  EXPECT_EQ(Json::parse(nothing->body)["error"]["message"], "no page /v2");
}

TEST_F(Served, AStreamSaysTheSameAsOneReply) {
  for (const std::string method : {"direct", "budget_forcing", "self_consistency", "best_of_n",
                                   "chain_of_thought", "chain_of_draft"}) {
    const std::string fields =
        R"("max_tokens":60,"seed":3,"ponder":{"method":")" + method + R"("})";
    const Json whole = Ask(fields);
    const auto [status, body] =
        Post(fields + R"(,"stream":true,"stream_options":{"include_usage":true})");
    EXPECT_EQ(status, 200);
    EXPECT_TRUE(body.ends_with("data: [DONE]\n\n"));
    const std::vector<Json> chunks = Chunks(body);
    std::string text;
    for (const Json& chunk : chunks) {
      if (chunk["choices"].empty()) continue;
      text += chunk["choices"][0]["delta"].value("content", "");
    }
    const Json& choice = whole["choices"][0];
    EXPECT_EQ(text, choice["message"]["content"]) << method;
    EXPECT_EQ(chunks[chunks.size() - 2]["choices"][0]["finish_reason"], choice["finish_reason"]);
    EXPECT_EQ(chunks.back()["usage"]["completion_tokens"], whole["usage"]["completion_tokens"]);
    EXPECT_EQ(chunks.front()["choices"][0]["delta"]["role"], "assistant");
  }
}

TEST_F(Served, GivesNChoicesTheFirstOfWhichIsTheOnlyOne) {
  const Json one = Ask(R"("seed":5,"max_tokens":30)");
  const Json three = Ask(R"("seed":5,"max_tokens":30,"n":3)");
  ASSERT_EQ(three["choices"].size(), 3u);
  EXPECT_EQ(three["choices"][0]["message"], one["choices"][0]["message"]);
  EXPECT_NE(three["choices"][1]["message"], one["choices"][0]["message"]);
  EXPECT_EQ(three["ponder"]["runs"].size(), 3u);
}

TEST_F(Served, BadCallsGetAStatusAlsoWhenTheyWouldStream) {
  EXPECT_EQ(Post(R"("model":"other")").first, 404);
  EXPECT_EQ(Post(R"("n":0)").first, 400);
  // Found only when the run begins.
  const auto [status, body] =
      Post(R"("stream":true,"ponder":{"method":"self_consistency","scorer":"judge"})");
  EXPECT_EQ(status, 400);
  EXPECT_EQ(Json::parse(body)["error"]["param"], "scorer");
}

}  // namespace
}  // namespace ponder
