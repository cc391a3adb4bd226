// Searches on models whose context is full before they are done.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "engine/fake/toy.h"
#include "engine/forwarding.h"
#include "engine/recording.h"
#include "method/search_methods_testing.h"
#include "search/search_context.h"

namespace ponder {
namespace {

// An engine whose sequences hold little.
class SmallContext : public ForwardingEngine {
 public:
  // `tells`: in its facts, and so that lengths are known before it is asked.
  SmallContext(std::shared_ptr<Engine> inner, int context, bool tells = true)
      : ForwardingEngine(std::move(inner)), info_(ForwardingEngine::Info()), context_(context) {
    info_.context = tells ? context : 0;
    info_.exact_counts = tells;
  }
  const EngineInfo& Info() const override { return info_; }
  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    std::vector<GenerateRequest> room(requests.begin(), requests.end());
    for (GenerateRequest& request : room) {
      const auto prompt = static_cast<int>(Render(request.prompt).size());
      longest = std::max(longest, prompt);
      if (prompt >= context_) {
        ++refused;
        throw Error(ErrorCode::kContextFull, "the prompt is too long");
      }
      request.max_tokens = std::min(request.max_tokens, context_ - prompt);
    }
    auto results = ForwardingEngine::Generate(room, on_done, stop);
    for (size_t i = 0; i < results.size(); ++i) {
      const bool cut = room[i].max_tokens < requests[i].max_tokens;
      if (cut && results[i].stop == StopReason::kLength) {
        results[i].stop = StopReason::kContextFull;
        ++full;
      }
    }
    return results;
  }
  int full = 0;     // replies that were cut
  int refused = 0;  // batches
  int longest = 0;  // prompt that came

 private:
  EngineInfo info_;
  int context_;
};

TEST(SearchMethods, AFullContextEndsAPathAndNotTheSearch) {
  for (const char* method : kSearches) {
    for (const char* rater : {"arithmetic", "judge"}) {
      const std::shared_ptr<Engine> toy(MakeToyEngine(6));
      const auto small = std::make_shared<SmallContext>(toy, 60);
      const auto scorer = FindScorer(rater).create({});
      SearchContext context(small, *scorer, 6);
      const auto run =
          FindMethod(method).create({{"step", "line"}, {"step_tokens", "20"}, {"prompt", "plain"}});
      const Answer answer = run->Run(kQuestion, context);
      EXPECT_GT(small->full, 0) << method;
      EXPECT_FALSE(answer.text.empty()) << method;
      EXPECT_TRUE(std::ranges::any_of(answer.candidates,
                                      [](const Candidate& candidate) {
                                        return candidate.stop == StopReason::kContextFull;
                                      }) ||
                  IsComplete(answer.candidates[static_cast<size_t>(answer.chosen)].stop))
          << method;
    }
  }
}

// Thoughts and verdicts whose questions are too long come back empty, also where the engine says so
// only when it is asked.
TEST(SearchMethods, AFullContextEndsThoughtsAndNotTheSearch) {
  for (const char* method : {"tree_of_thoughts", "rap"}) {
    for (const bool tells : {true, false}) {
      const auto run = [&](int context) {
        const std::shared_ptr<Engine> toy(MakeToyEngine(6));
        auto small = std::make_shared<SmallContext>(toy, context, tells);
        const auto scorer = FindScorer("arithmetic").create({});
        SearchContext bare(small, *scorer, 6);
        const Answer answer = FindMethod(method).create({})->Run(kQuestion, bare);
        EXPECT_FALSE(answer.candidates.empty()) << method;
        return small;
      };
      const int longest = run(100'000)->longest;
      const auto full = run(longest - 1);
      EXPECT_GT(full->refused, 0) << method << tells;
    }
  }
}

TEST(SearchMethods, AQuestionThatIsTooLongIsAnError) {
  for (const char* method : kSearches) {
    const auto small = std::make_shared<SmallContext>(std::shared_ptr<Engine>(MakeToyEngine(6)), 4);
    const auto scorer = FindScorer("arithmetic").create({});
    SearchContext context(small, *scorer, 6);
    try {
      FindMethod(method).create({{"prompt", "plain"}})->Run(kQuestion, context);
      FAIL() << method;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kContextFull) << method;
    }
  }
}

TEST(SearchMethods, AFullContextCanBeReplayed) {
  const auto toy = std::shared_ptr<Engine>(MakeToyEngine(6));
  const auto small = std::make_shared<SmallContext>(toy, 60);
  const auto recorder = std::make_shared<RecordingEngine>(small);
  const auto run = [](std::shared_ptr<Engine> engine) {
    const auto scorer = FindScorer("judge").create({});
    SearchContext context(std::move(engine), *scorer, 6);
    return FindMethod("particle_filter")
        .create({{"step", "line"}, {"step_tokens", "20"}, {"prompt", "plain"}})
        ->Run(kQuestion, context);
  };
  const Answer first = run(recorder);
  EXPECT_GT(small->refused, 0);
  ExpectSame(run(MakeReplayEngine(recorder->Taken())), first);
}

}  // namespace
}  // namespace ponder
