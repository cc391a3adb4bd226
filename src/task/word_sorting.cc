// Words in the order of the alphabet. The form of the BIG-bench task of this name.
#include <algorithm>
#include <array>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/word_lists.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<size_t, 4> kWords = {3, 5, 9, 15};

// The words of an answer. Small models copy "List:" and put commas or numbers before the words.
std::vector<std::string> SortedWords(std::string_view answer) {
  std::string text = scan::Lower(answer);
  for (char& c : text) c = Holds(",;>*\"", {&c, 1}) ? ' ' : c;
  std::vector<std::string> words;
  for (std::string& word : Words(text)) {
    while (word.ends_with('.')) word.pop_back();
    const bool number = !word.empty() && word.find_first_not_of("0123456789.)") == word.npos;
    if (word.empty() || word == "list:" || word == "-" || (number && word.size() < 4)) continue;
    words.push_back(std::move(word));
  }
  return words;
}

class WordSorting : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    std::vector<std::string> words;
    for (std::string_view word :
         draw.Some(EverydayWords(language), kWords.at(static_cast<size_t>(level)))) {
      words.emplace_back(word);
    }
    TaskItem item;
    item.question = Fill(language == Language::kKorean
                             ? "다음 낱말을 가나다순으로 늘어놓고 빈칸으로 띄어 답하세요: {}"
                             : "Put these words in alphabetical order, separated by blanks: {}",
                         {Join(words, " ")});
    std::sort(words.begin(), words.end());
    item.gold = Join(words, " ");
    item.kind = AnswerKind::kText;
    item.max_tokens = 200;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kText, 300);
  }

  // Takes the least word out again and again. Korean syllables are in order as bytes, too.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    std::vector<std::string> words = Words(item.question.substr(item.question.rfind(':') + 1));
    std::vector<std::string> sorted;
    while (!words.empty()) {
      size_t least = 0;
      for (size_t i = 1; i < words.size(); ++i) {
        if (words[i].compare(words[least]) < 0) least = i;
      }
      sorted.push_back(words[least]);
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(least));
    }
    return Join(sorted, " ");
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    return Join(SortedWords(answer), " ");
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const std::vector<std::string> got = SortedWords(answer);
    const std::vector<std::string> right = SortedWords(item.gold);
    if (got == right) return {true, ""};
    if (got.size() != right.size()) {
      return {false,
              std::to_string(got.size()) + " words instead of " + std::to_string(right.size())};
    }
    size_t first = 0;
    while (got[first] == right[first]) ++first;
    return {false, "word " + std::to_string(first + 1) + " must be " + right[first]};
  }
};

const WordSorting task;

}  // namespace

extern const TaskInfo word_sorting_task;
const TaskInfo word_sorting_task{
    .name = "word_sorting",
    .summary = "words in alphabetical order",
    .levels = {"3_words", "5_words", "9_words", "15_words"},
    .korean = true,
    .published = BbhSet({BbhFile(
        "word_sorting", "2a6132d2c99f00d0d2eb1113ac6b4a918bd969d863c48749210d969713db8d43")}),
    .task = &task};

}  // namespace ponder
