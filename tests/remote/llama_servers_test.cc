// Two real llama-servers behind the pool: one is killed in the middle and comes back, both are
// killed and come back. Skips itself without PONDER_LLAMA_SERVER and PONDER_TEST_MODEL.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/parallel.h"
#include "ponder/remote.h"
#include "ponder/runner.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void Sleep(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && std::filesystem::exists(value) ? value : "";
}

int FreePort() {
  const int socket_file = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  bind(socket_file, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(socket_file, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket_file);
  return ntohs(address.sin_port);
}

// One llama-server process.
class LlamaServer {
 public:
  LlamaServer() : port_(FreePort()) { Start(); }
  ~LlamaServer() { Kill(); }

  void Start() {
    const std::string program = FromEnvironment("PONDER_LLAMA_SERVER");
    const std::string model = FromEnvironment("PONDER_TEST_MODEL");
    const std::string port = std::to_string(port_);
    std::fflush(nullptr);  // the child must not print what waits
    child_ = fork();
    if (child_ != 0) return;
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
    execl(program.c_str(), program.c_str(), "-m", model.c_str(), "--host", "127.0.0.1", "--port",
          port.c_str(), "-np", "4", "-c", "4096", "-t", "1", "--jinja", nullptr);
    _exit(127);
  }

  void Kill() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = 0;
  }

  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }

 private:
  int port_;
  pid_t child_ = 0;
};

// Connects as soon as both answer.
std::shared_ptr<Engine> ConnectTo(const LlamaServer& a, const LlamaServer& b) {
  RemoteOptions options;
  options.urls = {a.Url(), b.Url()};
  options.wait_seconds = 3;
  const auto begin = Clock::now();
  while (true) {
    try {
      for (const LlamaServer* server : {&a, &b}) {  // each by itself: a pool takes one that is away
        RemoteOptions alone = options;
        alone.urls = {server->Url()};
        ConnectRemoteEngine(alone);
      }
      return ConnectRemoteEngine(options);
    } catch (const Error&) {
      if (SecondsSince(begin) > 120) throw;
    }
    Sleep(500);
  }
}

Request Question(int number) {
  Request request;
  const std::string a = std::to_string(3 + number % 17);
  const std::string b = std::to_string(2 + number % 11);
  request.messages.emplace_back(
      "user", "Tom has " + a + " apples and gets " + b + " more. How many apples has he now?");
  request.method = "best_of_n";
  request.options = {{"n", "4"}};
  request.kind = AnswerKind::kNumber;
  request.seed = static_cast<uint64_t>(number);
  request.max_tokens = 48;
  return request;
}

class Servers : public testing::Test {
 protected:
  void SetUp() override {
    if (FromEnvironment("PONDER_LLAMA_SERVER").empty()) {
      GTEST_SKIP() << "no llama-server: scripts/build_llama.sh tools builds one";
    }
    if (FromEnvironment("PONDER_TEST_MODEL").empty()) GTEST_SKIP() << "no small model";
    a_ = std::make_unique<LlamaServer>();
    b_ = std::make_unique<LlamaServer>();
    engine_ = ConnectTo(*a_, *b_);
  }

  void ExpectBillAddsUp(const RunResult& result) {
    ASSERT_EQ(result.answer.candidates.size(), 4u);
    int64_t sum = 0;
    for (const Candidate& candidate : result.answer.candidates) {
      EXPECT_NE(candidate.stop, StopReason::kError) << candidate.generation.error;
      EXPECT_GT(candidate.tokens, 0);
      EXPECT_LE(candidate.tokens, 48);
      sum += candidate.tokens;
    }
    EXPECT_EQ(sum, result.usage.completion_tokens);
    EXPECT_EQ(result.usage.prefill_tokens + result.usage.cached_tokens, result.usage.prompt_tokens);
  }

  std::unique_ptr<LlamaServer> a_;
  std::unique_ptr<LlamaServer> b_;
  std::shared_ptr<Engine> engine_;
};

TEST_F(Servers, FiftyQuestionsOutliveAServer) {
  constexpr int kQuestions = 50;
  std::vector<RunResult> results(kQuestions);
  std::atomic<int> next{0};
  std::atomic<int> answered{0};
  std::thread killer([&] {
    while (answered < 10) Sleep(20);
    a_->Kill();
    while (answered < 25) Sleep(20);
    a_->Start();
  });
  Parallel(4, [&](size_t) {
    Runner runner(engine_);
    for (int i; (i = next++) < kQuestions; ++answered) {
      try {
        results[static_cast<size_t>(i)] = runner.Run(Question(i));
      } catch (const Error& error) {
        ADD_FAILURE() << i << ": " << error.what();
      }
    }
  });
  killer.join();
  int64_t tokens = 0;
  for (const RunResult& result : results) {
    ExpectBillAddsUp(result);
    EXPECT_FALSE(result.answer.text.empty());
    tokens += result.usage.completion_tokens;
  }
  std::printf("%d questions, %lld tokens\n", kQuestions, static_cast<long long>(tokens));
}

TEST_F(Servers, BothDownIsAnErrorInTimeAndTheyMayComeBack) {
  ExpectBillAddsUp(Runner(engine_).Run(Question(1)));
  a_->Kill();
  b_->Kill();
  for (int i = 0; i < 3; ++i) {
    const auto begin = Clock::now();
    try {
      Runner(engine_).Run(Question(i));
      ADD_FAILURE() << "answered by nobody";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
      EXPECT_NE(std::string(error.what()).find("http://127.0.0.1:"), std::string::npos);
      std::printf("%.1f s: %s\n", SecondsSince(begin), error.what());
    }
    EXPECT_LT(SecondsSince(begin), 15);
  }
  b_->Start();
  const auto begin = Clock::now();
  bool answered = false;
  while (!answered && SecondsSince(begin) < 120) {
    try {
      ExpectBillAddsUp(Runner(engine_).Run(Question(2)));
      answered = true;
    } catch (const Error&) {
      Sleep(200);
    }
  }
  EXPECT_TRUE(answered);
  std::printf("back after %.1f s\n", SecondsSince(begin));
}

TEST_F(Servers, MethodsThatNeedMoreWorkToo) {
  for (const char* method :
       {"direct", "chain_of_thought", "chain_of_draft", "self_consistency", "budget_forcing"}) {
    Request request = Question(5);
    request.method = method;
    request.options = {};
    if (std::string(method) == "self_consistency") request.options = {{"n", "6"}};
    const RunResult result = Runner(engine_).Run(request);
    int64_t sum = 0;
    for (const Candidate& candidate : result.answer.candidates) sum += candidate.tokens;
    EXPECT_EQ(sum, result.usage.completion_tokens) << method;
    EXPECT_LE(sum, 48 * std::ssize(result.answer.candidates)) << method;
    EXPECT_FALSE(result.answer.text.empty()) << method;
  }
  Request request = Question(6);
  request.scorer = "judge";  // reads the probability of one token
  const RunResult judged = Runner(engine_).Run(request);
  EXPECT_EQ(judged.usage.scorer_tokens, 4);
  int rated = 0;
  for (const Candidate& candidate : judged.answer.candidates) rated += candidate.score ? 1 : 0;
  EXPECT_GT(rated, 0);
  request = Question(7);
  request.budget.tokens = 30;
  EXPECT_LE(Runner(engine_).Run(request).usage.completion_tokens, 30);
  request.budget = {};
  request.budget.forward_tokens = 1000;
  EXPECT_THROW(Runner(engine_).Run(request), Error);
}

}  // namespace
}  // namespace ponder
