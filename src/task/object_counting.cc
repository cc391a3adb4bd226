// "I have a chair, two potatoes, ... How many vegetables do I have?", answered at once.
// The form of the BIG-bench task of this name; things, numbers and wording are our own.
#include <algorithm>
#include <array>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/things.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<std::string_view, 7> kNumbers = {"",     "",     "two", "three",
                                                      "four", "five", "six"};

// How long the list of a level is.
struct Level {
  int64_t least, most;                // kinds of what is asked about
  int64_t others_least, others_most;  // kinds of furniture
  int64_t highest;                    // most of one kind
};
constexpr std::array<Level, 3> kLevels = {{{3, 5, 1, 3, 4}, {5, 7, 3, 5, 5}, {8, 10, 5, 9, 6}}};

std::string Counted(const Thing& thing, int64_t number, std::string_view counter,
                    Language language) {
  if (language == Language::kKorean) {
    return std::string(thing.korean) + " " + std::to_string(number) + std::string(counter);
  }
  if (number == 1) return std::string(thing.one);
  return std::string(kNumbers[static_cast<size_t>(number)]) + " " + std::string(thing.many);
}

// `kinds` things of a family, one to `highest` of each; returns how many there are in all.
int64_t AddThings(Draw& draw, const Family& family, size_t kinds, int64_t highest,
                  Language language, std::vector<std::string>& list) {
  int64_t sum = 0;
  std::vector<Thing> things(family.things.begin(), family.things.end());
  draw.Shuffle(things);
  for (size_t i = 0; i < kinds; ++i) {
    const int64_t number = std::max<int64_t>(1, draw.Number(-2, highest));
    sum += number;
    list.push_back(Counted(things[i], number, family.korean_counter, language));
  }
  return sum;
}

// How many of `family` a piece of the list is: "two potatoes".
int64_t Count(const Family& family, std::string_view piece) {
  for (const Thing& thing : family.things) {
    if (piece == thing.one) return 1;
    for (size_t number = 2; number < kNumbers.size(); ++number) {
      if (piece == Counted(thing, static_cast<int64_t>(number), "", Language::kEnglish)) {
        return static_cast<int64_t>(number);
      }
    }
    if (piece.starts_with(thing.korean) && piece.substr(thing.korean.size()).starts_with(" ")) {
      return Numbers(piece).at(0);
    }
  }
  return 0;
}

class ObjectCounting : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Level& size = kLevels[static_cast<size_t>(level)];
    const Family& family = Families()[draw.Index(Families().size())];
    std::vector<std::string> list;
    const auto kinds = static_cast<size_t>(draw.Number(size.least, size.most));
    const int64_t sum = AddThings(draw, family, kinds, size.highest, language, list);
    const auto others = static_cast<size_t>(draw.Number(size.others_least, size.others_most));
    AddThings(draw, Furniture(), others, size.highest, language, list);
    draw.Shuffle(list);

    TaskItem item;
    item.gold = std::to_string(sum);
    item.max_tokens = 16;
    if (language == Language::kKorean) {
      item.question =
          Fill("저에게는 {}가 있습니다. {}은(는) 모두 몇 {}입니까?",
               {Join(list, ", "), std::string(family.korean), std::string(family.korean_counter)});
      item.instructions = "설명 없이 '#### A' 형식으로 바로 답하세요.";
    } else {
      item.question = Fill("I have {}. How many {} do I have?",
                           {List(list, language), std::string(family.name)});
      item.instructions = "Answer directly, without explanation, in the form '#### A'.";
    }
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kNumber, 200);
  }

  // Only lists of things known here: those of the published set ask for knowledge.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::vector<std::string> sentences = Sentences(item.question);
    if (sentences.size() != 2 || !item.id.starts_with("gen-")) return std::nullopt;
    std::string list = scan::ReplaceAll(sentences[0], " and ", " ");
    list = scan::ReplaceAll(scan::ReplaceAll(list, "I have ", ""), "저에게는 ", "");
    for (const Family& family : Families()) {
      if (!Holds(sentences[1], " " + std::string(family.name) + " ") &&
          !sentences[1].starts_with(family.korean)) {
        continue;
      }
      int64_t sum = 0;
      for (size_t begin = 0; begin < list.size();) {
        const size_t end = std::min(list.find_first_of(",.", begin), list.size());
        sum += Count(family, scan::Trim(std::string_view(list).substr(begin, end - begin)));
        begin = end + 1;
      }
      return std::to_string(sum);
    }
    return std::nullopt;
  }
};

const ObjectCounting task;

}  // namespace

extern const TaskInfo object_counting_task;
const TaskInfo object_counting_task{
    .name = "object_counting",
    .summary = "How many things of one kind are in a list?, answered directly",
    .levels = {"4_to_8_kinds", "8_to_12_kinds", "13_to_19_kinds"},
    .korean = true,
    .published = BbhSet({BbhFile(
        "object_counting", "8acef14dbbdd40d2326ef7755750b6b5fe919fef06276af1bab3f1c297f022ff")}),
    .task = &task};

}  // namespace ponder
