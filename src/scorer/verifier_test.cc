#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "engine/fake/scripted.h"
#include "scorer/bare_context.h"
#include "scorer/command_check.h"

namespace ponder {
namespace {

using testing::HasSubstr;

Candidate Saying(const std::string& text, const std::string& final = "") {
  Candidate candidate;
  candidate.text = text;
  if (!final.empty()) candidate.final = final;
  return candidate;
}

class IsFour : public AnswerChecker {
 public:
  double Check(std::string_view answer) const override { return answer == "4" ? 1 : 0; }
};

const Question kQuestion{.messages = {Message("user", std::string("2 + 2?"))},
                         .kind = AnswerKind::kNumber,
                         .checker = std::make_shared<IsFour>()};

std::vector<Score> Rate(const OptionValues& options, const std::vector<Candidate>& candidates) {
  BareContext context(nullptr);
  return FindScorer("verifier").create(options)->Rate(kQuestion, candidates, context);
}

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(Verifier, AsksTheQuestionsChecker) {
  const auto scores = Rate({}, {Saying("it is 4", "4"), Saying("it is 5", "5"), Saying("hm")});
  EXPECT_EQ(scores[0].total, 1);
  EXPECT_EQ(scores[1].total, 0);
  EXPECT_EQ(scores[2].total, 0);
  for (const Score& score : scores) EXPECT_FALSE(score.abstained);
  EXPECT_TRUE(FindScorer("verifier").create({})->Needs().checker);
  EXPECT_FALSE(FindScorer("verifier").create({{"command", "true"}})->Needs().checker);
}

TEST(Verifier, TheExitCodeOfACommandIsTheScore) {
  const auto scores = Rate({{"command", "grep -q four"}},
                           {Saying("it is four\n"), Saying("five"), Saying(""), Saying("four")});
  EXPECT_EQ(scores[0].total, 1);
  EXPECT_EQ(scores[1].total, 0);
  EXPECT_EQ(scores[2].total, 0);
  EXPECT_EQ(scores[3].total, 1);
  EXPECT_EQ(Rate({{"command", "test \"$PONDER_ANSWER\" = 4 -a \"$PONDER_QUESTION\" = '2 + 2?'"}},
                 {Saying("x", "4")})[0]
                .total,
            1);
}

TEST(Verifier, TheNumberOfACommandIsTheScore) {
  const OptionValues count{{"command", "echo lines:; wc -c"}, {"result", "number"}};
  EXPECT_EQ(Rate(count, {Saying("12345")})[0].total, 5);
  for (const char* says :
       {"echo high", "true", "echo nan", "echo 1e999", "echo 3; exit 1", "echo 3 of 4 points"}) {
    const OptionValues options{{"command", says}, {"result", "number"}};
    EXPECT_TRUE(Rate(options, {Saying("x")})[0].abstained) << says;
  }
  EXPECT_EQ(Rate({{"command", "echo -0.25"}, {"result", "number"}}, {Saying("x")})[0].total, -0.25);
}

TEST(Verifier, EndsWhatTakesTooLongWithAllItStarted) {
  const std::string mark = testing::TempDir() + "/verifier_test_" + std::to_string(::getpid());
  const auto begin = std::chrono::steady_clock::now();
  const auto scores = Rate({{"command", "(sleep 2; touch " + mark + ") & yes"}, {"seconds", "0.3"}},
                           {Saying("a"), Saying("b")});
  EXPECT_LT(SecondsSince(begin), 1.5);
  EXPECT_EQ(scores[0].total, 0);
  EXPECT_FALSE(scores[0].abstained);
  std::this_thread::sleep_for(std::chrono::milliseconds(2200));
  EXPECT_NE(::access(mark.c_str(), F_OK), 0);
}

TEST(Verifier, LongInputsAndOutputsDoNotBlock) {
  const std::string long_text(3'000'000, 'x');
  EXPECT_EQ(Rate({{"command", "true"}}, {Saying(long_text)})[0].total, 1);
  EXPECT_EQ(Rate({{"command", "cat"}}, {Saying(long_text)})[0].total, 1);
  EXPECT_EQ(Rate({{"command", "wc -c"}, {"result", "number"}}, {Saying(long_text)})[0].total, 3e6);
  const CommandOutcome outcome = RunCommand("cat", long_text, {{"TOO_LONG", long_text}}, 10, {});
  EXPECT_TRUE(outcome.finished);
  EXPECT_EQ(outcome.output.size(), 65536u);
}

TEST(Verifier, StopsAndSaysWhatCannotBeRun) {
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(RunCommand("sleep 5", "", {}, 10, source.get_token()).finished);
  EXPECT_EQ(RunCommand("kill -9 $$", "", {}, 10, {}).exit_code, 137);
  try {
    Rate({{"command", "/no/such/checker"}}, {Saying("x")});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot run \"/no/such/checker\""));
  }
}

// A command that runs what the answers say ends as they do.
TEST(Verifier, AnAnswerThatNamesNoCommandIsOnlyWrong) {
  BareContext context(nullptr);
  const auto scorer = FindScorer("verifier").create({{"command", "sh 2>/dev/null"}});
  const std::vector<Candidate> both{Saying("no_such_command_at_all"), Saying("exit 0")};
  const auto scores = scorer->Rate(kQuestion, both, context);
  EXPECT_EQ(scores[0].total, 0);
  EXPECT_EQ(scores[1].total, 1);
  EXPECT_EQ(scorer->Rate(kQuestion, std::span(both).first(1), context)[0].total, 0);
}

TEST(Verifier, ItsCommandIsForTheOneAtTheMachine) {
  for (const OptionInfo& option : FindScorer("verifier").options) {
    EXPECT_EQ(option.local_only, option.name == "command");
  }
  for (const OptionInfo& option : FindScorer("prm").options) {
    EXPECT_EQ(option.local_only, option.name == "head");
  }
}

}  // namespace
}  // namespace ponder
