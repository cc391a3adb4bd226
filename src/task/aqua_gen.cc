// Algebra with five options, in the form of AQuA. The solution tries numbers; it knows no algebra.
#include <algorithm>
#include <array>

#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"
#include "task/world.h"

namespace ponder {
namespace {

struct Drawn {
  std::vector<int64_t> numbers;  // for the blanks of the text
  int64_t answer;
};
using Given = const std::vector<int64_t>&;

// A kind of question. `fits`: whether a number is the answer for what the text gives.
struct Form {
  int level;
  std::string_view english, korean;
  Drawn (*make)(Draw& draw);
  bool (*fits)(Given n, int64_t answer);
};

bool Divides(int64_t a, int64_t b) { return a != 0 && b % a == 0; }

constexpr std::array<Form, 8> kForms = {{
    {0, "If {}x + {} = {}, what is x?", "{}x + {} = {}일 때 x는 얼마입니까?",
     [](Draw& d) -> Drawn {
       const int64_t a = d.Number(2, 12), b = d.Number(1, 40), x = d.Number(2, 25);
       return {{a, b, a * x + b}, x};
     },
     [](Given n, int64_t x) { return n[0] * x + n[1] == n[2]; }},
    {0, "Three times a number plus {} is the same as the number plus {}. What is the number?",
     "어떤 수의 세 배에 {}을(를) 더하면 그 수에 {}을(를) 더한 것과 같습니다. 그 수는 얼마입니까?",
     [](Draw& d) -> Drawn {
       const int64_t x = d.Number(2, 60), a = d.Number(1, 50);
       return {{a, a + 2 * x}, x};
     },
     [](Given n, int64_t x) { return 3 * x + n[0] == x + n[1]; }},
    {1, "After a discount of {} percent a coat costs ${}. What did it cost before, in dollars?",
     "{} 퍼센트를 깎은 외투의 값은 {}달러입니다. 깎기 전에는 몇 달러였습니까?",
     [](Draw& d) -> Drawn {
       const int64_t off = d.Number(1, 9) * 5, price = d.Number(2, 30) * 20;
       return {{off, price * (100 - off) / 100}, price};
     },
     [](Given n, int64_t x) { return x * (100 - n[0]) == n[1] * 100; }},
    {1, "A village of {} people grows by {} percent in one year. How many people has it then?",
     "주민이 {}명인 마을의 인구가 한 해에 {} 퍼센트 늘었습니다. 이제 몇 명입니까?",
     [](Draw& d) -> Drawn {
       const int64_t people = d.Number(3, 60) * 100, more = d.Number(2, 40);
       return {{people, more}, people + people * more / 100};
     },
     [](Given n, int64_t x) { return (x - n[0]) * 100 == n[0] * n[1]; }},
    {2, "The sum of two numbers is {} and their difference is {}. What is the larger one?",
     "두 수의 합은 {}이고 차는 {}입니다. 큰 수는 얼마입니까?",
     [](Draw& d) -> Drawn {
       const int64_t small = d.Number(3, 80), more = d.Number(2, 60);
       return {{2 * small + more, more}, small + more};
     },
     [](Given n, int64_t x) { return x - (n[0] - x) == n[1]; }},
    {2,
     "{} pens and {} pads cost ${}; a pad costs ${} more than a pen. What does a pad cost, in "
     "dollars?",
     "펜 {}자루와 공책 {}권의 값은 {}달러이고, 공책은 펜보다 {}달러 비쌉니다. 공책 한 권은 몇 "
     "달러입니까?",
     [](Draw& d) -> Drawn {
       const int64_t pens = d.Number(2, 9), pads = d.Number(2, 9), pen = d.Number(1, 9);
       const int64_t more = d.Number(1, 6);
       return {{pens, pads, pens * pen + pads * (pen + more), more}, pen + more};
     },
     [](Given n, int64_t x) { return n[0] * (x - n[3]) + n[1] * x == n[2]; }},
    {3,
     "One pump empties a pool in {} hours, another in {} hours. How many hours do both need "
     "together?",
     "한 펌프는 수영장을 {}시간에 비우고 다른 펌프는 {}시간에 비웁니다. 둘이 함께 비우면 몇 시간이 "
     "걸립니까?",
     [](Draw& d) -> Drawn {
       const int64_t ratio = d.Number(1, 6), both = ratio * d.Number(1, 9);
       return {{both * (1 + ratio), both * (1 + ratio) / ratio}, both};
     },
     [](Given n, int64_t x) { return n[1] * x + n[0] * x == n[0] * n[1]; }},
    {3,
     "A rectangle is {} metres longer than wide, and its area is {} square metres. How long is "
     "it, in metres?",
     "직사각형의 세로는 가로보다 {}미터 길고 넓이는 {}제곱미터입니다. 세로는 몇 미터입니까?",
     [](Draw& d) -> Drawn {
       const int64_t more = d.Number(1, 20), wide = d.Number(3, 40);
       return {{more, wide * (wide + more)}, wide + more};
     },
     [](Given n, int64_t x) { return x * (x - n[0]) == n[1] && Divides(x, n[1]); }},
}};

// The answer and four near misses.
std::vector<int64_t> Options(Draw& draw, int64_t answer) {
  std::vector<int64_t> options = {answer};
  while (options.size() < 5) {
    const int64_t spread = std::max<int64_t>(6, answer / 8);
    const int64_t other = answer + draw.Number(-spread, spread);
    if (other > 0 && std::find(options.begin(), options.end(), other) == options.end()) {
      options.push_back(other);
    }
  }
  draw.Shuffle(options);
  return options;
}

class AquaGen : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Form& form = kForms.at(static_cast<size_t>(2 * level) + draw.Index(2));
    const Drawn drawn = form.make(draw);
    std::vector<std::string> values;
    for (const int64_t number : drawn.numbers) values.push_back(std::to_string(number));
    TaskItem item;
    item.question = Fill(language == Language::kKorean ? form.korean : form.english, values);
    item.question += language == Language::kKorean ? "\n보기:" : "\nOptions:";
    char letter = 'A';
    for (const int64_t option : Options(draw, drawn.answer)) {
      item.question += std::string("\n") + letter + ")" + std::to_string(option);
      if (option == drawn.answer) item.gold = letter;
      ++letter;
    }
    item.kind = AnswerKind::kChoice;
    item.max_tokens = 400;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const size_t line = item.question.find('\n');
    const std::string text = item.question.substr(0, line);
    const std::vector<int64_t> options = Numbers(item.question.substr(line));
    for (const Form& form : kForms) {
      if (!Match(form.english, text) && !Match(form.korean, text)) continue;
      for (size_t i = 0; i < options.size(); ++i) {
        if (form.fits(Numbers(text), options[i])) return std::string(1, "ABCDE"[i]);
      }
    }
    return std::nullopt;
  }
};

const AquaGen task;

}  // namespace

extern const TaskInfo aqua_gen_task;
const TaskInfo aqua_gen_task{
    .name = "aqua_gen",
    .summary = "algebra in words, with five options",
    .levels = {"one_unknown", "percentages", "two_unknowns", "rates_and_squares"},
    .korean = true,
    .task = &task};

}  // namespace ponder
