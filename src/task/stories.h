// The stories of the task word_problems: each makes a question and its exact answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/language.h"
#include "task/draw.h"
#include "task/word.h"

namespace ponder {

using StoryNumbers = const std::vector<int64_t>&;

struct StoryRange {
  int64_t low, high;
};

// What a story tells: the numbers of its text in order, and the answer.
struct StoryTold {
  std::vector<int64_t> numbers;
  int64_t answer;
};

// Texts have blanks: {a} and {b} are people, {t} and {u} things, {n} the next number; in Korean
// with a particle, {a:은는}.
struct Story {
  std::string_view english, korean;
  std::string_view mark, korean_mark;  // words of this story alone
  std::vector<StoryRange> numbers;     // to draw
  std::vector<Word> things;            // for {t}
  std::vector<Word> others;            // for {u}
  StoryTold (*tell)(StoryNumbers drawn);
  int64_t (*solve)(StoryNumbers told);  // from the numbers of the text
};

std::span<const Story> Stories();

struct WordProblem {
  std::string question;
  int64_t answer;
};
WordProblem TellStory(Draw& draw, const Story& story, const std::string& a, const std::string& b,
                      Language language);

}  // namespace ponder
