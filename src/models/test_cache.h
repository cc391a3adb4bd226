// A cache folder and a PATH of one test's own. Tests only.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace ponder {

class TestCache : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ponder-models-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = getenv("PATH");
    setenv("PONDER_CACHE", (folder_ / "cache").c_str(), 1);
    std::filesystem::create_directories(Models());
  }
  void TearDown() override {
    setenv("PATH", path_.c_str(), 1);
    unsetenv("PONDER_CACHE");
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path Models() const { return folder_ / "cache" / "models"; }

  static void Write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path) << text;
  }

  // From now on `python3` is this shell script; its arguments are those of python3 -c SCRIPT.
  void FakePython(const std::string& script) {
    const std::filesystem::path bin = folder_ / "bin";
    std::filesystem::create_directories(bin);
    Write(bin / "python3", "#!/bin/sh\n" + script);
    std::filesystem::permissions(bin / "python3", std::filesystem::perms::owner_all);
    setenv("PATH", (bin.string() + ":" + path_).c_str(), 1);
  }

  int FilesInModels() const {
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator(Models())) {
      count += file.path().extension() != ".lock" ? 1 : 0;
    }
    return count;
  }

  std::filesystem::path folder_;
  std::string path_;
};

}  // namespace ponder
