#include "store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <latch>
#include <thread>

#include "ponder/error.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kFirst{"CREATE TABLE t(a TEXT, b REAL)"};

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("ponder-database-" + std::to_string(getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path File() const { return folder_ / "some" / "data.db"; }

  // What opening says, and as what kind of error.
  std::pair<ErrorCode, std::string> Complaint(std::string_view kind,
                                              const std::vector<std::string>& schema,
                                              Database::Mode mode) const {
    try {
      Database database(File(), kind, schema, mode);
    } catch (const Error& error) {
      return {error.code(), error.what()};
    }
    return {ErrorCode::kInternal, "opened"};
  }

  std::filesystem::path folder_;
};

TEST_F(DatabaseTest, KeepsWhatWasWritten) {
  {
    Database database(File(), "PTST", kFirst);
    database.Run("INSERT INTO t VALUES(?, ?)", {std::string("a\0b'\xc3\xa9", 6), 0.1});
    database.Run("INSERT INTO t VALUES(?, ?)", {"second", int64_t{1} << 53});
  }
  Database database(File(), "PTST", kFirst, Database::Mode::kRead);
  const auto rows = database.Run("SELECT a, b FROM t ORDER BY rowid");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][0].Text(), std::string("a\0b'\xc3\xa9", 6));
  EXPECT_EQ(rows[0][1].Number(), 0.1);
  EXPECT_EQ(rows[1][1].Integer(), int64_t{1} << 53);
  EXPECT_TRUE(database.Run("SELECT a FROM t WHERE a = ?", {"third"}).empty());
}

TEST_F(DatabaseTest, WhatFailsTogetherLeavesNothing) {
  Database database(File(), "PTST", kFirst);
  EXPECT_THROW(database.Together([&] {
    database.Run("INSERT INTO t VALUES('x', 1)");
    throw Error(ErrorCode::kInternal, "no");
  }),
               Error);
  EXPECT_TRUE(database.Run("SELECT * FROM t").empty());
  database.Together([&] { database.Run("INSERT INTO t VALUES('y', 1)"); });
  EXPECT_EQ(database.Run("SELECT * FROM t").size(), 1u);
}

TEST_F(DatabaseTest, AnOlderFileIsBroughtUpToDate) {
  { Database(File(), "PTST", kFirst).Run("INSERT INTO t VALUES('old', 1)"); }
  std::vector<std::string> second = kFirst;
  second.push_back("ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'new'");
  EXPECT_THAT(Complaint("PTST", second, Database::Mode::kRead).second, HasSubstr("older version"));
  EXPECT_EQ(Database(File(), "PTST", second).Run("SELECT a, c FROM t").at(0).at(1).Text(), "new");
  const auto [code, text] = Complaint("PTST", kFirst, Database::Mode::kWrite);
  EXPECT_EQ(code, ErrorCode::kInvalidRequest);
  EXPECT_THAT(text, HasSubstr("it has version 2, this program reads up to 1"));
}

TEST_F(DatabaseTest, OtherFilesAreRefused) {
  EXPECT_EQ(Complaint("PTST", kFirst, Database::Mode::kRead).first, ErrorCode::kNotFound);
  { Database database(File(), "PTST", kFirst); }
  EXPECT_THAT(Complaint("ELSE", kFirst, Database::Mode::kWrite).second,
              HasSubstr("a database of something else"));
  std::ofstream(File(), std::ios::trunc) << std::string(5000, 'x');
  const auto [code, text] = Complaint("PTST", kFirst, Database::Mode::kWrite);
  EXPECT_EQ(code, ErrorCode::kInvalidRequest);
  EXPECT_THAT(text, HasSubstr("this is no database"));
}

// Whoever opens a file while another one makes it sees it as it was before or as it is after.
TEST_F(DatabaseTest, ManyMayMakeAFileAtOnce) {
  constexpr int kFiles = 50;
  constexpr int kOpeners = 4;
  for (int i = 0; i < kFiles; ++i) {
    std::filesystem::remove_all(folder_ / "some");
    std::latch start(kOpeners);
    std::vector<std::jthread> openers;
    for (int k = 0; k < kOpeners; ++k) {
      openers.emplace_back([&] {
        start.arrive_and_wait();
        EXPECT_EQ(Complaint("PTST", kFirst, Database::Mode::kWrite).second, "opened");
      });
    }
  }
}

TEST_F(DatabaseTest, ManyWritersWaitForEachOther) {
  constexpr int kWriters = 4;
  constexpr int kRows = 20;
  std::vector<std::jthread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([this] {
      Database database(File(), "PTST", kFirst);
      for (int k = 0; k < kRows; ++k) {
        database.Together([&] { database.Run("INSERT INTO t VALUES('w', ?)", {k}); });
      }
    });
  }
  writers.clear();
  Database database(File(), "PTST", kFirst, Database::Mode::kRead);
  EXPECT_EQ(database.Run("SELECT count(*) FROM t").at(0).at(0).Integer(), kWriters * kRows);
}

}  // namespace
}  // namespace ponder
