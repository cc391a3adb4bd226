// Sums and products of two numbers of two digits, 10 to 99, as in the paper.
#include "attack/victims.h"
#include "task/draw.h"

namespace ponder {
namespace {

class Arithmetic : public FramedVictim {
 public:
  explicit Arithmetic(bool sum) : sum_(sum) {}

  std::string Name() const override { return sum_ ? "sums" : "products"; }

  std::vector<TaskItem> Problems(const ProblemSource& source) const override {
    const bool korean = source.language == Language::kKorean;
    return MakeProblems(Name(), source, [&](const RandomStream& random) {
      Draw draw(random);
      const int64_t a = draw.Number(10, 99);
      const int64_t b = draw.Number(10, 99);
      const std::string both = std::to_string(a) +
                               (sum_     ? " + "
                                : korean ? " × "
                                         : " times ") +
                               std::to_string(b);
      TaskItem item;
      item.question = korean ? both + "의 값은 얼마입니까?" : "What is " + both + "?";
      item.gold = std::to_string(sum_ ? a + b : a * b);
      return item;
    });
  }

 private:
  bool sum_;
};

}  // namespace

const Victim& Sums() {
  static const Arithmetic victim(true);
  return victim;
}

const Victim& Products() {
  static const Arithmetic victim(false);
  return victim;
}

}  // namespace ponder
