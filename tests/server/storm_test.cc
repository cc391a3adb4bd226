// Thousands of calls at once on the toy engine: all methods, streams, bad bodies, and clients that
// leave.
#include <gtest/gtest.h>
#include <malloc.h>

#include <array>
#include <barrier>
#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/fake/toy.h"
#include "ponder/method.h"
#include "raw_connection.h"
#include "server/server.h"

namespace ponder {
namespace {

using Json = nlohmann::json;

#if defined(__SANITIZE_THREAD__)
constexpr int kRequests = 1000;
constexpr bool kCountMemory = false;
#elif defined(__SANITIZE_ADDRESS__)
constexpr int kRequests = 2000;
constexpr bool kCountMemory = false;  // freed blocks are held back; leaks are found at the end
#else
constexpr int kRequests = 10000;
constexpr bool kCountMemory = true;
#endif
constexpr int kClients = 64;
constexpr char kChat[] = "/v1/chat/completions";

// How the clients' calls ended.
enum Outcome { kWhole, kRefused, kTurnedAway, kLeft, kOutcomes };

struct Call {
  std::string body;
  bool stream = false;
  bool bad = false;
  int64_t budget = 0;  // 0: none
};

class Caller {
 public:
  Caller(int port, uint64_t seed) : port_(port), random_(seed) {}

  void CallOnce() {
    const Call call = NewCall();
    RawConnection connection(port_);
    const std::string said = HttpPost(kChat, call.body);
    switch (Below(8)) {
      case 0:  // leaves before all is said
        connection.Send(std::string_view(said).substr(0, Below(said.size())));
        ++ended[kLeft];
        return;
      case 1:  // leaves while it waits, or in the middle of the reply
        connection.Send(said);
        connection.Read(Below(400));
        ++ended[kLeft];
        return;
      default:
        connection.Send(said);
        Check(call, connection.Read());
        EXPECT_FALSE(connection.stuck()) << call.body;
    }
  }

  std::array<int, kOutcomes> ended{};

 private:
  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }
  bool Chance(int percent) { return static_cast<int>(Below(100)) < percent; }

  Call NewCall() {
    if (Chance(12)) return BadCall();
    const std::vector<const MethodInfo*>& methods = Methods();
    Json ponder{{"method", methods[Below(methods.size())]->name}};
    Call call;
    call.stream = Chance(50);
    if (Chance(40)) {
      call.budget = 1 + static_cast<int64_t>(Below(150));
      ponder["budget"]["tokens"] = call.budget;
    }
    Json body{{"messages", Json::array({{{"role", "user"}, {"content", "How many apples?"}}})},
              {"max_tokens", 1 + Below(60)},
              {"seed", Below(1000)},
              {"n", Chance(20) ? 1 + Below(4) : 1},
              {"stream", call.stream}};
    if (call.stream) body["stream_options"]["include_usage"] = true;
    if (Chance(20)) body["stop"] = "so";
    call.budget *= body["n"].get<int64_t>();  // each choice is a run of its own
    body["ponder"] = ponder;
    call.body = body.dump();
    return call;
  }

  Call BadCall() {
    static const std::vector<std::string> kBodies{
        "",
        "{",
        "[]",
        "\xff",
        "{}",
        R"({"messages":[]})",
        R"({"messages":[{"role":"king"}]})",
        R"({"messages":[{"role":"user","content":"x"}],"n":0})",
        R"({"messages":[{"role":"user","content":"x"}],"model":"none"})",
        R"({"messages":[{"role":"user","content":"x"}],"stream":true,"temperature":-1})",
        R"({"messages":[{"role":"user","content":"x"}],"ponder":{"method":"none"}})",
        "{\"messages\":" + std::string(5000, '[')};
    return {.body = kBodies[Below(kBodies.size())], .stream = false, .bad = true, .budget = 0};
  }

  void Check(const Call& call, const std::string& said) {
    const HttpReply reply = ParseReply(said);
    EXPECT_TRUE(reply.whole) << call.body << "\n" << said;
    if (reply.status == 429 || reply.status == 503) {
      EXPECT_NE(reply.head.find("\r\nRetry-After: "), std::string::npos) << reply.head;
      ++ended[kTurnedAway];
    } else if (call.bad) {
      EXPECT_TRUE(reply.status == 400 || reply.status == 404) << call.body << "\n" << said;
      EXPECT_TRUE(Json::parse(reply.body)["error"].contains("message")) << reply.body;
      ++ended[kRefused];
    } else {
      EXPECT_EQ(reply.status, 200) << call.body << "\n" << said;
      if (reply.status == 200) CheckAnswer(call, reply.body);
      ++ended[kWhole];
    }
  }

  void CheckAnswer(const Call& call, std::string_view body) {
    if (call.stream) {
      constexpr std::string_view kEnd = "\n\ndata: [DONE]\n\n";
      ASSERT_TRUE(body.ends_with(kEnd)) << call.body << "\n" << body;
      body.remove_suffix(kEnd.size());
      body.remove_prefix(body.rfind("data: ") + 6);
    }
    const Json reply = Json::parse(body);
    ASSERT_TRUE(reply.contains("usage")) << call.body << "\n" << body;
    if (call.budget == 0) return;
    EXPECT_LE(reply["usage"]["completion_tokens"], call.budget) << call.body;
  }

  int port_;
  std::mt19937_64 random_;
};

// What is allocated and not yet freed. (Resident memory goes up and down by a fifth with how the
// allocator's arenas happen to fill.)
int64_t LiveBytes() {
  const struct mallinfo2 all = mallinfo2();
  return static_cast<int64_t>(all.uordblks + all.hblkhd);
}

// Name with labels to value; empty where there is no such page.
std::map<std::string, double> Metrics(int port) {
  RawConnection connection(port);
  connection.Send(HttpGet("/metrics"));
  const HttpReply reply = ParseReply(connection.Read());
  std::map<std::string, double> metrics;
  std::istringstream lines(reply.status == 200 ? reply.body : "");
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.rfind(' ');
    if (line.empty() || line[0] == '#' || space == std::string::npos) continue;
    metrics[line.substr(0, space)] = std::stod(line.substr(space + 1));
  }
  return metrics;
}

// Sum over all labels.
double SumOf(const std::map<std::string, double>& metrics, const std::string& name) {
  double sum = 0;
  for (const auto& [key, value] : metrics) {
    if (key == name || key.starts_with(name + "{")) sum += value;
  }
  return sum;
}

void CheckMetrics(int port, const std::array<int, kOutcomes>& ended) {
  const auto metrics = Metrics(port);
  ASSERT_TRUE(metrics.contains("ponder_accepted_total"));
  const auto sum = [&](const char* name) { return SumOf(metrics, name); };
  EXPECT_EQ(sum("ponder_in_flight"), 0);
  const double accepted = sum("ponder_accepted_total");
  const double answered = sum("ponder_answered_total");
  EXPECT_EQ(accepted, answered + sum("ponder_cancelled_total") + sum("ponder_failed_total"));
  // Clients that left may have been answered all the same, in part or to nobody.
  EXPECT_GE(answered, ended[kWhole]);
  EXPECT_LE(answered, ended[kWhole] + ended[kLeft]);
}

// Nothing runs any more: what clients left behind ends by itself, and soon.
void AwaitQuiet(int port) {
  for (int tries = 0; tries < 100; ++tries) {
    const auto metrics = Metrics(port);
    if (SumOf(metrics, "ponder_in_flight") == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  FAIL() << "calls that nobody waits for still run after 10 s";
}

TEST(Storm, EveryCallIsAnsweredOrGone) {
  auto house = std::make_shared<ModelHouse>();
  house->Add("toy", MakeToyEngine(1));
  Server server({.port = 0}, house);
  std::thread serving([&] { server.Run(); });

  std::array<int64_t, 2> live{};  // at half, and at the end
  size_t marks = 0;
  const auto mark = [&]() noexcept {
    AwaitQuiet(server.port());  // what clients left behind ends first
    live[marks++] = LiveBytes();
  };
  std::barrier half(kClients, mark);
  std::mutex mutex;
  std::array<int, kOutcomes> ended{};
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] {
        Caller caller(server.port(), static_cast<uint64_t>(i));
        const int calls = (kRequests + i) / kClients;  // kRequests in all
        for (int call = 0; call < calls; ++call) {
          if (call == calls / 2) half.arrive_and_wait();
          caller.CallOnce();
        }
        half.arrive_and_wait();
        std::lock_guard lock(mutex);
        for (size_t k = 0; k < ended.size(); ++k) ended[k] += caller.ended[k];
      });
    }
  }
  AwaitQuiet(server.port());
  EXPECT_EQ(ended[kWhole] + ended[kRefused] + ended[kTurnedAway] + ended[kLeft], kRequests);
  EXPECT_GT(ended[kWhole], kRequests / 2);
  CheckMetrics(server.port(), ended);
  if (kCountMemory) {
    EXPECT_LE(live[1], live[0] * 1.02) << live[0] << " at half";
  }
  std::cout << "answered " << ended[kWhole] << ", refused " << ended[kRefused] << ", turned away "
            << ended[kTurnedAway] << ", left " << ended[kLeft] << "; " << live[0]
            << " bytes live at half, " << live[1] << " at the end\n";
  server.Stop();
  serving.join();
}

}  // namespace
}  // namespace ponder
