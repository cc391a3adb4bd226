// The last letters of some words, put together (Wei et al. 2022, arXiv 2201.11903). In Korean the
// last syllables.
#include <array>

#include "task/draw.h"
#include "task/task.h"
#include "task/word_lists.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<size_t, 4> kWords = {2, 3, 4, 8};

class LastLetters : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const bool korean = language == Language::kKorean;
    std::vector<std::string> words;
    TaskItem item;
    for (std::string_view word :
         draw.Some(EverydayWords(language), kWords.at(static_cast<size_t>(level)))) {
      words.emplace_back(word);
      item.gold += word.substr(word.size() - (korean ? 3 : 1));
    }
    item.question = Fill(
        korean ? "다음 낱말들의 마지막 글자를 차례로 이어 붙이면 무엇입니까?\n{}"
               : "Which string do the last letters of these words make, one after the other?\n{}",
        {Join(words, " ")});
    item.kind = AnswerKind::kText;
    item.max_tokens = 150;
    return item;
  }

  // Walks through the letters, and keeps one whenever a blank or the end follows.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::string text = std::string(scan::LastFilledLine(item.question)) + " ";
    std::string letters, letter;
    for (char c : text) {
      const bool goes_on = (static_cast<unsigned char>(c) & 0xC0) == 0x80;  // inside a syllable
      if (c == ' ') letters += letter;
      if (!goes_on) letter.clear();
      letter += c;
    }
    return letters;
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    std::string letters;
    for (char c : answer) {
      if (scan::IsAlnum(c) || static_cast<unsigned char>(c) >= 0x80) letters += scan::LowerChar(c);
    }
    return letters;
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    if (VoteKey(item, answer) == item.gold) return {true, ""};
    return Task::Check(item, answer);
  }
};

const LastLetters task;

}  // namespace

extern const TaskInfo last_letters_task;
const TaskInfo last_letters_task{.name = "last_letters",
                                 .summary = "the last letters of some words, put together",
                                 .levels = {"2_words", "3_words", "4_words", "8_words"},
                                 .korean = true,
                                 .task = &task};

}  // namespace ponder
