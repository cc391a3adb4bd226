#include "task/number_task.h"

#include <algorithm>

#include "task/arithmetic.h"
#include "task/number_world.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

std::string ListOf(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::string list;
  for (const double number : numbers) {
    list += (list.empty() ? "" : " ") + std::to_string(static_cast<int64_t>(number));
  }
  return list;
}

// Why an expression is wrong; "" when it is right.
std::string Fault(const Arithmetic& expression, const std::vector<int64_t>& numbers,
                  int64_t target) {
  if (!expression.IsPlain()) return "uses more than + - * /, brackets and whole numbers";
  const std::string used = ListOf(expression.Numbers());
  const std::string given = ListOf({numbers.begin(), numbers.end()});
  if (used != given) return "uses " + used + " instead of " + given;
  const std::optional<Rational> value = expression.Exact();
  if (!value) return "divides by zero";
  if (*value == Rational{target, 1}) return "";
  return "makes " + FormatRational(*value) + " instead of " + std::to_string(target);
}

}  // namespace

std::optional<std::string> NumberTask::Extract(const TaskItem& item, std::string_view reply) const {
  return FindArithmetic(reply, NumbersOf(item).size());
}

std::string NumberTask::VoteKey(const TaskItem&, std::string_view answer) const {
  const std::string bare = BareArithmetic(answer);
  const auto expression = Arithmetic::Parse(bare);
  return expression ? expression->Key() : scan::Lower(bare);
}

Verdict NumberTask::Check(const TaskItem& item, std::string_view answer) const {
  Verdict verdict;
  const auto expression = Arithmetic::Parse(BareArithmetic(answer));
  verdict.reason = expression ? Fault(*expression, NumbersOf(item), TargetOf(item))
                              : "is no expression of numbers, + - * / and brackets";
  verdict.right = verdict.reason.empty();
  verdict.scores = {{"published", PublishedRight(item, answer) ? 1 : 0},
                    {"whole", verdict.right && expression->HasWholeSteps() ? 1 : 0}};
  return verdict;
}

std::shared_ptr<const WorldModel> NumberTask::World(const TaskItem& item) const {
  return MakeNumberWorld(NumbersOf(item), TargetOf(item), item.language);
}

std::vector<int64_t> NumberTask::NumbersOf(const TaskItem& item) {
  return item.meta.at("numbers").get<std::vector<int64_t>>();
}

int64_t NumberTask::TargetOf(const TaskItem& item) { return item.meta.at("target"); }

TaskItem NumberTask::MakeItem(const std::vector<int64_t>& numbers, int64_t target, std::string gold,
                              Language language) {
  std::vector<std::string> texts;
  for (const int64_t number : numbers) texts.push_back(std::to_string(number));
  TaskItem item;
  item.kind = AnswerKind::kText;
  item.gold = std::move(gold);
  item.meta = {{"numbers", numbers}, {"target", target}};
  item.max_tokens = 600;
  if (language == Language::kKorean) {
    item.question = "수 " + Join(texts, ", ") +
                    "을(를) 모두 한 번씩만 쓰고 +, -, *, /와 괄호를 사용하여 " +
                    std::to_string(target) + "이(가) 되는 식을 만드세요.";
    item.instructions = "마지막 줄에 '#### 식'의 형태로 식 하나만 쓰세요. 등호는 쓰지 않습니다.";
  } else {
    item.question = "Make " + std::to_string(target) + " from the numbers " +
                    List(texts, language) +
                    ". Use each of them exactly once, with +, -, *, / and brackets.";
    item.instructions = "End with a line '#### expression', without an equals sign.";
  }
  return item;
}

}  // namespace ponder
