// Published sets in the folder PONDER_TEST_DATA, which may hold a part of them. Tests only.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ponder/error.h"
#include "task/rows.h"
#include "task/task.h"

namespace ponder {

struct TestSet {
  std::vector<std::filesystem::path> files;
  std::vector<TaskItem> items;  // none when the set is not there
  std::vector<Row> rows;        // as many as items
};

inline std::filesystem::path TestData() {
  const char* folder = std::getenv("PONDER_TEST_DATA");
  return folder ? folder : "";
}

// A file by its place in the folder ("rubiks_cube_2x2/cube_train.csv"), or "" for the set that the
// task finds there by itself.
inline TestSet ReadTestSet(std::string_view task, const std::string& file = "") {
  TestSet set;
  const std::filesystem::path where = TestData() / file;
  if (TestData().empty() || !std::filesystem::exists(where)) return set;
  const TaskInfo& info = FindTask(task);
  try {
    set.files = FindPublished(info, where);
  } catch (const Error&) {
    return set;
  }
  set.items = ReadPublished(info, where);
  for (const std::filesystem::path& path : set.files) {
    for (Row& row : path.extension() == ".csv" ? ReadCsv(path) : ReadRows(path)) {
      set.rows.push_back(std::move(row));
    }
  }
  return set;
}

// What a file of this text is refused with, from the line on: ":2: no field "answer""; "" when it
// is read.
inline std::string RefusalOf(std::string_view task, const std::string& text) {
  const auto file = std::filesystem::path(testing::TempDir()) / (std::string(task) + "_bad.txt");
  std::ofstream(file) << text;
  std::string message;
  try {
    FindTask(task).task->Read(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    message = error.what();
    EXPECT_TRUE(message.starts_with(file.string() + ":")) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    message.erase(0, file.string().size());
  }
  std::filesystem::remove(file);
  return message;
}

#define PONDER_READ_OR_SKIP(set, ...)           \
  const TestSet set = ReadTestSet(__VA_ARGS__); \
  if (set.items.empty()) GTEST_SKIP() << "not in PONDER_TEST_DATA"

}  // namespace ponder
