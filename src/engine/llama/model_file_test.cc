#include "engine/llama/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

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

TEST_F(ModelFile, FingerprintsTellWeightsApart) {
  std::string bytes(5'000'000, 'w');
  const std::string one = FileFingerprint(Write(bytes));
  EXPECT_EQ(one.size(), 16u);
  EXPECT_EQ(FileFingerprint(Write(bytes)), one);
  for (size_t i = 0; i < bytes.size(); i += 20'000) bytes[i] = 'x';  // every tensor a little
  EXPECT_NE(FileFingerprint(Write(bytes)), one);
  EXPECT_NE(FileFingerprint(Write(std::string(5'000'001, 'w'))), one);
  EXPECT_NE(FileFingerprint(Write("short")), FileFingerprint(Write("shoru")));
  EXPECT_THROW(FileFingerprint("/no/such/file.gguf"), Error);
}

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

class ModelFacts : public ModelFile {
 protected:
  static std::string Number(const std::string& key, uint32_t value) {
    return Text(key) + Bytes<uint32_t>(4) + Bytes(value);
  }
  // A tensor of F32, all of them at the begin of the data.
  static std::string Tensor(const std::string& name, uint64_t rows, uint64_t columns) {
    return Text(name) + Bytes<uint32_t>(2) + Bytes(rows) + Bytes(columns) + Bytes<uint32_t>(0) +
           Bytes<uint64_t>(0);
  }
  ModelFileFacts Read(const std::vector<std::string>& pairs,
                      const std::vector<std::string>& tensors) {
    std::string file = "GGUF" + Bytes<uint32_t>(3) + Bytes<uint64_t>(tensors.size()) +
                       Bytes<uint64_t>(1 + pairs.size()) + Text("general.architecture") +
                       Bytes<uint32_t>(8) + Text("x");
    for (const std::string& pair : pairs) file += pair;
    for (const std::string& tensor : tensors) file += tensor;
    return CheckModelFile(Write(file + std::string(64 << 10, '\0')));
  }
};

TEST_F(ModelFacts, ATableThatIsOnlyLookedUpIsNotActive) {
  const std::string input = Tensor("token_embd.weight", 8, 100);
  const std::string block = Tensor("blk.0.ffn_up.weight", 8, 16);
  EXPECT_EQ(Read({}, {input, block}).active_parameters, 800 + 128);  // the output's table too
  const ModelFileFacts own = Read({}, {input, block, Tensor("output.weight", 8, 100)});
  EXPECT_EQ(own.parameters, 1728);
  EXPECT_EQ(own.active_parameters, 800 + 128);
}

TEST_F(ModelFacts, OfExpertsOnlyThoseThatAreAskedAreActive) {
  const std::vector<std::string> pairs{Number("x.expert_count", 8),
                                       Number("x.expert_used_count", 2)};
  const ModelFileFacts facts = Read(
      pairs, {Tensor("blk.0.attn_q.weight", 8, 8), Tensor("blk.0.ffn_up_exps.weight", 8, 800)});
  EXPECT_EQ(facts.parameters, 64 + 6400);
  EXPECT_EQ(facts.active_parameters, 64 + 1600);
}

TEST_F(ModelFacts, ReadsTheShape) {
  std::vector<std::string> pairs{
      Number("x.block_count", 3),           Number("x.embedding_length", 64),
      Number("x.attention.head_count", 4),  Number("x.context_length", 4096),
      Number("y.attention.key_length", 99), Number("general.file_type", 7)};
  const std::vector<std::string> tensors{Tensor("w", 8, 8)};
  ModelFileFacts facts = Read(pairs, tensors);
  EXPECT_EQ(facts.layers, 3);
  EXPECT_EQ(facts.attention_width, 64);
  EXPECT_EQ(facts.context, 4096);
  EXPECT_EQ(facts.file_type, "Q8_0");
  pairs.push_back(Number("x.attention.key_length", 32));
  EXPECT_EQ(Read(pairs, tensors).attention_width, 128);  // 4 heads of 32
  pairs.push_back(Number("x.attention.value_length", 16));
  EXPECT_EQ(Read(pairs, tensors).attention_width, 96);  // keys 32, values 16: 24 in the mean
}

TEST_F(ModelFile, KnowsTheSmallModel) {
  PONDER_NEED_MODEL(path);
  const ModelFileFacts facts = CheckModelFile(path);
  EXPECT_EQ(facts.architecture, "llama");
  EXPECT_EQ(facts.file_type, "Q8_0");
  // 28,311,552 of the table (49,152 x 576), which is input and output, and 3,540,096 a layer.
  EXPECT_EQ(facts.parameters, 134515008);
  EXPECT_EQ(facts.active_parameters, 134515008);
  EXPECT_EQ(facts.layers, 30);
  EXPECT_EQ(facts.attention_width, 576);
  EXPECT_EQ(facts.context, 8192);
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

// In a process of its own: here another test may have taken over llama.cpp's log before.
TEST_F(ModelFile, ConvertsWithoutAWordToStderr) {
  PONDER_NEED_MODEL(path);
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto file = std::filesystem::path(testing::TempDir()) / "converted.gguf";
  const auto convert = [&] {
    ConvertModel(path, file, "Q8_0");
    std::exit(0);
  };
  EXPECT_EXIT(convert(), testing::ExitedWithCode(0), testing::IsEmpty());
  EXPECT_EQ(CheckModelFile(file).file_type, "Q8_0");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace ponder
