#include "ponder/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ponder/random.h"

namespace ponder {

enum class Colour { kRed, kBlue };
template <>
struct ChoiceNames<Colour> {
  static constexpr std::pair<std::string_view, Colour> kNames[] = {{"red", Colour::kRed},
                                                                   {"blue", Colour::kBlue}};
};

namespace {

struct Options {
  int n = 8;
  double weight = 0.5;
  bool fast = false;
  Colour colour = Colour::kRed;
  std::string word = "Wait";
  std::string file;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "answers sampled");
    visit("weight", weight, Range{0, 1}, "weight");
    visit("fast", fast, "be fast");
    visit("colour", colour, "which colour");
    visit("word", word, "continue word");
    visit("file", file, LocalOnly{}, "file to read");
  }
};

std::string MessageOf(const OptionValues& values) {
  try {
    ReadOptions<Options>("best_of_n", values);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Options, ReadsEveryType) {
  const Options options = ReadOptions<Options>(
      "m", {{"n", "3"}, {"weight", "0.25"}, {"fast", "on"}, {"colour", "blue"}, {"word", "Hm"}});
  EXPECT_EQ(options.n, 3);
  EXPECT_EQ(options.weight, 0.25);
  EXPECT_TRUE(options.fast);
  EXPECT_EQ(options.colour, Colour::kBlue);
  EXPECT_EQ(options.word, "Hm");
}

TEST(Options, SaysWhatIsForThisMachineOnly) {
  for (const OptionInfo& info : ListOptions<Options>()) {
    EXPECT_EQ(info.local_only, info.name == "file");
  }
  Options options = ReadOptions<Options>("m", {{"file", "a b"}});
  EXPECT_EQ(options.file, "a b");
  EXPECT_EQ(WriteOptions(options).at("file"), "a b");
}

TEST(Options, WritesWhatItReads) {
  Options options;
  options.weight = 0.125;
  const OptionValues values = WriteOptions(options);
  EXPECT_EQ(values.at("weight"), "0.125");
  Options again = ReadOptions<Options>("m", values);
  EXPECT_EQ(WriteOptions(again), values);
}

TEST(Options, RefusesWithTheNameAndWhatIsRight) {
  EXPECT_EQ(MessageOf({{"n", "0"}}), "option n: \"0\" is not a whole number from 1 to 256");
  EXPECT_EQ(MessageOf({{"n", "1000000000"}}),
            "option n: \"1000000000\" is not a whole number from 1 to 256");
  EXPECT_EQ(MessageOf({{"n", "3x"}}), "option n: \"3x\" is not a whole number from 1 to 256");
  EXPECT_EQ(MessageOf({{"weight", "nan"}}), "option weight: \"nan\" is not a number from 0 to 1");
  EXPECT_EQ(MessageOf({{"colour", "green"}}), "option colour: \"green\" is not one of red blue");
  EXPECT_EQ(MessageOf({{"fast", "maybe"}}), "option fast: \"maybe\" is not true or false");
  EXPECT_EQ(MessageOf({{"m", "1"}}),
            "best_of_n has no option \"m\"; it has n weight fast colour word file");
}

TEST(Options, SplitsNamesAndValues) {
  const NameAndOptions parsed = ParseNameAndOptions("best_of_n:n=4,word=a=b");
  EXPECT_EQ(parsed.name, "best_of_n");
  EXPECT_EQ(parsed.options, (OptionValues{{"n", "4"}, {"word", "a=b"}}));
  EXPECT_TRUE(ParseNameAndOptions("direct").options.empty());
  EXPECT_THROW(ParseNameAndOptions("m:n"), Error);
  EXPECT_THROW(ParseNameAndOptions("m:=3"), Error);
  EXPECT_THROW(ParseNameAndOptions("m:n=1,n=2"), Error);
}

TEST(Options, FindsTheNearestName) {
  const std::vector<std::string> names{"direct", "best_of_n", "self_consistency"};
  EXPECT_EQ(NearestName("best_of_m", names), "best_of_n");
  EXPECT_EQ(NearestName("zzz", names), "");
}

// A small fuzzer: whatever the text, parsing either succeeds or throws Error.
TEST(Options, SurvivesRandomText) {
  const std::string alphabet = "n=,:weight.0129-+e\xff\n\t red";
  const RandomStream random(11);
  for (uint64_t run = 0; run < 20000; ++run) {
    const RandomStream draws = random.Child(run);
    std::string text;
    const int64_t length = draws.Integer(0, 0, 24);
    for (int64_t i = 0; i < length; ++i) {
      text += alphabet[draws.Integer(1 + i, 0, static_cast<int64_t>(alphabet.size()) - 1)];
    }
    try {
      ReadOptions<Options>("m", ParseNameAndOptions(text).options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace ponder
