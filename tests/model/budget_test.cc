// Budgets on the real small model: what tests/contract and src/engine/fake hold for engines without
// weights.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/llama/test_model.h"
#include "ponder/llama.h"
#include "ponder/runner.h"

namespace ponder {
namespace {

struct Case {
  const char* method;
  OptionValues options;
  const char* scorer;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases{
      {"direct", {}, ""},
      {"chain_of_thought", {}, ""},
      {"chain_of_draft", {{"shots", "0"}}, ""},
      {"self_consistency", {{"n", "3"}, {"prompt", "plain"}}, ""},
      {"self_consistency", {{"n", "4"}, {"stop", "doubling"}, {"prompt", "plain"}}, ""},
      {"self_consistency", {{"n", "4"}, {"stop", "beta"}, {"prompt", "plain"}}, ""},
      {"best_of_n", {{"n", "3"}, {"prompt", "plain"}}, "judge"},
      {"best_of_n", {{"n", "2"}, {"prompt", "plain"}}, "arithmetic"},
      {"budget_forcing", {{"waits", "1"}, {"max_thinking_tokens", "6"}}, ""},
  };
  return cases;
}

Request MakeRequest(uint64_t run) {
  const RandomStream random = RandomStream(77).Child(run);
  const Case& which = Cases()[run % Cases().size()];
  Request request;
  request.messages.emplace_back("user", "What is " + std::to_string(random.Integer(0, 1, 9)) +
                                            " + " + std::to_string(random.Integer(1, 1, 9)) + "?");
  request.method = which.method;
  request.options = which.options;
  request.scorer = which.scorer;
  request.max_tokens = static_cast<int>(random.Integer(2, 4, 12));
  request.kind = AnswerKind::kNumber;
  request.seed = run;
  return request;
}

int64_t Generated(const RunResult& result) {
  return result.usage.completion_tokens + result.usage.scorer_tokens;
}

class BudgetOnModel : public testing::Test {
 protected:
  void SetUp() override {
    PONDER_NEED_MODEL(path);
    LlamaOptions options;
    options.sequences = 8;
    options.sequence_context = 512;
    options.threads = 2;
    runner_ = std::make_unique<Runner>(LoadLlamaEngine(path, options));
  }
  std::unique_ptr<Runner> runner_;
};

TEST_F(BudgetOnModel, IsNeverExceededAndEnoughChangesNothing) {
  constexpr uint64_t kRuns = 100;
  for (uint64_t run = 0; run < kRuns; ++run) {
    SCOPED_TRACE("run " + std::to_string(run) + ", " + MakeRequest(run).method);
    const RunResult free = runner_->Run(MakeRequest(run));
    const RandomStream random = RandomStream(78).Child(run);

    Request request = MakeRequest(run);
    request.budget.tokens = random.Integer(0, 0, Generated(free));
    RunResult result = runner_->Run(request);
    EXPECT_LE(Generated(result), *request.budget.tokens);

    request.budget = {};
    request.budget.forward_tokens = random.Integer(1, 0, free.usage.logical_forward_tokens);
    result = runner_->Run(request);
    EXPECT_LE(result.usage.logical_forward_tokens, *request.budget.forward_tokens);

    request.budget = {};
    request.budget.tokens = int64_t{request.max_tokens} * 12;  // more than any case can want
    result = runner_->Run(request);
    EXPECT_EQ(result.answer.text, free.answer.text);
    EXPECT_EQ(Generated(result), Generated(free));
    EXPECT_EQ(result.answer.stop, free.answer.stop);
  }
}

TEST_F(BudgetOnModel, HalfIsUsedAndSaidToBeTheEnd) {
  for (uint64_t run = 0; run < 27; ++run) {
    SCOPED_TRACE("run " + std::to_string(run) + ", " + MakeRequest(run).method);
    Request request = MakeRequest(run);
    const int64_t half = Generated(runner_->Run(request)) / 2;
    request.budget.tokens = half;
    const RunResult result = runner_->Run(request);
    EXPECT_GE(10 * Generated(result), 9 * half);
    EXPECT_TRUE(result.answer.stop == StopReason::kBudget || !result.answer.text.empty());
  }
}

}  // namespace
}  // namespace ponder
