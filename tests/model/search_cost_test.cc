// What searches cost on the real small model: what was said once is not computed again.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/llama/test_model.h"
#include "ponder/llama.h"
#include "ponder/runner.h"

namespace ponder {
namespace {

constexpr int kPaths = 16;
constexpr int kSteps = 10;
constexpr int kStepTokens = 8;

class SearchCost : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    PONDER_NEED_MODEL(path);
    LlamaOptions options;
    options.sequences = kPaths + 1;
    options.sequence_context = 512;
    options.threads = 2;
    runner_ = std::make_unique<Runner>(LoadLlamaEngine(path, options));
  }

  Usage OfPolicy(const std::string& method, OptionValues options, const std::string& scorer) const {
    Request request;
    request.messages.emplace_back("user", "Write a long story about a ship and the sea.");
    request.method = method;
    request.options = std::move(options);
    request.scorer = scorer;
    request.max_tokens = kSteps * kStepTokens;
    request.seed = 5;
    return runner_->Run(request).usage_by_role.at("policy");
  }

  std::unique_ptr<Runner> runner_;
};

TEST_P(SearchCost, PathsAreComputedOnce) {
  const std::string method = GetParam();
  const int64_t prompt = OfPolicy("direct", {}, "").prompt_tokens;
  std::vector<const char*> scorers{"logprob"};
  if (method == "particle_filter") scorers.push_back("judge");  // asks aside, of the same cells
  for (const char* scorer : scorers) {
    OptionValues options{{"prompt", "plain"},
                         {"n", std::to_string(kPaths)},
                         {"step", "tokens"},
                         {"step_tokens", std::to_string(kStepTokens)},
                         {"max_steps", std::to_string(kSteps)}};
    if (method == "particle_filter") options["ess"] = "1";  // drawn anew at each step
    const Usage usage = OfPolicy(method, options, scorer);
    EXPECT_GE(usage.completion_tokens, kPaths * kStepTokens * kSteps / 2) << scorer;
    EXPECT_LE(static_cast<double>(usage.forward_tokens),
              1.1 * static_cast<double>(usage.completion_tokens) + static_cast<double>(prompt))
        << scorer << ": " << usage.forward_tokens << " computed for " << usage.completion_tokens;
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, SearchCost,
                         testing::Values("beam_search", "dvts", "particle_filter"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace ponder
