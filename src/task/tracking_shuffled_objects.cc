// Who has what after some swaps? The form of the BIG-bench task of this name; people, things and
// wording are our own.
#include <algorithm>
#include <array>
#include <map>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/korean.h"
#include "task/people.h"
#include "task/word.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<Word, 7> kColours = {{{"red", "빨간"},
                                           {"blue", "파란"},
                                           {"green", "초록"},
                                           {"white", "하얀"},
                                           {"black", "까만"},
                                           {"orange", "주황"},
                                           {"pink", "분홍"}}};
constexpr std::array<Word, 4> kObjects = {
    {{"card", "카드"}, {"kite", "연"}, {"lantern", "등불"}, {"scarf", "목도리"}}};

constexpr std::array<size_t, 3> kPeople = {3, 5, 7};

std::string Letter(size_t index) { return std::string("(") + "ABCDEFG"[index] + ")"; }

// The names of a published question: those its first sentence lists.
std::vector<std::string> ListedNames(std::string_view question) {
  const std::string list(question.substr(0, question.find(" are ")));
  std::vector<std::string> names = Words(scan::ReplaceAll(list, ",", " "));
  std::erase(names, "and");
  return names;
}

// The names that a text holds, in the order in which it does.
std::vector<std::string> NamesIn(std::string_view text, const std::vector<std::string>& names) {
  std::vector<std::pair<size_t, std::string>> found;
  for (const std::string& name : names) {
    for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      found.emplace_back(at, name);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> ordered;
  for (const auto& [at, name] : found) ordered.push_back(name);
  return ordered;
}

class TrackingShuffledObjects : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const bool korean = language == Language::kKorean;
    const size_t count = kPeople.at(static_cast<size_t>(level));
    const std::vector<std::string> people = SomePeople(draw, count, language);
    const Word& object = kObjects[draw.Index(kObjects.size())];
    std::vector<std::string> things;
    for (const Word& colour : draw.Some(kColours, count)) {
      things.push_back(colour.In(language) + " " + object.In(language));
    }
    std::vector<size_t> owns(count);  // whose thing each one has
    std::vector<std::string> parts, swaps;
    for (size_t i = 0; i < count; ++i) {
      owns[i] = i;
      parts.push_back(korean ? WithParticle(people[i], "은는") + " " + things[i]
                             : people[i] + " the " + things[i]);
    }
    for (size_t i = 0; i < count; ++i) {
      const size_t a = draw.Index(count);
      const size_t b = (a + 1 + draw.Index(count - 1)) % count;
      std::swap(owns[a], owns[b]);
      swaps.push_back(korean ? WithParticle(people[a], "와과") + " " +
                                   WithParticle(people[b], "이가") + " 서로 바꿉니다."
                             : people[a] + " and " + people[b] + " swap.");
    }
    const size_t asked = draw.Index(count);
    std::vector<size_t> order(owns);
    draw.Shuffle(order);
    std::vector<std::string> options;
    TaskItem item;
    for (size_t i = 0; i < count; ++i) {
      options.push_back(Letter(i) + " " + things[order[i]]);
      if (order[i] == owns[asked]) item.gold = Letter(i);
    }
    item.question =
        korean
            ? Fill("처음에 가진 것은 이렇습니다: {}. {} 끝에 {} 무엇을 가지고 있습니까?\n{}",
                   {Join(parts, ", "), Join(swaps, " "), WithParticle(people[asked], "이가"),
                    Join(options, "\n")})
            : Fill("At first they hold: {}. {} What does {} hold in the end?\n{}",
                   {List(parts, language), Join(swaps, " "), people[asked], Join(options, "\n")});
    item.kind = AnswerKind::kChoice;
    item.meta["people"] = people;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    std::vector<TaskItem> items = ReadBbh(file, AnswerKind::kChoice, 300);
    for (TaskItem& item : items) {
      const size_t people = ListedNames(item.question).size();
      item.level = people <= 3 ? 0 : people <= 5 ? 1 : 2;
      item.meta["people"] = ListedNames(item.question);
    }
    return items;
  }

  // Follows the thing backwards: who had it before the last swap, and so on to the first owner.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    if (!item.meta.contains("people")) return std::nullopt;
    const auto people = item.meta.at("people").get<std::vector<std::string>>();
    const std::string_view question = item.question;
    const size_t options = question.find("\n(A)");
    const std::string_view story = question.substr(0, options);
    const size_t colon = story.find(':');
    if (options == question.npos || colon == story.npos) return std::nullopt;
    const std::string_view told = story.substr(colon + 1);
    const std::vector<std::string> asked = NamesIn(told, people);
    if (asked.empty()) return std::nullopt;
    std::string holder = asked.back();
    std::vector<std::string> sentences = Sentences(told);
    for (auto sentence = sentences.rbegin(); sentence != sentences.rend(); ++sentence) {
      const bool swap = Holds(*sentence, " swap") || Holds(*sentence, " switch") ||
                        Holds(*sentence, " trade") || Holds(*sentence, " 바꿉니다");
      const std::vector<std::string> pair = NamesIn(*sentence, people);
      if (!swap || pair.size() != 2) continue;
      if (holder == pair[0]) {
        holder = pair[1];
      } else if (holder == pair[1]) {
        holder = pair[0];
      }
    }
    // "Ada the red card, Ben ...": from the name to the next comma or full stop.
    const std::string_view first = told.substr(told.find(holder));
    return OptionIn(question.substr(options + 1), first.substr(0, first.find_first_of(",.")));
  }

 private:
  // The letter of the longest option that `text` holds.
  static std::optional<std::string> OptionIn(std::string_view options, std::string_view text) {
    std::optional<std::string> letter;
    size_t longest = 0;
    for (std::string_view line; !options.empty();) {
      line = options.substr(0, options.find('\n'));
      options.remove_prefix(std::min(line.size() + 1, options.size()));
      if (line.size() < 5 || !Holds(text, line.substr(4)) || line.size() <= longest) continue;
      longest = line.size();
      letter = std::string(line.substr(0, 3));
    }
    return letter;
  }
};

const TrackingShuffledObjects task;

}  // namespace

extern const TaskInfo tracking_shuffled_objects_task;
const TaskInfo tracking_shuffled_objects_task{
    .name = "tracking_shuffled_objects",
    .summary = "who has what after some swaps?",
    .levels = {"3_people", "5_people", "7_people"},
    .korean = true,
    .published =
        BbhSet({BbhFile("tracking_shuffled_objects_three_objects",
                        "546cc7bf10c6a01a6a4c17ae28a4966485f21f29fd5d111f37858ec78e354f6b"),
                BbhFile("tracking_shuffled_objects_five_objects",
                        "2063a46a4fb484236ed4310523606543a3e1dd4a4dc34eda65d407910ece25a5"),
                BbhFile("tracking_shuffled_objects_seven_objects",
                        "b59fd05b850c37cf57cb514ae1e6975c00b1638ade2291722056b2af3c54084d")}),
    .task = &task};

}  // namespace ponder
