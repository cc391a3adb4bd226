// Tabulated values: counted over all subsets with Python's itertools and fractions.
#include "eval/sampled.h"

#include <gtest/gtest.h>

#include <vector>

namespace ponder {
namespace {

// A letter an answer, '-' for none; those in `right` are right.
std::vector<SampledAnswer> Samples(std::string_view letters, std::string_view right) {
  std::vector<SampledAnswer> samples;
  for (char c : letters) {
    samples.push_back({c == '-' ? "" : std::string(1, c), right.find(c) != std::string_view::npos});
  }
  return samples;
}

TEST(PassAtK, AsTabulated) {
  EXPECT_NEAR(*PassAtK(10, 3, 1), 0.3, 1e-12);
  EXPECT_NEAR(*PassAtK(10, 3, 5), 0.916666666667, 1e-11);
  EXPECT_NEAR(*PassAtK(10, 0, 4), 0, 1e-12);
  EXPECT_NEAR(*PassAtK(10, 8, 3), 1, 1e-12);
  EXPECT_NEAR(*PassAtK(16, 2, 8), 0.766666666667, 1e-11);
  EXPECT_NEAR(*PassAtK(5, 5, 5), 1, 1e-12);
  EXPECT_NEAR(*PassAtK(20, 1, 10), 0.5, 1e-12);
}

TEST(PassAtK, OnlyWithEnoughSamples) {
  EXPECT_FALSE(PassAtK(4, 2, 5));
  EXPECT_FALSE(PassAtK(4, 2, 0));
}

TEST(MajorityAtK, AsTabulated) {
  struct Row {
    const char* letters;
    const char* right;
    std::vector<double> by_k;
  };
  for (const Row& row :
       {Row{"aaabbc", "a", {0.5, 0.5, 0.6, 0.7, 0.75, 1}},
        Row{"aabbb-cd",
            "a",
            {0.25, 0.285714285714, 0.279761904762, 0.280952380952, 0.285714285714, 0.267857142857,
             0.1875, 0}},
        Row{"abcdefgh", "ab", {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25}},
        Row{"aaaabbbbcc--",
            "b",
            {0.333333333333, 0.393939393939, 0.412121212121, 0.430976430976, 0.445286195286,
             0.455627705628, 0.469696969697, 0.487878787879, 0.5, 0.5, 0.5, 0.5}},
        Row{"aabbccdd--", "ac", {0.4, 0.488888888889, 0.5, 0.5}}}) {
    for (size_t k = 1; k <= row.by_k.size(); ++k) {
      EXPECT_NEAR(*MajorityAtK(Samples(row.letters, row.right), static_cast<int64_t>(k)),
                  row.by_k[k - 1], 1e-10)
          << row.letters << " k=" << k;
    }
  }
}

TEST(MajorityAtK, NobodyAnswersNobodyWins) {
  EXPECT_EQ(*MajorityAtK(Samples("---", ""), 2), 0);
  EXPECT_FALSE(MajorityAtK(Samples("ab", "a"), 3));
}

// Drawn subsets come near what is exact: 60 samples, then the same shares among 120.
TEST(MajorityAtK, DrawnIsNearExact) {
  std::string letters = std::string(24, 'a') + std::string(20, 'b') + std::string(16, '-');
  const double exact = *MajorityAtK(Samples(letters, "a"), 5);
  const double drawn = *MajorityAtK(Samples(letters + letters, "a"), 5);
  EXPECT_NEAR(drawn, exact, 0.03);
  EXPECT_EQ(drawn, *MajorityAtK(Samples(letters + letters, "a"), 5));
}

}  // namespace
}  // namespace ponder
