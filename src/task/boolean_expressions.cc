// Value of an expression with not, and, or. The form of the BIG-bench task of this name.
#include <array>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<int64_t, 4> kLeaves = {3, 4, 6, 10};

struct Written {
  std::string text;
  bool value;
  int binding;  // 0: or, 1: and, 2: not or a constant
};

std::string Wrapped(const Written& part, int binding, bool always) {
  return part.binding < binding || always ? "( " + part.text + " )" : part.text;
}

Written Leaf(Draw& draw) {
  Written leaf{draw.Coin() ? "True" : "False", false, 2};
  leaf.value = leaf.text == "True";
  return leaf;
}

// An expression of so many constants. Brackets stand where they are needed, and some where not.
Written Write(Draw& draw, int64_t leaves) {
  if (draw.Number(0, 3) == 0) {
    const Written inner = leaves == 1 ? Leaf(draw) : Write(draw, leaves);
    return {"not " + Wrapped(inner, 2, draw.Number(0, 3) == 0), !inner.value, 2};
  }
  if (leaves == 1) return Leaf(draw);
  const int64_t left_leaves = draw.Number(1, leaves - 1);
  const Written left = Write(draw, left_leaves);
  const Written right = Write(draw, leaves - left_leaves);
  const bool both = draw.Coin();
  const int binding = both ? 1 : 0;
  const std::string text = Wrapped(left, binding, false) + (both ? " and " : " or ") +
                           Wrapped(right, binding, draw.Number(0, 5) == 0);
  return {text, both ? left.value && right.value : left.value || right.value, binding};
}

// Reads the words of an expression, the loosest binding first.
class Reader {
 public:
  explicit Reader(std::string_view text) {
    for (const std::string& word : Words(text)) {
      for (const char* known : {"True", "False", "not", "and", "or", "(", ")"}) {
        if (word == known) words_.push_back(word);
      }
    }
  }

  std::optional<bool> Value() {
    const bool value = Or();
    if (bad_ || next_ != words_.size()) return std::nullopt;
    return value;
  }

 private:
  bool Take(std::string_view word) {
    if (next_ >= words_.size() || words_[next_] != word) return false;
    ++next_;
    return true;
  }
  bool Or() {
    bool value = And();
    while (Take("or")) value = And() || value;
    return value;
  }
  bool And() {
    bool value = Not();
    while (Take("and")) value = Not() && value;
    return value;
  }
  bool Not() {
    if (Take("not")) return !Not();
    if (Take("True")) return true;
    if (Take("False")) return false;
    bad_ = bad_ || !Take("(");
    const bool value = !bad_ && Or();
    bad_ = bad_ || !Take(")");
    return value;
  }

  std::vector<std::string> words_;
  size_t next_ = 0;
  bool bad_ = false;
};

class BooleanExpressions : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Written written = Write(draw, kLeaves.at(static_cast<size_t>(level)));
    TaskItem item;
    item.question = Fill(language == Language::kKorean
                             ? "다음 식의 값을 True 또는 False로 답하세요.\n{}"
                             : "Is this expression true or false? Answer with its value.\n{}",
                         {written.text});
    item.gold = written.value ? "True" : "False";
    item.kind = AnswerKind::kYesNo;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kYesNo, 256);
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::optional<bool> value = Reader(scan::LastFilledLine(item.question)).Value();
    if (!value) return std::nullopt;
    return *value ? "True" : "False";
  }
};

const BooleanExpressions task;

}  // namespace

extern const TaskInfo boolean_expressions_task;
const TaskInfo boolean_expressions_task{
    .name = "boolean_expressions",
    .summary = "the value of an expression with not, and, or",
    .levels = {"3_constants", "4_constants", "6_constants", "10_constants"},
    .korean = true,
    .published =
        BbhSet({BbhFile("boolean_expressions",
                        "ea6c754ec005e2d3f2d085d349a740f593b5764f32ea4638ffed4cfc0061b12a")}),
    .task = &task};

}  // namespace ponder
