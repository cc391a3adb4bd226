// Expressions of several operations. The last level has the form of the BIG-bench task
// multistep_arithmetic_two: two bracketed groups of four numbers.
#include <array>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/words.h"
#include "text/expression.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Written {
  std::string text;
  int64_t value;
  int binding;  // 0: a sum or difference, 1: a product, 2: a number
};

Written Combine(const Written& left, char sign, const Written& right) {
  const int binding = sign == '*' ? 1 : 0;
  // What follows a minus or a times needs brackets where it binds no tighter.
  const bool wrap_right = right.binding < binding || (sign == '-' && right.binding == 0);
  const auto wrapped = [](const Written& part, bool wrap) {
    return wrap ? "(" + part.text + ")" : part.text;
  };
  const std::string text =
      wrapped(left, left.binding < binding) + " " + sign + " " + wrapped(right, wrap_right);
  const int64_t value = sign == '*'   ? left.value * right.value
                        : sign == '+' ? left.value + right.value
                                      : left.value - right.value;
  return {text, value, binding};
}

// A tree of so many operations on numbers of at most two digits; products are rarer.
Written Tree(Draw& draw, int64_t operations) {
  if (operations == 0) {
    const int64_t number = draw.Number(2, draw.Coin() ? 9 : 30);
    return {std::to_string(number), number, 2};
  }
  const int64_t left_operations = draw.Number(0, operations - 1);
  const Written left = Tree(draw, left_operations);
  const Written right = Tree(draw, operations - 1 - left_operations);
  return Combine(left, "+-+-*"[draw.Index(5)], right);
}

// Four numbers from -9 to 9 in a row, read with the usual precedence.
Written Group(Draw& draw) {
  int64_t sum = 0;
  int64_t product = draw.Number(-9, 9);
  std::string text = std::to_string(product);
  for (int i = 0; i < 3; ++i) {
    const char sign = "+-*"[draw.Index(3)];
    const int64_t number = draw.Number(-9, 9);
    text += std::string(" ") + sign + " " + std::to_string(number);
    if (sign == '*') {
      product *= number;
    } else {
      sum += product;
      product = sign == '+' ? number : -number;
    }
  }
  return {"(" + text + ")", sum + product, 2};
}

class MultistepArithmetic : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    constexpr std::array<int64_t, 4> kOperations = {2, 3, 4, 6};
    Draw draw(random);
    const auto index = static_cast<size_t>(level);
    Written written;
    if (index < kOperations.size()) {
      written = Tree(draw, kOperations[index]);
    } else {
      const Written left = Group(draw);
      const char sign = "+-*"[draw.Index(3)];
      written = Combine(left, sign, Group(draw));
    }
    TaskItem item;
    item.question = Fill(language == Language::kKorean ? "다음을 계산하세요: {}" : "Work out: {}",
                         {written.text});
    item.gold = std::to_string(written.value);
    item.max_tokens = 300;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kNumber, 400);
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::string_view question = item.question;
    const size_t colon = question.rfind(':');
    std::string_view text = question.substr(colon == std::string_view::npos ? 0 : colon + 1);
    text = text.substr(0, text.find('='));
    const std::optional<Expression> expression = Expression::Parse(scan::Trim(text));
    if (!expression) return std::nullopt;
    const std::optional<Rational> value = expression->Exact();
    if (!value) return std::nullopt;
    return FormatRational(*value);
  }
};

const MultistepArithmetic task;

}  // namespace

extern const TaskInfo multistep_arithmetic_task;
const TaskInfo multistep_arithmetic_task{
    .name = "multistep_arithmetic",
    .summary = "expressions of two to seven operations",
    .levels = {"2_operations", "3_operations", "4_operations", "6_operations", "two_groups_of_4"},
    .korean = true,
    .published =
        BbhSet({BbhFile("multistep_arithmetic_two",
                        "c9d5a6433c9b78256422a15c78463949c8bec8d85607aa28b52d7234ad4a8595")}),
    .task = &task};

}  // namespace ponder
