#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command_line.h"
#include "cli/cost_pair.h"
#include "engine/fake/toy.h"
#include "eval/folder.h"
#include "eval/harness.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Result {
  int code;
  std::string out;
  std::string err;
};

Result RunWith(std::vector<std::string> args) {
  args.insert(args.begin(), "cost");
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  const int code = RunCommandLine(args, console);
  return {code, out.str(), err.str()};
}

void ExpectRefused(const std::vector<std::string>& args, const std::string& part) {
  const Result result = RunWith(args);
  EXPECT_EQ(result.code, kWrongUsage) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

void ExpectSays(const std::vector<std::string>& args, const std::vector<std::string>& parts) {
  const Result result = RunWith(args);
  EXPECT_EQ(result.code, kDone) << result.err;
  for (const std::string& part : parts) {
    EXPECT_NE(result.out.find(part), std::string::npos) << part << " in\n" << result.out;
  }
}

// Two toy models of one size on two tasks.
class CostCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::path(testing::TempDir()) / "ponder_cost_command";
    fs::remove_all(folder_);
    const Study study = MakeStudy({{"tasks", {"tasks", {"one_digit_sums,next_number"}}},
                                   {"methods", {"methods", {"direct,self_consistency:n=3"}}},
                                   {"limit", {"limit", {"6"}}},
                                   {"max_tokens", {"max_tokens", {"30"}}}});
    StudyFolder opened(folder_, study);
    RunModel(study, PlanStudy(study), "toy-a", MakeToyEngine(1), opened);
    RunModel(study, PlanStudy(study), "toy-b", MakeToyEngine(2), opened);
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  static std::vector<std::string> Compare(const std::string& small, const std::string& large,
                                          std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"compare", folder_.string(), small, large});
    return more;
  }

  static fs::path folder_;
};
fs::path CostCommand::folder_;

TEST_F(CostCommand, SaysWhatAStudyCost) {
  ExpectSays({folder_.string()},
             {"one_digit_sums", "all tasks", "toy-a", "self_consistency:n=3", "FLOPs", "forward",
              "not told by this machine", "no price table"});
  ExpectSays({folder_.string(), "--watts", "20", "--lang", "ko"},
             {"20 W", "가격표", "모든 과제", "정확도 %", "정답당 FLOPs"});
  const Json json = Json::parse(RunWith({folder_.string(), "--json"}).out);
  ASSERT_EQ(json["groups"].size(), 3u);
  EXPECT_EQ(json["groups"][2]["task"], nullptr);
  for (const Json& row : json["groups"][0]["rows"]) {
    // The toy has 1000 weights and no attention.
    EXPECT_NEAR(row["flops"].get<double>(), 2000 * row["logical_forward_tokens"].get<double>(),
                1e-6);
    EXPECT_EQ(row["questions"], 6);
  }
  const Json one = Json::parse(RunWith({folder_.string(), "--json", "--task", "next_number"}).out);
  EXPECT_EQ(one["groups"].size(), 1u);
}

TEST_F(CostCommand, ComparesTwoRows) {
  ExpectSays(Compare("toy-a/self_consistency:n=3", "toy-b/direct"),
             {"small: toy-a, self_consistency:n=3 (1.00k active weights)", "large: toy-b, direct",
              "12 questions that both answered", "accuracy %", "At equal forward FLOPs an answer",
              "did not cost less to train", "In short: "});
  const std::vector<std::string> sizes{"--large-parameters", "3k", "--training-tokens", "1M",
                                       "--traffic",          "100"};
  ExpectSays(Compare("toy-a/self-consistency:n=3", "toy-b/direct", sizes),
             {"Break-even, training counted", "In answers: ", "At this traffic R is ", "0.16"});
  std::vector<std::string> with_json = sizes;
  with_json.push_back("--json");
  const Json json = Json::parse(RunWith(Compare("2", "3", with_json)).out);
  EXPECT_EQ(json["small"]["name"], "toy-a, self_consistency:n=3");
  EXPECT_EQ(json["large"]["name"], "toy-b, direct");
  EXPECT_EQ(json["questions"], 12);
  EXPECT_EQ(json["exchange"].size(), 4u);
  EXPECT_EQ(json["size_ratio"], 3);
  EXPECT_EQ(json["equal_flops"]["how"], "mixed");
  EXPECT_EQ(json["equal_flops"]["mix"]["others"], "direct");
}

TEST_F(CostCommand, KoreanSaysTheSameNumbers) {
  const std::string korean = RunWith(Compare("2", "3", {"--lang", "ko"})).out;
  EXPECT_NE(korean.find("요약"), std::string::npos) << korean;
  EXPECT_EQ(korean.find("In short"), std::string::npos);
  EXPECT_EQ(korean.find("At equal"), std::string::npos);
  EXPECT_NE(korean.find("순전파 토큰"), std::string::npos) << korean;
}

TEST_F(CostCommand, WrongUsageIsOneClearLine) {
  const std::string folder = folder_.string();
  ExpectRefused({}, "no folder of a study and no model");
  ExpectRefused({"no-such-model"}, "no-such-model");
  ExpectRefused({fs::path(testing::TempDir()).string()}, "no log.jsonl");
  ExpectRefused({folder, "--task", "next_numbr"}, "did you mean next_number?");
  ExpectRefused({folder, "--prices", "no/such/file"}, "ponder cost prices prints one");
  ExpectRefused({folder, "--watts", "many"}, "--watts: \"many\"");
  ExpectRefused({folder, "--measure"}, "--measure");
  ExpectRefused({folder, "--lang", "fr"}, "--lang");
  ExpectRefused({"compare", folder}, "two rows");
  ExpectRefused({"compare", folder, "1"}, "two rows");
  ExpectRefused(Compare("1", "9"), "there is no row 9; there are 4");
  ExpectRefused(Compare("0", "1"), "there is no row 0");
  ExpectRefused(Compare("1", "1"), "same row");
  ExpectRefused(Compare("direct", "1"), "2 rows are called \"direct\"");
  ExpectRefused(Compare("toy-a/best_of_n", "1"), "no row is called");
  ExpectRefused(Compare("1", "3", {"--small-tokens", "5"}), "--small-tokens: is for assumptions");
  ExpectRefused(Compare("1", "3", {"--traffic", "5"}), "needs --training-tokens");
  ExpectRefused(Compare("1", "3", {"--training-tokens", "5X"}), "\"5X\"");
  ExpectRefused({"compare"}, "--small-parameters: is missing");
}

std::vector<std::string> Assumed(std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"compare", "--small-parameters", "0.5B", "--small-tokens", "1200",
                             "--small-accuracy", "56/70", "--large-parameters", "1.5B",
                             "--large-tokens", "100", "--large-accuracy", "48/80"});
  return more;
}

TEST(CostAssumed, AnswersFromNumbersAlone) {
  ExpectSays(Assumed({"--training-tokens", "1T", "--traffic", "1M"}),
             {"small: 56/70 (500M active weights)", "accuracies are assumed", "small is better",
              "R = 0.67 (R:", "right answers instead, up to R = 1.00 [", "6.67G",
              "small costs less in all"});
  const Json json = Json::parse(RunWith(Assumed({"--json"})).out);
  EXPECT_EQ(json["questions"], nullptr);
  EXPECT_NEAR(json["flops_ratio"]["value"].get<double>(), 4, 1e-9);
  EXPECT_NEAR(json["break_even_use"]["value"].get<double>(), 2.0 / 3, 1e-9);
  EXPECT_EQ(json["break_even_answers"], nullptr);
  EXPECT_EQ(json["equal_flops"]["how"], "too_dear");
  ExpectSays(Assumed({"--small-price", "0.02", "--large-price", "0.01", "--small-per-day", "1",
                      "--large-per-day", "3"}),
             {"Money an answer, wrong ones counted: small 0.02", "up to 200 answers a day"});
}

TEST(CostAssumed, SaysWhatIsMissingOrWrong) {
  ExpectRefused(Assumed({"--small-tokens", "5"}), "--small-tokens");  // given twice
  for (const char* wrong : {"71/70", "", "1", "1/", "/2", "1/0", "-1/2", "1/2/3", "x/y", "1.5/2"}) {
    ExpectRefused({"compare", "--small-accuracy", wrong, "--large-accuracy", "1/2"}, "RIGHT/ALL");
  }
  ExpectRefused({"compare", "--small-parameters", "0"}, "must be more than 0");
  ExpectRefused({"compare", "--small-parameters", "1", "--small-tokens", "1"},
                "--small-accuracy: is missing");
}

TEST(CostAmounts, TakeUnits) {
  EXPECT_DOUBLE_EQ(ParseAmount("x", "1.5B"), 1.5e9);
  EXPECT_DOUBLE_EQ(ParseAmount("x", "2e3"), 2000);
  EXPECT_DOUBLE_EQ(ParseAmount("x", "18T"), 18e12);
  EXPECT_DOUBLE_EQ(ParseAmount("x", "7k"), 7000);
  for (const char* wrong : {"", "B", "1BB", "-1", "nan", "inf", "1 B", "1e999"}) {
    EXPECT_THROW(ParseAmount("x", wrong), Error) << wrong;
  }
}

TEST(CostPrices, PrintsATableThatItReads) {
  const fs::path file = fs::path(testing::TempDir()) / "ponder_prices_test.yaml";
  const std::string text = RunWith({"prices"}).out;
  EXPECT_NE(text.find("made up"), std::string::npos);
  std::ofstream(file) << text;
  ExpectRefused({"no-such-model", "--prices", file.string()}, "no-such-model");  // past the table
  EXPECT_TRUE(Json::accept(RunWith({"prices", "--json"}).out));
  fs::remove(file);
}

}  // namespace
}  // namespace ponder
