// For tests of the methods that search by steps.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "ponder/method.h"

namespace ponder {

inline const Question kQuestion{{Message("user", std::string("How many?"))}, AnswerKind::kNumber};

inline constexpr const char* kSearches[] = {"beam_search",     "dvts", "lookahead",
                                            "particle_filter", "mcts", "coat"};

inline void ExpectSame(const Answer& a, const Answer& b) {
  EXPECT_EQ(a.text, b.text);
  ASSERT_EQ(a.candidates.size(), b.candidates.size());
  for (size_t i = 0; i < a.candidates.size(); ++i) {
    EXPECT_EQ(a.candidates[i].text, b.candidates[i].text);
    EXPECT_EQ(a.candidates[i].score, b.candidates[i].score);
  }
}

}  // namespace ponder
