#include "engine/llama/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "engine/llama/test_model.h"
#include "ponder/llama.h"
#include "ponder/random.h"

namespace ponder {
namespace {

using testing::HasSubstr;

class ModelFile : public testing::Test {
 protected:
  std::filesystem::path Write(const std::string& bytes) {
    const std::filesystem::path path = std::filesystem::path(testing::TempDir()) /
                                       ("model_file_test_" + std::to_string(::getpid()) + ".gguf");
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::string MessageOf(const std::string& bytes) {
    try {
      CheckModelFile(Write(bytes));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kModel);
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
      return error.what();
    }
    return "";
  }

  template <class T>
  static std::string Bytes(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
  }
  static std::string Text(const std::string& text) { return Bytes<uint64_t>(text.size()) + text; }
  // One 32 x 2 F32 tensor with its 256 bytes of data.
  static std::string SmallModel(const std::string& extra_pair = "", uint64_t extra_pairs = 0,
                                uint64_t row = 32) {
    std::string file =
        "GGUF" + Bytes<uint32_t>(3) + Bytes<uint64_t>(1) + Bytes<uint64_t>(1 + extra_pairs);
    file += Text("general.architecture") + Bytes<uint32_t>(8) + Text("llama") + extra_pair;
    file += Text("w") + Bytes<uint32_t>(2) + Bytes<uint64_t>(row) + Bytes<uint64_t>(2) +
            Bytes<uint32_t>(0) + Bytes<uint64_t>(0);
    file.resize((file.size() + 31) / 32 * 32);
    return file + std::string(256, '\0');
  }
};

TEST_F(ModelFile, AcceptsAWholeFile) { EXPECT_EQ(MessageOf(SmallModel()), ""); }

TEST_F(ModelFile, RefusesWhatIsNoModel) {
  EXPECT_THAT(MessageOf(""), HasSubstr("is not a GGUF file: it has 0 bytes"));
  EXPECT_THAT(MessageOf(std::string(100, 'x')), HasSubstr("does not begin with the letters GGUF"));
  EXPECT_THAT(MessageOf("GGUF" + Bytes<uint32_t>(99) + std::string(64, '\0')),
              HasSubstr("GGUF version 99"));
  EXPECT_THROW(CheckModelFile("/no/such/file.gguf"), Error);
  EXPECT_THROW(CheckModelFile(testing::TempDir()), Error);
}

TEST_F(ModelFile, RefusesEveryTruncation) {
  const std::string whole = SmallModel();
  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(MessageOf(whole.substr(0, length)), "") << length;
  }
}

TEST_F(ModelFile, RefusesHostileHeaders) {
  const std::string pair = Text("x.block_count") + Bytes<uint32_t>(4);
  EXPECT_THAT(MessageOf(SmallModel(pair + Bytes<uint32_t>(0), 1)), HasSubstr("x.block_count is 0"));
  EXPECT_THAT(MessageOf(SmallModel(pair + Bytes<uint32_t>(4000000000u), 1)),
              HasSubstr("block_count is 4000000000"));
  EXPECT_THAT(MessageOf(SmallModel("", 1u << 30)), HasSubstr("more entries than a model has"));
  EXPECT_THAT(MessageOf(SmallModel(Bytes<uint64_t>(~0ull), 1)), HasSubstr("longer than the file"));
  EXPECT_THAT(MessageOf(SmallModel("", 0, uint64_t{1} << 50)), HasSubstr("impossible shape"));
  EXPECT_THAT(MessageOf(SmallModel("", 0, 64)), HasSubstr("truncated"));
  const std::string array = Text("a") + Bytes<uint32_t>(9) + Bytes<uint32_t>(4);
  EXPECT_THAT(MessageOf(SmallModel(array + Bytes<uint64_t>(~0ull), 1)),
              HasSubstr("longer than the file"));
}

// Whatever bytes change, the check ends with a verdict.
TEST_F(ModelFile, SurvivesRandomDamage) {
  const std::string whole = SmallModel();
  for (uint64_t run = 0; run < 3000; ++run) {
    const RandomStream random = RandomStream(3).Child(run);
    std::string damaged = whole;
    for (int64_t i = random.Integer(0, 1, 6); i > 0; --i) {
      damaged[random.Integer(2 * i, 0, 150)] = static_cast<char>(random.Bits(2 * i + 1));
    }
    MessageOf(damaged);
  }
}

TEST_F(ModelFile, ATruncatedRealModelDoesNotLoad) {
  PONDER_NEED_MODEL(path);
  std::ifstream stream(path, std::ios::binary);
  std::string head(6 << 20, '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  EXPECT_THAT(MessageOf(head), HasSubstr("truncated"));
  EXPECT_THROW(LoadLlamaEngine(Write(head)), Error);
}

TEST_F(ModelFile, ConvertsWholeOrNotAtAll) {
  PONDER_NEED_MODEL(path);
  const auto folder = std::filesystem::path(testing::TempDir());
  EXPECT_THROW(ConvertModel(path, folder / "out.gguf", "Q9_9"), Error);
  EXPECT_THROW(ConvertModel(path, folder / "no_such_folder" / "out.gguf", "Q4_0"), Error);
  EXPECT_FALSE(std::filesystem::exists(folder / "out.gguf"));
}

}  // namespace
}  // namespace ponder
