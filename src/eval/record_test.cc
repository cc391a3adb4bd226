#include "eval/record.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "eval/log.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

EvalRecord Sample(const std::string& key) {
  EvalRecord record;
  record.key = key;
  record.model = "toy";
  record.task = "game24";
  record.item = "gen-ko-1-7-3";
  record.level = 1;
  record.level_name = "one_solution";
  record.method = "self_consistency:n=5";
  record.budget_tokens = 400;
  record.sample = 2;
  record.seed = 0xfedcba9876543210;
  record.language = Language::kKorean;
  record.question = "수 4, 6\n\"8\"";
  record.gold = "4 * 6";
  record.final = "6 * 4";
  record.text = "#### 6 * 4";
  record.right = record.extracted = true;
  record.scores = {{"published", 1}, {"f1", 0.25}};
  record.stop = StopReason::kBudget;
  record.usage.completion_tokens = 17;
  record.usage.flops = 1.5e12;
  record.usage_by_role["policy"] = record.usage;
  record.seconds = {1.25, 0.5, 1};
  record.chosen = 1;
  record.candidates = {{std::nullopt, "", false, 9, StopReason::kLength, std::nullopt},
                       {"6 * 4", "4*6", true, 8, StopReason::kEnd, 0.75}};
  return record;
}

// What a line is refused with; "" when it is not.
std::string Refusal(const std::string& line) {
  try {
    ParseRecordLine(line);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Record, ReadsWhatItWrites) {
  const std::string line = RecordLine(Sample("a"));
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const EvalRecord read = ParseRecordLine(line);
  EXPECT_EQ(RecordLine(read), line);
  EXPECT_EQ(read.seed, 0xfedcba9876543210);
  EXPECT_EQ(read.budget_tokens, 400);
  EXPECT_EQ(read.scores.back(), (std::pair<std::string, double>{"f1", 0.25}));
  EXPECT_EQ(read.candidates[0].final, std::nullopt);
  EXPECT_EQ(read.candidates[1].score, 0.75);
  EXPECT_EQ(read.usage_by_role.at("policy").completion_tokens, 17);
  EXPECT_TRUE(read.HitLimit());
}

TEST(Record, RatingsAreOnlyWrittenWhereThereAreSome) {
  EvalRecord record = Sample("a");
  EXPECT_EQ(RecordLine(record).find("\"rat"), std::string::npos);
  record.candidates[1].ratings = {{"judge:scale=grade", 0.7}, {"logprob", -1.5}};
  record.raters["judge:scale=grade"].usage.scorer_prompt_tokens = 60;
  record.raters["logprob"] = {.scale = ScoreScale::kLog, .alone = false, .usage = {}};
  const EvalRecord read = ParseRecordLine(RecordLine(record));
  EXPECT_TRUE(read.candidates[0].ratings.empty());
  EXPECT_EQ(read.candidates[1].ratings, record.candidates[1].ratings);
  EXPECT_EQ(read.raters.at("judge:scale=grade").usage.scorer_prompt_tokens, 60);
  EXPECT_TRUE(read.raters.at("judge:scale=grade").alone);
  EXPECT_EQ(read.raters.at("logprob").scale, ScoreScale::kLog);
  EXPECT_FALSE(read.raters.at("logprob").alone);
  EXPECT_NE(Refusal(Replaced(RecordLine(record), "\"log\"", "\"lag\"")).find("scale"),
            std::string::npos);
}

TEST(Record, BytesThatAreNoTextAndNumbersThatAreNoneDoNotBreakTheLine) {
  EvalRecord record = Sample("a");
  record.text = "\xff\xfe broken";
  record.candidates[1].score = std::nan("");
  record.scores = {{"f1", INFINITY}};
  const EvalRecord read = ParseRecordLine(RecordLine(record));
  EXPECT_NE(read.text.find("broken"), std::string::npos);
  EXPECT_FALSE(read.candidates[1].score.has_value());
}

TEST(Record, SaysWhichFieldIsWrong) {
  const std::string line = RecordLine(Sample("a"));
  EXPECT_EQ(Refusal("{\"format\":"), "this is no JSON");
  EXPECT_EQ(Refusal("[1]"), "an object is wanted");
  EXPECT_EQ(Refusal(Replaced(line, "\"gold\"", "\"silver\"")), "field \"gold\" is missing");
  EXPECT_EQ(Refusal(Replaced(line, "\"level\":1", "\"level\":\"1\"")),
            "field \"level\": a whole number is wanted");
  EXPECT_EQ(Refusal(Replaced(line, "\"tokens\":8", "\"tokens\":null")),
            "field \"candidates[1].tokens\": a whole number is wanted");
  EXPECT_EQ(Refusal(Replaced(line, "\"budget\"", "\"tired\"")),
            "field \"stop_reason\": a reason to stop is wanted");
  EXPECT_EQ(Refusal(Replaced(line, "\"format\":1", "\"format\":7")),
            "field \"format\": written in format 7; this program reads format 1");
  EXPECT_EQ(Refusal(Replaced(line, "\"format\":1,", "\"a_later_field\":{},\"format\":1,")), "");
}

class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("ponder_log_" +
               std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path File() const { return LogFile(folder_); }
  void Write(const std::string& text) const { std::ofstream(File()) << text; }
  std::string Bytes() const {
    std::ifstream in(File());
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string Refused() const {
    try {
      ReadEvalLog(File());
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }

 private:
  fs::path folder_;
};

TEST_F(LogTest, ATornLastLineIsPassedOverAndCutOff) {
  EXPECT_TRUE(ReadEvalLog(File()).records.empty());
  const std::string first = RecordLine(Sample("a")) + "\n";
  Write(first + RecordLine(Sample("b")));  // whole, but for its line break
  const EvalLog log = ReadEvalLog(File());
  ASSERT_EQ(log.records.size(), 1u);
  EXPECT_EQ(log.whole_bytes, first.size());
  LogWriter writer(File(), log.whole_bytes);
  writer.Append(RecordLine(Sample("c")));
  writer.Sync();
  EXPECT_EQ(Bytes(), first + RecordLine(Sample("c")) + "\n");
}

TEST_F(LogTest, ABrokenLineInTheMiddleIsNamed) {
  const std::string line = RecordLine(Sample("a")) + "\n";
  Write(line + line.substr(0, 40) + "\n" + line);
  EXPECT_EQ(Refused(), File().string() + ":2: this is no JSON");
  Write(line + Replaced(line, "\"format\":1", "\"format\":2"));
  EXPECT_EQ(
      Refused(),
      File().string() + ":2: field \"format\": written in format 2; this program reads format 1");
}

TEST_F(LogTest, OfOneKeyTheLastRecordCounts) {
  EvalRecord failed = Sample("a");
  failed.stop = StopReason::kError;
  Write(RecordLine(failed) + "\n" + RecordLine(Sample("b")) + "\n" + RecordLine(Sample("a")) +
        "\n");
  const EvalLog log = ReadEvalLog(File());
  ASSERT_EQ(log.records.size(), 2u);
  EXPECT_EQ(log.records[0].key, "a");
  EXPECT_EQ(log.records[0].stop, StopReason::kBudget);
}

TEST_F(LogTest, AFullDiskIsOneClearLine) {
  if (!fs::exists("/dev/full")) GTEST_SKIP();
  LogWriter writer("/dev/full", 0);
  try {
    writer.Append("{}");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    EXPECT_EQ(std::string(error.what()), "/dev/full: cannot be written: No space left on device");
  }
  EXPECT_THROW(LogWriter(File() / "no" / "folder", 0), Error);
}

}  // namespace
}  // namespace ponder
