#include "models/models.h"

#include <stdlib.h>

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/files.h"
#include "models/test_cache.h"
#include "ponder/error.h"

namespace ponder {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using ModelsTest = TestCache;

std::string MessageOf(const std::function<void()>& call, ErrorCode code) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  ADD_FAILURE() << "no Error";
  return "";
}

TEST(CatalogueTest, EntriesAreComplete) {
  std::set<std::string> names;
  for (const CatalogueEntry& entry : Catalogue()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_FALSE(entry.licence.empty()) << entry.name;
    EXPECT_EQ(entry.sha256.size(), 64u) << entry.name;
    EXPECT_GT(entry.memory_bytes, entry.parameters / 2) << entry.name;
    EXPECT_EQ(entry.needs_consent, !entry.terms.empty()) << entry.name;
  }
  EXPECT_TRUE(names.contains("qwen2.5-coder-0.5b"));
  EXPECT_TRUE(names.contains("smollm2-135m"));
}

TEST(CatalogueTest, MemoryIsWeightsAndContext) {
  const CatalogueEntry& entry = *FindInCatalogue("smollm2-135m");
  const std::uint64_t context = 4096ull * 30 * 3 * 64 * 2 * 2;
  EXPECT_EQ(entry.memory_bytes, entry.parameters * 34 / 32 + context);
}

TEST_F(ModelsTest, CacheFolderRules) {
  EXPECT_EQ(CacheFolder(), folder_ / "cache");
  unsetenv("PONDER_CACHE");
  const char* saved = getenv("XDG_CACHE_HOME");
  const std::string xdg = saved != nullptr ? saved : "";
  setenv("XDG_CACHE_HOME", "/somewhere", 1);
  EXPECT_EQ(CacheFolder(), "/somewhere/ponder");
  setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(CacheFolder().filename(), "ponder");
  EXPECT_EQ(CacheFolder().parent_path().filename(), ".cache");
  if (saved != nullptr) {
    setenv("XDG_CACHE_HOME", xdg.c_str(), 1);
  } else {
    unsetenv("XDG_CACHE_HOME");
  }
}

TEST_F(ModelsTest, StatusFollowsTheFiles) {
  const CatalogueEntry& entry = *FindInCatalogue("smollm2-135m");
  EXPECT_FALSE(StatusOf(entry).present);
  EXPECT_EQ(StatusOf(entry).disk_bytes, 0u);
  Write(Models() / "smollm2-135m.gguf", "1234");
  EXPECT_TRUE(StatusOf(entry).present);
  EXPECT_FALSE(StatusOf(entry).converted);
  EXPECT_EQ(ResolveModel("smollm2-135m"), Models() / "smollm2-135m.gguf");
  Write(Models() / "smollm2-135m-Q8_0.gguf", "123456");
  EXPECT_TRUE(StatusOf(entry).converted);
  EXPECT_EQ(StatusOf(entry).disk_bytes, 10u);
  EXPECT_EQ(ResolveModel("smollm2-135m"), Models() / "smollm2-135m-Q8_0.gguf");
}

TEST_F(ModelsTest, ResolveTakesAnyFile) {
  Write(folder_ / "my.gguf", "x");
  EXPECT_EQ(ResolveModel((folder_ / "my.gguf").string()), folder_ / "my.gguf");
}

TEST_F(ModelsTest, ResolveSaysWhatToDo) {
  EXPECT_THAT(MessageOf([] { ResolveModel("smollm2-135m"); }, ErrorCode::kNotFound),
              HasSubstr("ponder models pull smollm2-135m"));
  EXPECT_THAT(MessageOf([] { ResolveModel("smolm2-135m"); }, ErrorCode::kNotFound),
              AllOf(HasSubstr("did you mean smollm2-135m"), HasSubstr("models pull")));
  EXPECT_THAT(MessageOf([] { ResolveModel("qwen2.5"); }, ErrorCode::kNotFound),
              HasSubstr("qwen2.5-coder-1.5b"));
  EXPECT_THAT(MessageOf([] { ResolveModel("zzzzzzzzzzzz"); }, ErrorCode::kNotFound),
              HasSubstr("one of qwen"));
  EXPECT_THAT(MessageOf([] { ResolveModel("no/such.gguf"); }, ErrorCode::kNotFound),
              HasSubstr("no model file no/such.gguf"));
}

TEST_F(ModelsTest, RemoveDeletesBothFormsAndLeftovers) {
  const CatalogueEntry& entry = *FindInCatalogue("smollm2-135m");
  Write(Models() / "smollm2-135m.gguf", "x");
  Write(Models() / "smollm2-135m.gguf.tmp.1.part1", "x");
  Write(Models() / "smollm2-135m-Q8_0.gguf", "x");
  Write(Models() / "other.gguf", "x");
  RemoveModel(entry);
  EXPECT_EQ(FilesInModels(), 1);
  RemoveModel(entry);  // nothing there: nothing to say
}

TEST_F(ModelsTest, RemoveRefusesWhileFetching) {
  const CatalogueEntry& entry = *FindInCatalogue("smollm2-135m");
  const std::optional<FileLock> lock = FileLock::TryTake(StatusOf(entry).path);
  ASSERT_TRUE(lock);
  EXPECT_THAT(MessageOf([&] { RemoveModel(entry); }, ErrorCode::kUnavailable),
              HasSubstr("being fetched"));
}

}  // namespace
}  // namespace ponder
