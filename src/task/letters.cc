// How often a letter is in a word, for letters that are there more than once. A model that sees
// tokens and not letters mostly says 1, so that a vote makes the wrong answer sure: the task that
// shows where voting hurts.
#include <algorithm>
#include <array>

#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

constexpr std::array<std::string_view, 24> kWords = {
    "strawberry", "banana",   "assessment", "parallel",  "bookkeeper", "success",
    "committee",  "balloon",  "possession", "raccoon",   "coffee",     "engineer",
    "tomorrow",   "umbrella", "beginning",  "professor", "cinnamon",   "happiness",
    "elephant",   "calendar", "necessary",  "telephone", "different",  "chocolate"};

// Each letter that `word` has at least twice, once.
std::string RepeatedLetters(std::string_view word) {
  std::string letters;
  for (const char c : word) {
    if (std::count(word.begin(), word.end(), c) < 2) continue;
    if (letters.find(c) == std::string::npos) letters += c;
  }
  return letters;
}

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const std::string word(kWords[draw.Index(kWords.size())]);
  const std::string letters = RepeatedLetters(word);
  const char letter = letters[draw.Index(letters.size())];
  TaskItem item;
  item.question = "How many times does the letter " + std::string(1, letter) +
                  " appear in the word " + word + "? Answer with the number only.";
  item.gold = std::to_string(std::count(word.begin(), word.end(), letter));
  item.max_tokens = 16;
  return item;
}

}  // namespace

extern const TaskInfo letters_task;
const TaskInfo letters_task{"letters", "How often is a letter in a word?, answered directly", Make};

}  // namespace ponder
