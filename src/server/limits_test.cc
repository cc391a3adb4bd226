// Limits in random combinations, over a real connection: never passed by a token, and what they cut
// is said to be cut.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "engine/fake/toy.h"
#include "server/served_test.h"

namespace ponder {
namespace {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int kCalls = 200;
#else
constexpr int kCalls = 1000;
#endif

// One call, and what it may come to at most.
struct Limited {
  std::string fields;
  int64_t candidate = 2048;  // tokens of a candidate
  int64_t budget = -1;       // of a choice's run; -1: none
  int64_t thinking = -1;     // of a thought; -1: none
  int choices = 1;
};

class Drawer {
 public:
  explicit Drawer(uint64_t seed) : random_(seed) {}

  Limited Draw() {
    Limited limited;
    add_ = [&limited](const std::string& field) {
      limited.fields += (limited.fields.empty() ? "" : ",") + field;
    };
    add_("\"seed\":" + std::to_string(Number(0, 1000)));
    if (Chance(0.8)) DrawCandidate(limited);
    if (Chance(0.5)) DrawThinking(limited);
    DrawMethod(limited);
    if (Chance(0.3)) {
      limited.choices = Number(1, 3);
      add_("\"n\":" + std::to_string(limited.choices));
    }
    return limited;
  }

 private:
  bool Chance(double chance) { return std::uniform_real_distribution<>()(random_) < chance; }
  int Number(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }
  const char* OneOf(const std::vector<const char*>& names) {
    return names[static_cast<size_t>(Number(0, static_cast<int>(names.size()) - 1))];
  }

  void DrawCandidate(Limited& limited) {
    limited.candidate = Number(1, 120);
    const std::string tokens = std::to_string(limited.candidate);
    const char* name = OneOf({"max_completion_tokens", "max_tokens"});
    add_("\"" + std::string(name) + "\":" + tokens);
    // The first name goes before the second.
    if (name == std::string("max_completion_tokens") && Chance(0.2)) add_("\"max_tokens\":5000");
  }

  void DrawThinking(Limited& limited) {
    limited.thinking = Number(1, 60);
    const std::string tokens = std::to_string(limited.thinking);
    switch (Number(0, 3)) {
      case 0:
        return add_("\"thinking_budget\":" + tokens);
      case 1:
        return add_("\"reasoning\":{\"max_tokens\":" + tokens + "}");
      case 2:
        return add_("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + tokens + "}");
      default:
        return add_("\"chat_template_kwargs\":{\"thinking_budget\":" + tokens + "}");
    }
  }

  // A limit of thinking chooses its own method.
  void DrawMethod(Limited& limited) {
    std::string ponder;
    if (limited.thinking < 0) {
      const std::string method =
          OneOf({"direct", "chain_of_thought", "chain_of_draft", "self_consistency", "best_of_n",
                 "budget_forcing", "auto", "beam_search", "dvts", "particle_filter", "mcts"});
      ponder = "\"method\":\"" + method + "\"";
    }
    if (Chance(0.6)) {
      limited.budget = Number(1, 300);
      ponder += (ponder.empty() ? "" : ",") +
                ("\"budget\":{\"tokens\":" + std::to_string(limited.budget) + "}");
    }
    if (!ponder.empty()) add_("\"ponder\":{" + ponder + "}");
  }

  std::mt19937_64 random_;
  std::function<void(const std::string&)> add_;
};

void CheckRun(const Json& run, const Limited& limited) {
  int64_t tokens = 0;
  for (const Json& candidate : run["candidates"]) {
    EXPECT_LE(candidate["tokens"].get<int64_t>(), limited.candidate);
    tokens += candidate["tokens"].get<int64_t>();
  }
  const int64_t spent = run["usage"]["completion_tokens"].get<int64_t>() +
                        run["usage"]["scorer_tokens"].get<int64_t>();
  if (limited.budget >= 0) {
    EXPECT_LE(spent, limited.budget);
  }
  if (limited.thinking >= 0) {
    const auto candidates = static_cast<int64_t>(run["candidates"].size());
    EXPECT_LE(run["usage"]["reasoning_tokens"].get<int64_t>(), limited.thinking * candidates);
  }
}

TEST(LimitsTest, HoldInAnyCombination) {
  const RunningServer server({}, HouseOf("toy", std::shared_ptr<Engine>(MakeToyEngine(5))));
  httplib::Client client = server.Client();
  Drawer drawer(11);
  int answered = 0;
  int cut = 0;
  for (int i = 0; i < kCalls; ++i) {
    const Limited limited = drawer.Draw();
    SCOPED_TRACE(limited.fields);
    const httplib::Result result = client.Post(
        "/v1/chat/completions", RunningServer::Body(limited.fields), "application/json");
    ASSERT_TRUE(result);
    ASSERT_EQ(result->status, 200) << result->body;
    const Json reply = Json::parse(result->body);
    ++answered;
    ASSERT_EQ(reply["choices"].size(), static_cast<size_t>(limited.choices));
    for (const Json& choice : reply["choices"]) {
      const std::string reason = choice["finish_reason"];
      const Json& text = choice["message"]["content"];
      const bool empty = text.is_null() || text.get<std::string>().empty();
      EXPECT_TRUE(reason == "stop" || reason == "length") << reason;
      EXPECT_FALSE(empty && reason == "stop") << result->body;
      cut += reason == "length";
    }
    const Json& ponder = reply["ponder"];
    if (limited.choices == 1) {
      CheckRun(ponder, limited);
    } else {
      ASSERT_EQ(ponder["runs"].size(), static_cast<size_t>(limited.choices));
      for (const Json& run : ponder["runs"]) CheckRun(run, limited);
    }
    if (HasFailure()) return;
  }
  EXPECT_EQ(answered, kCalls);
  EXPECT_GT(cut, kCalls / 10);
  EXPECT_LT(cut, kCalls);
}

}  // namespace
}  // namespace ponder
