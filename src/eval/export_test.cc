// What the layouts say. That the real packages read them: tests/eval/check_exports.py.
#include "eval/export.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "eval/made_up_study.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr char kTime[] = "2026-11-25T10:30:00";

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("ponder_export_" + std::to_string(getpid()));
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static Json Read(const fs::path& file) {
    std::ifstream in(file);
    return Json::parse(in);
  }

  fs::path folder_;
};

TEST_F(Export, LmEvalHasAFolderAModelAndMethod) {
  const auto files = ExportLmEval(MadeUpStudy(6), folder_, kTime);
  EXPECT_EQ(files.size(), 2u * 7 * (2 + 1));
  const fs::path direct = folder_ / "small-0.5b__direct-t-0.7";
  const Json results = Read(direct / "results_2026-11-25T10-30-00.json");
  EXPECT_EQ(results["results"].size(), 2u);
  EXPECT_TRUE(results["results"]["game24"].contains("exact_match_stderr,none"));
  EXPECT_EQ(results["config"]["model_args"]["method"], "direct");

  std::ifstream samples(direct / "samples_word_problems_2026-11-25T10-30-00.jsonl");
  std::string line;
  std::vector<Json> lines;
  while (std::getline(samples, line)) lines.push_back(Json::parse(line));
  ASSERT_EQ(lines.size(), 5u);  // one run failed
  EXPECT_EQ(lines[0]["target"], "42");
  EXPECT_EQ(lines[0]["resps"][0].size(), 1u);
  EXPECT_TRUE(lines[0].contains("exact_match"));
}

TEST_F(Export, InspectHasALogARow) {
  const auto files = ExportInspect(MadeUpStudy(6), folder_, kTime);
  ASSERT_EQ(files.size(), 2u * 7 * 2);
  EXPECT_EQ(files[0].filename().string().substr(0, 33), "2026-11-25T10-30-00+00-00_game24_");
  int errors = 0;
  for (const fs::path& file : files) {
    const Json log = Read(file);
    EXPECT_EQ(log["status"], "success");
    EXPECT_EQ(log["samples"].size(), 6u);
    for (const Json& sample : log["samples"]) errors += sample.contains("error");
  }
  EXPECT_EQ(errors, 1);
}

TEST_F(Export, SaysWhatCannotBeWritten) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "file") << "in the way";
  try {
    ExportInspect(MadeUpStudy(1), folder_ / "file", kTime);
    FAIL() << "wrote into a file";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    EXPECT_NE(std::string(error.what()).find("cannot be written"), std::string::npos);
  }
}

}  // namespace
}  // namespace ponder
