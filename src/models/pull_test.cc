#include <chrono>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/models.h"
#include "models/test_cache.h"
#include "ponder/error.h"

namespace ponder {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class PullTest : public TestCache {
 protected:
  const CatalogueEntry& entry_ = *FindInCatalogue("smollm2-135m");
  PullOptions options_;

  std::string PullError(const CatalogueEntry& entry) {
    try {
      PullModel(entry, options_);
    } catch (const Error& error) {
      return std::string(ErrorCodeName(error.code())) + ": " + error.what();
    }
    ADD_FAILURE() << "no Error";
    return "";
  }
};

// $5 is the target: -c SCRIPT model NAME TARGET --json-progress
constexpr char kFetches[] =
    "printf whole > \"$5\"\necho '{\"event\": \"done\", \"path\": \"x\"}'\n";

TEST_F(PullTest, FetchesWithProgress) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
  options_.progress = [&](std::uint64_t done, std::uint64_t total) {
    seen.emplace_back(done, total);
  };
  std::string noted;
  options_.note = [&](const std::string& line) { noted = line; };
  FakePython(std::string("echo '{\"event\": \"note\", \"message\": \"waiting\"}'\n"
                         "echo '{\"event\": \"progress\", \"done\": 3, \"total\": 9}'\n") +
             kFetches);
  EXPECT_TRUE(PullModel(entry_, options_));
  EXPECT_TRUE(StatusOf(entry_).present);
  EXPECT_THAT(seen, ElementsAre(Pair(3, 9)));
  EXPECT_EQ(noted, "waiting");
}

TEST_F(PullTest, ErrorOfTheScriptIsTheError) {
  FakePython("echo '{\"event\": \"error\", \"message\": \"disk full: /x has 1 MB\"}'\nexit 1\n");
  EXPECT_EQ(PullError(entry_), "unavailable: disk full: /x has 1 MB");
}

TEST_F(PullTest, LastLineIsTheErrorOfAScriptThatBroke) {
  FakePython("echo Traceback >&2\necho 'ModuleNotFoundError: no json' >&2\nexit 1\n");
  EXPECT_EQ(PullError(entry_), "unavailable: ModuleNotFoundError: no json");
}

TEST_F(PullTest, NoPython) {
  setenv("PATH", folder_.c_str(), 1);
  EXPECT_THAT(PullError(entry_), HasSubstr("install python3"));
}

TEST_F(PullTest, StopEndsTheScript) {
  FakePython("exec sleep 60\n");
  std::stop_source source;
  options_.stop = source.get_token();
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    source.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(PullModel(entry_, options_));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_F(PullTest, ConvertsOnce) {
  FakePython(kFetches);
  int calls = 0;
  options_.convert = [&](const std::filesystem::path& in, const std::filesystem::path& out,
                         const std::string& type) {
    ++calls;
    EXPECT_EQ(in, StatusOf(entry_).path);
    EXPECT_EQ(type, "Q8_0");
    EXPECT_FALSE(StatusOf(entry_).converted);
    Write(out, "converted");
  };
  EXPECT_TRUE(PullModel(entry_, options_));
  EXPECT_TRUE(PullModel(entry_, options_));
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(StatusOf(entry_).converted);
  EXPECT_EQ(FilesInModels(), 2);
}

TEST_F(PullTest, FailedConversionLeavesNothing) {
  FakePython(kFetches);
  Write(Models() / "smollm2-135m-Q8_0.gguf.tmp.1", "of a run that was killed");
  options_.convert = [&](const std::filesystem::path&, const std::filesystem::path& out,
                         const std::string&) {
    Write(out, "half");
    throw Error(ErrorCode::kModel, "cannot convert");
  };
  EXPECT_EQ(PullError(entry_), "model: cannot convert");
  EXPECT_FALSE(StatusOf(entry_).converted);
  EXPECT_EQ(FilesInModels(), 1);
}

TEST_F(PullTest, TermsMustBeAccepted) {
  FakePython("for last; do :; done\n[ \"$last\" = --accept-terms ] || exit 9\n" +
             std::string(kFetches));
  const CatalogueEntry& gemma = *FindInCatalogue("gemma3-270m");
  EXPECT_THAT(PullError(gemma),
              HasSubstr("invalid_request: gemma3-270m is under the Gemma Terms of Use"));
  options_.accept_terms = true;
  EXPECT_TRUE(PullModel(gemma, options_));
}

// No network: a file: address.
TEST_F(PullTest, OneFileCheckedAgainstItsHash) {
  Write(folder_ / "set.jsonl", "whole");
  const std::string url = "file://" + (folder_ / "set.jsonl").string();
  const std::string sha256 = "5d5766cf2d78701614200418ee1450690d9af12c84d52545e4802f001ad53099";
  const std::filesystem::path path = DataFolder() / "set" / "set.jsonl";
  EXPECT_TRUE(PullFile(url, sha256, path, options_));
  EXPECT_EQ(std::filesystem::file_size(path), 5u);
  EXPECT_TRUE(PullFile("file:///no/such", sha256, path, options_)) << "it is there";
  Write(path, "damaged");
  std::string noted;
  options_.note = [&](const std::string& line) { noted = line; };
  EXPECT_TRUE(PullFile(url, sha256, path, options_));
  EXPECT_THAT(noted, HasSubstr("damaged"));
  const auto error = [&](const std::string& from) -> std::string {
    try {
      PullFile(from, std::string(64, '0'), path.string() + "2", options_);
    } catch (const Error& failed) {
      return failed.what();
    }
    return "";
  };
  EXPECT_THAT(error(url), HasSubstr("pinned is 000"));
  EXPECT_THAT(error("file:///no/such"), HasSubstr("/no/such"));
  EXPECT_FALSE(std::filesystem::exists(path.string() + "2"));
}

// The script that is compiled in, in a real python3; no network: it fails before it looks for one.
TEST_F(PullTest, EmbeddedScriptRuns) {
  std::filesystem::create_directories(StatusOf(entry_).path.string() +
                                      ".lock");  // so the lock cannot be opened
  EXPECT_THAT(PullError(entry_), HasSubstr("set PONDER_CACHE to a folder that can be written"));
}

}  // namespace
}  // namespace ponder
