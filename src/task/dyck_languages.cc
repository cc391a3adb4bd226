// Which brackets close a sequence? The form of the BIG-bench task of this name.
#include <algorithm>
#include <array>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr std::string_view kOpening = "([{<";
constexpr std::string_view kClosing = ")]}>";

struct Level {
  int64_t shortest, longest;
};
constexpr std::array<Level, 4> kLevels = {{{3, 7}, {8, 15}, {16, 30}, {31, 60}}};

std::string Spaced(std::string_view brackets) {
  std::string spaced;
  for (char c : brackets) {
    if (!spaced.empty()) spaced += ' ';
    spaced += c;
  }
  return spaced;
}

std::string Brackets(std::string_view text) {
  std::string brackets;
  for (char c : text) {
    if (Holds(kOpening, {&c, 1}) || Holds(kClosing, {&c, 1})) brackets += c;
  }
  return brackets;
}

class DyckLanguages : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Level& size = kLevels.at(static_cast<size_t>(level));
    const int64_t length = draw.Number(size.shortest, size.longest);
    std::string text, open;  // `open`: what has to follow, the last one first
    for (int64_t i = 0; i < length; ++i) {
      const bool last = i + 1 == length;  // never closes the outermost
      if (open.empty() || draw.Coin() || (last && open.size() == 1)) {
        const size_t kind = draw.Index(kOpening.size());
        text += kOpening[kind];
        open += kClosing[kind];
      } else {
        text += open.back();
        open.pop_back();
      }
    }
    std::reverse(open.begin(), open.end());
    TaskItem item;
    item.question =
        Fill(language == Language::kKorean
                 ? "괄호의 열이 다음과 같이 시작합니다. 모두 닫으려면 어떤 괄호가 이어져야 합니까? "
                   "이어질 "
                   "괄호만 빈칸으로 띄어 답하세요.\n{}"
                 : "A sequence of brackets begins as below. Which ones must follow so that all are "
                   "closed? Answer with these only, separated by blanks.\n{}",
             {Spaced(text)});
    item.gold = Spaced(open);
    item.kind = AnswerKind::kText;
    item.max_tokens = 300;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kText, 400);
  }

  // Strikes out pairs until none is left; the mirror image of the rest must follow.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    std::string text = Brackets(item.question);
    for (bool again = true; again;) {
      again = false;
      for (size_t kind = 0; kind < kOpening.size(); ++kind) {
        const size_t pair = text.find(std::string{kOpening[kind], kClosing[kind]});
        if (pair == std::string::npos) continue;
        text.erase(pair, 2);
        again = true;
      }
    }
    std::string rest;
    for (auto c = text.rbegin(); c != text.rend(); ++c) {
      const size_t kind = kOpening.find(*c);
      if (kind == std::string_view::npos) return std::nullopt;
      rest += kClosing[kind];
    }
    return Spaced(rest);
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    return Spaced(Brackets(answer));
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const std::string got = Brackets(answer);
    const std::string right = Brackets(item.gold);
    if (got == right) return {true, ""};
    if (got.empty()) return {false, "no brackets in the answer"};
    const size_t same = static_cast<size_t>(
        std::mismatch(got.begin(), got.end(), right.begin(), right.end()).first - got.begin());
    if (same == right.size()) return {false, "more brackets than are open"};
    return {false, "bracket " + std::to_string(same + 1) + " must be " + right[same]};
  }
};

const DyckLanguages task;

}  // namespace

extern const TaskInfo dyck_languages_task;
const TaskInfo dyck_languages_task{
    .name = "dyck_languages",
    .summary = "which brackets close a sequence?",
    .levels = {"3_to_7_brackets", "8_to_15_brackets", "16_to_30_brackets", "31_to_60_brackets"},
    .korean = true,
    .published = BbhSet({BbhFile(
        "dyck_languages", "3f9badedf15c2be1ce53d94fdf016299bb30ba231ef087ab9f51a7ed6d0bdc25")}),
    .task = &task};

}  // namespace ponder
