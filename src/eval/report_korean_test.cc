// Reports in Korean: nothing English is left in them but names, units and numbers.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "eval/made_up_study.h"
#include "eval/report.h"
#include "eval/report_tables.h"
#include "eval/robustness/robust_report.h"
#include "eval/words.h"
#include "eval/wrap.h"
#include "text/columns.h"

namespace ponder {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kNames[] = {"word_problems",
                                  "game24",
                                  "small-0.5b",
                                  "large-1.5b",
                                  "direct",
                                  "chain_of_thought",
                                  "self_consistency:n=",
                                  "self_consistency",
                                  "budget_forcing:max_thinking_tokens=",
                                  "budget_forcing:waits=",
                                  "budget_forcing",
                                  "max_thinking_tokens=",
                                  "two steps",
                                  "four steps",
                                  "six steps",
                                  "published",
                                  "sums.many_shot.42",
                                  "sums.think_less.42",
                                  "sums.red_team.42",
                                  "many_shot",
                                  "pass@k",
                                  "maj@k",
                                  "mid-p"};
// The last one is of numbers: 8.3e-03.
const std::set<std::string> kUnits = {"FLOPs", "k", "M", "G", "T", "p", "e"};

void Replace(std::string& text, const std::string& part, const std::string& by) {
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size())) {
    text.replace(at, part.size(), by);
  }
}

// What is in Latin letters, apart from names and units. Names that "..." shortens are passed over.
std::vector<std::string> LatinWords(std::string text) {
  for (const char* name : kNames) Replace(text, name, " ");
  std::vector<std::string> found;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    if (part.find("...") != std::string::npos) continue;
    std::string word;
    for (const char c : part + " ") {
      if (std::isalpha(static_cast<unsigned char>(c))) {
        word += c;
      } else if (!word.empty()) {
        if (!kUnits.contains(word)) found.push_back(word);
        word.clear();
      }
    }
  }
  return found;
}

// What a page shows and what a screen reader says.
std::string Shown(const std::string& page) {
  std::string text;
  for (size_t at = page.find("</style>"); at < page.size();) {
    const size_t open = std::min(page.find('<', at), page.size());
    text += page.substr(at, open - at) + " ";
    const size_t close = std::min(page.find('>', open), page.size());
    const std::string tag = page.substr(open, close - open);
    for (const std::string attribute : {" aria-label=\"", " data-head=\""}) {
      const size_t value = tag.find(attribute);
      if (value == std::string::npos) continue;
      const size_t begin = value + attribute.size();
      text += tag.substr(begin, tag.find('"', begin) - begin) + " ";
    }
    at = close + 1;
  }
  for (const char* entity : {"&quot;", "&lt;", "&gt;", "&amp;"}) Replace(text, entity, " ");
  return text;
}

std::vector<EvalRecord> KoreanStudy() {
  std::vector<EvalRecord> records = MadeUpStudy(30);
  for (EvalRecord& record : records) {
    record.language = Language::kKorean;
    if (record.method == "chain_of_thought") record.budget_tokens = 100;
  }
  return records;
}

const Summary& Korean() {
  static const Summary summary =
      Summarize(KoreanStudy(), {.baseline = "", .target = 0.6, .language = Language::kKorean});
  return summary;
}

EvalRecord Attacked(const std::string& task, const std::string& method, int problem, int strength,
                    int64_t tokens, bool success) {
  const char* outcome = success           ? "attack"
                        : problem % 3 > 0 ? "right"
                        : problem % 5 > 0 ? "other"
                                          : "none";
  EvalRecord record = MadeUpAttack(task, problem, strength, method, outcome, tokens + problem);
  record.model = "small-0.5b";
  return record;
}

// An attack that compute helps against, one that it does not, and one that it helps; long runs, the
// claim that no thinking is needed, a model as the attacker, another defender, a run that failed.
std::vector<EvalRecord> AttackedStudy() {
  std::vector<EvalRecord> records;
  for (int i = 0; i < 50; ++i) {
    for (const char* task : {"sums.many_shot.42", "sums.think_less.42", "sums.red_team.42"}) {
      const bool rises = std::string(task) == "sums.think_less.42";
      const bool same = std::string(task) == "sums.red_team.42";
      const bool cheap = same ? i % 2 == 0 : rises ? i < 10 : i < 40;
      const bool dear = same ? i % 2 == 0 : rises ? i < 40 : i < 3;
      records.push_back(Attacked(task, "direct", i, 0, 16, false));
      records.push_back(Attacked(task, "direct", i, 4, 16, cheap));
      records.push_back(Attacked(task, "budget_forcing:max_thinking_tokens=64", i, 4, 64, dear));
      records.back().budget_tokens = 200;
      if (same) records.back().usage_by_role["attacker"].completion_tokens = 30;
    }
  }
  records.push_back(Attacked("sums.many_shot.42", "direct", 99, 4, 16, true));
  records.back().stop = StopReason::kError;
  return records;
}

TEST(Korean, TextsHaveNoEnglishAndAreThereOnce) {
  std::set<std::string_view> seen;
  for (const Translation& each : kKorean) {
    EXPECT_TRUE(seen.insert(each.english).second) << each.english;
    EXPECT_THAT(LatinWords(std::string(each.korean)), IsEmpty()) << each.korean;
  }
}

TEST(Korean, WordsAreEnglishWithoutIt) {
  const Words english;
  const Words korean(Language::kKorean);
  EXPECT_EQ(english("against {}", "direct"), "against direct");
  EXPECT_EQ(korean("against {}", "direct"), "direct 대비");
  EXPECT_EQ(english("{} {}", 16, english.Term("examples")), "16 examples");
  EXPECT_EQ(korean("{} {}", 16, korean.Term("examples")), "예시 수 16");
  EXPECT_EQ(korean.Term("no such word"), "no such word");
}

TEST(Korean, ReportsOfAStudy) {
  const ReportHead head{"지어낸 평가", "", "측정한 기계: 0"};
  const std::string terminal = TerminalReport(Korean());
  EXPECT_THAT(LatinWords(terminal), IsEmpty());
  for (const char* part : {"모든 과제", "direct 대비", "chain_of_thought 최대 100토큰", "더 나음: ",
                           "실행 1건이 실패했으며", "수준별 정확도(%)", "60.0 %에 이르는"}) {
    EXPECT_THAT(terminal, HasSubstr(part));
  }
  EXPECT_THAT(LatinWords(MarkdownReport(Korean(), head)), IsEmpty());
  const std::string page = HtmlReport(Korean(), head);
  EXPECT_THAT(LatinWords(Shown(page)), IsEmpty());
  EXPECT_THAT(page, HasSubstr("<html lang=\"ko\">"));
  EXPECT_THAT(page, HasSubstr("<h3>비용에 따른 정확도</h3>"));
  EXPECT_THAT(MarkdownReport(Summarize({}, Korean().options)), HasSubstr("# 평가\n"));
}

TEST(Korean, ReportsOfRobustness) {
  const std::vector<EvalRecord> records = AttackedStudy();
  const RobustSummary summary = SummarizeRobustness(records);
  const Words words(Language::kKorean);
  const std::string terminal = TerminalRobustness(summary, words);
  EXPECT_THAT(LatinWords(terminal), IsEmpty());
  const std::string text = MarkdownRobustness(summary, words);
  EXPECT_THAT(LatinWords(text), IsEmpty());
  for (const char* part :
       {"감소", "증가", "효과가 보이지 않음", "방어에 도움이 됩니다", "공격에 도움이 됩니다",
        "계산량의 효과는 보이지 않습니다", "공격자의 토큰", "가장 긴 실행 20분의 1",
        "many_shot 대비 성공", "최대 200토큰", "공격을 받은 실행 1건이 실패했으며"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  const std::string page =
      HtmlReport(Summarize({}, Korean().options), {}, HtmlRobustness(summary, words));
  EXPECT_THAT(LatinWords(Shown(page)), IsEmpty());
  EXPECT_THAT(page, HasSubstr("<html lang=\"ko\">"));
}

// Programs read the same, whatever people read.
TEST(Korean, JsonAndCsvAreEnglish) {
  SummaryOptions options = Korean().options;
  options.language = Language::kEnglish;
  const Summary english = Summarize(KoreanStudy(), options);
  EXPECT_EQ(JsonReport(Korean()), JsonReport(english));
  EXPECT_EQ(CsvReport(Korean()), CsvReport(english));
  EXPECT_EQ(TerminalReport(InLanguage(Korean(), Language::kEnglish)), TerminalReport(english));
  EXPECT_EQ(TerminalReport(InLanguage(english, Language::kKorean)), TerminalReport(Korean()));
  EXPECT_THAT(TerminalReport(english), Not(HasSubstr("정확도")));
  // What the other tests look for would be found.
  EXPECT_THAT(LatinWords(TerminalReport(english)), Contains("accuracy"));
  EXPECT_THAT(LatinWords(Shown(HtmlReport(english))), Contains("front"));
}

TEST(Korean, TablesOfTerminalsStandInLine) {
  const Table small{{{"방법", true}, {"정답"}}, {{"direct", "1/2"}, {"자기 일관성", "12/30"}}};
  EXPECT_EQ(TerminalTable(small),
            "방법          정답\n"
            "direct         1/2\n"
            "자기 일관성  12/30\n");
  const SummaryGroup& group = Korean().groups.front();
  for (const ReportTable& part : TerminalTables(group, Korean().options)) {
    const std::string text = TerminalTable(part.table);
    const size_t width = Columns(text.substr(0, text.find('\n')));
    for (size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      const std::string line = text.substr(begin, text.find('\n', begin) - begin);
      EXPECT_EQ(Columns(line), width) << line;  // the last column stands to the right
    }
  }
}

TEST(Korean, LinesAreNoWiderThanATerminal) {
  EXPECT_EQ(Wrapped("가나다 라마바 사", 10), "가나다\n라마바 사\n");
  EXPECT_EQ(Wrapped("abc def g", 5), "abc\ndef g\n");
  for (const std::string& note : ReportNotes(Korean())) {
    const std::string text = Wrapped(note);
    for (size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      EXPECT_LE(Columns(text.substr(begin, text.find('\n', begin) - begin)), 100u);
    }
  }
}

}  // namespace
}  // namespace ponder
