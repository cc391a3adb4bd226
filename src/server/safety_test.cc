// Who may ask, what a request may be, and what a server says of itself.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/fake/toy.h"
#include "server/raw_client.h"
#include "server/served_test.h"

namespace ponder {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::shared_ptr<const ModelHouse> ToyHouse() { return HouseOf<Engine>("toy", MakeToyEngine(1)); }

TEST(KeysTest, AreReadFromLines) {
  const auto keys = ReadApiKeys("# ours\nann s1 at-once=2 requests=60\n\nbob s2 # no limits\n");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].name, "ann");
  EXPECT_EQ(keys[0].at_once, 2);
  EXPECT_EQ(keys[0].requests_per_minute, 60);
  EXPECT_EQ(keys[0].tokens_per_minute, 0);
  EXPECT_EQ(keys[1].secret, "s2");
  for (const char* wrong : {"ann", "", "ann s1 speed=2", "ann s1 requests=0", "ann s1 tokens",
                            "ann s1\nann s2", "ann s1\nbob s1"}) {
    try {
      ReadApiKeys(wrong);
      ADD_FAILURE() << wrong;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find("s1"), std::string::npos) << error.what();
    }
  }
}

TEST(KeysTest, AreFoundByTheWholeSecretOnly) {
  const KeyRing keys({{.name = "ann", .secret = "secret"}, {.name = "bob", .secret = "other"}});
  ASSERT_NE(keys.Find("other"), nullptr);
  EXPECT_EQ(keys.Find("other")->name, "bob");
  for (const char* wrong : {"", "secre", "secretsecret", "secret ", "Secret"}) {
    EXPECT_EQ(keys.Find(wrong), nullptr) << wrong;
  }
}

TEST(KeysTest, LimitsAreOfTheLastMinute) {
  KeyRing keys({{.name = "ann",
                 .secret = "s",
                 .at_once = 2,
                 .requests_per_minute = 3,
                 .tokens_per_minute = 100}});
  const ApiKey& ann = *keys.Find("s");
  const KeyRing::Clock::time_point begin{};
  EXPECT_FALSE(keys.Begin(ann, begin));
  EXPECT_FALSE(keys.Begin(ann, begin));
  EXPECT_EQ(keys.Begin(ann, begin)->status, 429);  // two at once
  keys.End(ann, 40, begin + seconds(10));
  EXPECT_FALSE(keys.Begin(ann, begin + seconds(10)));
  keys.End(ann, 40, begin + seconds(10));
  EXPECT_EQ(keys.Begin(ann, begin + seconds(20))->retry_after, 40);  // three in this minute
  EXPECT_FALSE(keys.Begin(ann, begin + seconds(60)));
  keys.End(ann, 40, begin + seconds(60));
  EXPECT_EQ(keys.Begin(ann, begin + seconds(65))->retry_after, 5);  // 120 tokens
  EXPECT_FALSE(keys.Begin(ann, begin + seconds(71)));
}

TEST(SafetyTest, AServerWithKeysAsksForOne) {
  const RunningServer server({.keys = {{.name = "ann", .secret = "s1", .requests_per_minute = 2}}},
                             ToyHouse());
  EXPECT_EQ(server.Client().Get("/health")->status, 200);
  for (const char* page : {"/metrics", "/v1/models", "/v1/methods", "/v1/scorers"}) {
    EXPECT_EQ(server.Client().Get(page)->status, 401) << page;
  }
  const httplib::Result none = server.Post("");
  EXPECT_EQ(none->status, 401);
  EXPECT_EQ(Json::parse(none->body)["error"]["code"], "invalid_api_key");
  EXPECT_EQ(server.Post("", {{"Authorization", "Bearer wrong"}})->status, 401);
  EXPECT_EQ(server.Post("", {{"Authorization", "Bearer s1"}})->status, 200);
  EXPECT_EQ(server.Post("", {{"x-api-key", "s1"}})->status, 200);
  const httplib::Result third = server.Post("", {{"x-api-key", "s1"}});
  EXPECT_EQ(third->status, 429);
  EXPECT_GE(std::stoi(third->get_header_value("Retry-After")), 1);
  EXPECT_EQ(Json::parse(third->body)["error"]["type"], "rate_limit_error");
}

TEST(SafetyTest, WebPagesAskOnlyWhereTheirOriginIsNamed) {
  const RunningServer server({.origins = {"https://good.example"}}, ToyHouse());
  EXPECT_EQ(server.Post("", {{"Origin", "https://bad.example"}})->status, 403);
  const httplib::Result good = server.Post("", {{"Origin", "https://good.example"}});
  EXPECT_EQ(good->status, 200);
  EXPECT_EQ(good->get_header_value("Access-Control-Allow-Origin"), "https://good.example");
  const auto preflight = [&](const char* origin) {
    httplib::Client client = server.Client();
    client.set_default_headers({{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
    return client.Options("/v1/chat/completions");
  };
  EXPECT_EQ(preflight("https://good.example")->status, 204);
  EXPECT_FALSE(preflight("https://bad.example")->has_header("Access-Control-Allow-Origin"));
  // A name that points at this machine is no page of this server.
  EXPECT_EQ(
      server.Post("", {{"Origin", "http://bad.example:80"}, {"Host", "bad.example:80"}})->status,
      403);
  EXPECT_EQ(server.Post("", {{"Origin", "http://localhost:80"}, {"Host", "localhost:80"}})->status,
            200);
}

TEST(SafetyTest, NoRequestNamesACommandOrAFile) {
  const RunningServer server({}, ToyHouse());
  const std::pair<std::string, std::string> options[] = {{"verifier", "command"}, {"prm", "head"}};
  for (const auto& [scorer, option] : options) {
    const httplib::Result reply =
        server.Post(R"("ponder":{"method":"best_of_n","scorer":")" + scorer +
                    R"(","scorer_options":{")" + option + R"(":"true"}})");
    EXPECT_EQ(reply->status, 400);
    EXPECT_EQ(Json::parse(reply->body)["error"]["param"], "ponder.scorer_options." + option);
    const std::string listed = server.Client().Get("/v1/scorers")->body;
    EXPECT_EQ(listed.find("\"" + option + "\""), std::string::npos) << option;
  }
  // Nor is there anything else to check an answer by.
  EXPECT_EQ(server.Post(R"("ponder":{"method":"best_of_n","scorer":"verifier"})")->status, 400);
}

TEST(SafetyTest, RequestsThatAreNoneHaveTheirStatus) {
  const RunningServer server({.body_seconds = 0.3, .body_bytes = 1000}, ToyHouse());
  httplib::Client client = server.Client();
  const char* chat = "/v1/chat/completions";
  EXPECT_EQ(client.Get(chat)->status, 405);
  EXPECT_EQ(client.Post("/v1/models", "{}", "application/json")->status, 405);
  EXPECT_EQ(client.Post(chat, std::string(2000, ' '), "application/json")->status, 413);
  EXPECT_EQ(client.Post(chat, "", "application/json")->status, 400);
  const httplib::Result parts =
      client.Post(chat, "--b\r\n\r\n\r\n--b--", "multipart/form-data; boundary=b");
  EXPECT_EQ(parts->status, 415);
  const std::string head = std::string("POST ") + chat + " HTTP/1.1\r\nHost: x\r\n";
  const auto said = [&](const auto& speak) {
    const RawClient raw(server.port());
    speak(raw);
    return raw.ReadAll().substr(9, 3);
  };
  EXPECT_EQ(said([&](const RawClient& raw) {
              raw.Send(head + "Content-Length: 500\r\n\r\n{\"mess");
              raw.HalfClose();
            }),
            "400");
  EXPECT_EQ(said([&](const RawClient& raw) {
              raw.Send(head + "Content-Length: 500\r\n\r\n");
              for (int i = 0; i < 10; ++i) {
                raw.Send("{");
                std::this_thread::sleep_for(milliseconds(50));
              }
            }),
            "408");
  std::string many = head;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(said([&](const RawClient& raw) { raw.Send(many + "\r\n"); }), "400");
  EXPECT_EQ(server.Post("")->status, 200);
}

TEST(SafetyTest, ThereAreSoManyConnections) {
  const RunningServer server({.connections = 2}, ToyHouse());
  {
    const RawClient one(server.port()), two(server.port());
    for (const RawClient* client : {&one, &two}) client->Send("GET /health HTTP/1.1\r\n");
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_FALSE(server.Client().Get("/health"));
  }
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(server.Client().Get("/health")->status, 200);
}

TEST(SafetyTest, TheLogHasALineACallAndNoPrompts) {
  for (const bool prompts : {false, true}) {
    std::mutex mutex;
    std::vector<std::string> lines;
    {
      const RunningServer server({.log =
                                      [&](const std::string& line) {
                                        std::lock_guard lock(mutex);
                                        lines.push_back(line);
                                      },
                                  .log_prompts = prompts},
                                 ToyHouse());
      server.Post(R"("max_tokens":5)");
      server.Client().Get("/health");
      server.Post(R"("n":0)");
    }
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find("page=chat model=toy method=direct status=200"), std::string::npos)
        << lines[0];
    EXPECT_NE(lines[1].find("status=400"), std::string::npos) << lines[1];
    EXPECT_EQ(lines[0].find("How many?") != std::string::npos, prompts) << lines[0];
  }
}

TEST(SafetyTest, ServesByTls) {
  if (!HasTls()) GTEST_SKIP() << "built without OpenSSL";
  const auto folder =
      std::filesystem::temp_directory_path() / ("ponder_tls_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::string key = folder / "key.pem", certificate = folder / "cert.pem";
  const std::string make =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost "
      "-keyout " +
      key + " -out " + certificate + " 2> /dev/null";
  if (std::system(make.c_str()) != 0) GTEST_SKIP() << "no openssl program";
#ifdef CPPHTTPLIB_SSL_ENABLED
  {
    const RunningServer server({.tls_certificate = certificate, .tls_key = key}, ToyHouse());
    httplib::SSLClient client("127.0.0.1", server.port());
    client.enable_server_certificate_verification(false);
    EXPECT_EQ(client.Get("/health")->status, 200);
    const auto reply = client.Post("/v1/chat/completions", RunningServer::Body(R"("stream":true)"),
                                   "application/json");
    EXPECT_EQ(reply->status, 200);
    EXPECT_TRUE(reply->body.ends_with("data: [DONE]\n\n"));
  }
#endif
  EXPECT_THROW(Server({.port = 0, .tls_certificate = certificate}, ToyHouse()), Error);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ponder
