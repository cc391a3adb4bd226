#include "search/brain.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ponder/error.h"

namespace ponder {
namespace {

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "deeper");
    Write("a.txt", "Water boils at 100 degrees.\n\nA square has four equal sides.\n");
    Write("deeper/b.md", "# Notes\n\nThe area of a square is its side times its side.\n");
    Write("c.bin", "square square square");
  }
  void TearDown() override { std::filesystem::remove_all(path_); }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / "ponder_brain_test";
};

TEST_F(Folder, TheBestPassageComesFirstAndOthersDoNotCome) {
  const auto brain = OpenFolderBrain(path_.string());
  const auto found = brain->Recall("What is the AREA of a square of side 3?", 5);
  ASSERT_GE(found.size(), 2u);
  EXPECT_EQ(found[0], "The area of a square is its side times its side.");
  EXPECT_EQ(found[1], "A square has four equal sides.");
  EXPECT_EQ(brain->Recall("boils", 5).size(), 1u);
  EXPECT_TRUE(brain->Recall("zebra", 5).empty());
  EXPECT_EQ(brain->Recall("square", 1).size(), 1u);
}

TEST_F(Folder, OneFileIsEnoughAndNothingIsAnError) {
  EXPECT_EQ(OpenFolderBrain((path_ / "a.txt").string())->Recall("sides", 3).size(), 1u);
  EXPECT_THROW(OpenFolderBrain((path_ / "missing").string()), Error);
  std::filesystem::create_directories(path_ / "empty");
  EXPECT_THROW(OpenFolderBrain((path_ / "empty").string()), Error);
}

TEST(Words, AreWhatIsCompared) {
  EXPECT_EQ(WordsOf("It's 3.5 km!"), (std::vector<std::string>{"it", "s", "3", "5", "km"}));
  EXPECT_DOUBLE_EQ(ShareKnown("the red ship", {"the", "red"}), 2.0 / 3);
  EXPECT_EQ(ShareKnown("...", {"the"}), 0);
}

}  // namespace
}  // namespace ponder
