// Stories about how many things somebody has, of two to six calculations: word problems whose
// difficulty is their length.
#include <array>

#include "task/draw.h"
#include "task/people.h"
#include "task/task.h"
#include "task/word.h"
#include "task/words.h"

namespace ponder {
namespace {

// What happens, told with one number, and what it does to how many there are.
struct Event {
  std::string_view english, korean;
  int64_t least, most;  // of its number
  int64_t (*after)(int64_t have, int64_t number);
  bool (*fits)(int64_t have, int64_t number);
};

constexpr int64_t kMost = 500;

bool Enough(int64_t have, int64_t number) { return have > number; }
bool Room(int64_t have, int64_t number) { return have + number <= kMost; }
bool RoomForMany(int64_t have, int64_t number) { return have * number <= kMost; }
bool Whole(int64_t have, int64_t number) { return have % number == 0 && have > number; }

constexpr std::array<Event, 8> kEvents = {{
    {"Then {} more arrive by post.", "그 뒤 {}개가 우편으로 더 왔습니다.", 3, 60,
     [](int64_t have, int64_t n) { return have + n; }, Room},
    {"A friend adds {} to them.", "친구가 {}개를 보태 주었습니다.", 2, 40,
     [](int64_t have, int64_t n) { return have + n; }, Room},
    {"After that, {} get lost.", "그러고 나서 {}개를 잃어버렸습니다.", 2, 40,
     [](int64_t have, int64_t n) { return have - n; }, Enough},
    {"Next, {} are given away.", "이어서 {}개를 나누어 주었습니다.", 2, 60,
     [](int64_t have, int64_t n) { return have - n; }, Enough},
    {"A year later there are {} times as many.", "한 해 뒤에는 그 {}배가 되었습니다.", 2, 4,
     [](int64_t have, int64_t n) { return have * n; }, RoomForMany},
    {"They are parted into {} equal heaps, and only one heap is kept.",
     "똑같이 {}더미로 나누어 한 더미만 남겼습니다.", 2, 6,
     [](int64_t have, int64_t n) { return have / n; }, Whole},
    {"Each of {} cousins takes one.", "사촌 {}명이 하나씩 가져갔습니다.", 2, 9,
     [](int64_t have, int64_t n) { return have - n; }, Enough},
    {"On each of {} days, 2 more are found.", "{}일 동안 날마다 2개씩 더 찾았습니다.", 2, 9,
     [](int64_t have, int64_t n) { return have + 2 * n; }, Room},
}};

constexpr std::array<Word, 6> kThings = {{{"shells", "조개껍데기"},
                                          {"stamps", "우표"},
                                          {"marbles", "구슬"},
                                          {"buttons", "단추"},
                                          {"postcards", "엽서"},
                                          {"coins", "동전"}}};

constexpr std::string_view kStart = "{} has {} {}.";
constexpr std::string_view kKoreanStart = "{}에게는 {} {}개가 있습니다.";

class StorySteps : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const bool korean = language == Language::kKorean;
    const std::string name = SomePeople(draw, 1, language)[0];
    const Word& thing = kThings[draw.Index(kThings.size())];
    int64_t have = draw.Number(6, 60);
    std::string story =
        korean ? Fill(kKoreanStart, {name, std::string(thing.korean), std::to_string(have)})
               : Fill(kStart, {name, std::to_string(have), std::string(thing.english)});
    const Event* last = nullptr;
    for (int step = 0; step < level + 2;) {
      const Event& event = kEvents[draw.Index(kEvents.size())];
      const int64_t number = draw.Number(event.least, event.most);
      if (&event == last || !event.fits(have, number)) continue;
      story += " " + Fill(korean ? event.korean : event.english, {std::to_string(number)});
      have = event.after(have, number);
      last = &event;
      ++step;
    }
    TaskItem item;
    item.question = story + (korean ? " 이제 몇 개입니까?" : " How many are there now?");
    item.gold = std::to_string(have);
    item.max_tokens = 300;
    return item;
  }

  // Goes through the sentences; the words of each say what to do with its number.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    int64_t have = 0;
    for (const std::string& sentence : Sentences(item.question)) {
      const std::vector<int64_t> numbers = Numbers(sentence);
      if (numbers.empty()) continue;
      const auto says = [&](std::string_view english, std::string_view korean) {
        return Holds(sentence, english) || Holds(sentence, korean);
      };
      const int64_t n = numbers[0];
      if (says(" times as many", "배가 ")) {
        have *= n;
      } else if (says("equal heaps", "더미로")) {
        have /= n;
      } else if (says("get lost", "잃어") || says("given away", "나누어 주") ||
                 says("takes one", "가져갔")) {
        have -= n;
      } else {
        have += says("On each of", "날마다") ? n * numbers[1] : n;
      }
    }
    return std::to_string(have);
  }
};

const StorySteps task;

}  // namespace

extern const TaskInfo story_steps_task;
const TaskInfo story_steps_task{.name = "story_steps",
                                .summary = "stories about how many things somebody has",
                                .levels = {"2_steps", "3_steps", "4_steps", "5_steps", "6_steps"},
                                .korean = true,
                                .task = &task};

}  // namespace ponder
