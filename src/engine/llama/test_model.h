// The small model of the tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

// Skips the test where the model is not on this machine.
#define PONDER_NEED_MODEL(path)                                 \
  const std::filesystem::path path = ::ponder::TestModelPath(); \
  if (path.empty()) GTEST_SKIP() << "no small model: set PONDER_TEST_MODEL"

namespace ponder {

inline std::filesystem::path TestModelPath() {
  const char* path = std::getenv("PONDER_TEST_MODEL");
  if (path == nullptr || !std::filesystem::exists(path)) return {};
  return path;
}

}  // namespace ponder
