#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command_line.h"
#include "cli/eval_flags.h"
#include "cli/eval_progress.h"
#include "cli/eval_reports.h"
#include "engine/fake/toy.h"
#include "task/task.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

struct Result {
  int code;
  std::string out;
  std::string err;
};

Result RunWith(const std::vector<std::string>& args) {
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  const int code = RunCommandLine(args, console);
  return {code, out.str(), err.str()};
}

// What is wrong is said in one line, before any model is looked for.
void ExpectRefused(std::vector<std::string> args, const std::string& part) {
  args.insert(args.begin(), "eval");
  const Result result = RunWith(args);
  EXPECT_EQ(result.code, kWrongUsage) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

TEST(EvalCommand, WrongUsageIsOneClearLine) {
  ExpectRefused({}, "ponder tasks");
  ExpectRefused({"word_problem"}, "did you mean word_problems?");
  ExpectRefused({"word_problems", "--methods", "dirct"}, "--methods: ");
  ExpectRefused({"word_problems", "--limit", "0"}, "--limit: \"0\"");
  ExpectRefused({"word_problems", "--shots", "some"}, "--shots: ");
  ExpectRefused({"word_problems", "--levels", "sideways"}, "sideways");
  ExpectRefused({"word_problems", "--lang", "fr"}, "--lang: ");
  ExpectRefused({"gsm8k"}, "--data");
  ExpectRefused({"robustness", "--attacks", "bribe"}, "--attacks: unknown attack \"bribe\"");
  ExpectRefused({"robustness", "--goals", "43"}, "--goals: unknown goal \"43\"");
  ExpectRefused({"robustness", "--levels", "5"}, "has no level \"5\"");
  ExpectRefused({"sums.many_shot"}, "VICTIM.ATTACK.GOAL");
  ExpectRefused({"no/such/study.yaml"}, "no/such/study.yaml");
  ExpectRefused({"show", "no/such/folder"}, "no/such/folder");
  ExpectRefused({"show"}, "folder");
  ExpectRefused({"compare", "no/such/folder", "direct", "cot"}, "no/such/folder");
}

TEST(EvalCommand, FlagsGoBeforeTheFieldsOfAFile) {
  const fs::path file = fs::path(testing::TempDir()) / "ponder_flags_test.yaml";
  std::ofstream(file) << "tasks: word_problems\nlimit: 7\nseed: 3\n";
  CLI::App app;
  StudyFlags flags;
  flags.AddTo(app);
  app.parse("--limit 9 --methods self_consistency:n=5,stop=beta,direct --lang ko");
  const Study study = flags.ToStudy(file.string());
  EXPECT_EQ(study.limit, 9);
  EXPECT_EQ(study.seed, 3u);
  EXPECT_EQ(study.methods.size(), 2u);
  EXPECT_EQ(study.language, Language::kKorean);
  EXPECT_EQ(study.name, "ponder_flags_test");
  fs::remove(file);
}

TEST(EvalCommand, ShowsAndComparesWhatAFolderHolds) {
  const fs::path folder = fs::path(testing::TempDir()) / "ponder_eval_show";
  fs::remove_all(folder);
  StudyFields fields{{"tasks", {"tasks", {"one_digit_sums,next_number"}}},
                     {"methods", {"methods", {"direct,chain_of_thought,self_consistency:n=3"}}},
                     {"limit", {"limit", {"6"}}},
                     {"max_tokens", {"max_tokens", {"30"}}}};
  const Study study = MakeStudy(fields);
  {
    StudyFolder opened(folder, study);
    RunModel(study, PlanStudy(study), "toy", MakeToyEngine(1), opened);
    WriteReports(opened.records(), folder);
  }
  for (const char* name : {"report.md", "report.html", "report.csv", "report.json"}) {
    EXPECT_GT(fs::file_size(folder / name), 100u) << name;
  }
  const Result all = RunWith({"eval", "show", folder.string()});
  EXPECT_EQ(all.code, kDone) << all.err;
  for (const char* part : {"one_digit_sums", "direct", "chain_of_thought", "self_consistency"}) {
    EXPECT_NE(all.out.find(part), std::string::npos) << part;
  }
  const Result json = RunWith({"eval", "show", folder.string(), "--json"});
  EXPECT_TRUE(nlohmann::json::accept(json.out));
  const Result two =
      RunWith({"eval", "compare", folder.string(), "direct", "self_consistency:n=3"});
  EXPECT_EQ(two.code, kDone) << two.err;
  EXPECT_EQ(two.out.find("chain_of_thought"), std::string::npos);
  ExpectRefused({"compare", folder.string(), "direct", "best_of_n"}, "no runs of method best_of_n");
  for (const char* layout : {"lm-eval", "inspect"}) {
    const Result files = RunWith({"eval", "export", folder.string(), layout});
    EXPECT_EQ(files.code, kDone) << files.err;
    EXPECT_TRUE(fs::exists(files.out.substr(0, files.out.find('\n')))) << files.out;
  }
  ExpectRefused({"export", folder.string(), "sheet"}, "sheet");
  std::ofstream(LogFile(folder), std::ios::app) << "{}\n";
  ExpectRefused({"show", folder.string()}, "log.jsonl:37: field \"format\" is missing");
  fs::remove_all(folder);
}

std::string TextOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(EvalCommand, ReportsAreInTheLanguageOfTheStudyOrAsAsked) {
  const fs::path root = fs::path(testing::TempDir()) / "ponder_eval_languages";
  fs::remove_all(root);
  for (const std::string language : {"en", "ko"}) {
    const fs::path folder = root / language;
    const Study study = MakeStudy({{"tasks", {"tasks", {"one_digit_sums,sums.many_shot.42/4"}}},
                                   {"methods", {"methods", {"direct,chain_of_thought"}}},
                                   {"language", {"language", {language}}},
                                   {"limit", {"limit", {"4"}}},
                                   {"max_tokens", {"max_tokens", {"20"}}}});
    StudyFolder opened(folder, study);
    RunModel(study, PlanStudy(study), "toy", MakeToyEngine(1), opened);
    WriteReports(opened.records(), folder);
    EXPECT_NE(TextOf(folder / "report.html").find("<html lang=\"" + language + "\">"),
              std::string::npos);
    const bool korean = TextOf(folder / "report.md").find("방어 방법") != std::string::npos;
    EXPECT_EQ(korean, language == "ko");
    EXPECT_EQ(TextOf(folder / "report.json").find("대비"), std::string::npos);
    for (const std::string asked : {"", "en", "ko"}) {
      std::vector<std::string> args{"eval", "show", folder.string()};
      if (!asked.empty()) args.insert(args.end(), {"--lang", asked});
      const Result result = RunWith(args);
      EXPECT_EQ(result.code, kDone) << result.err;
      const bool in_korean = result.out.find("정확도 %") != std::string::npos &&
                             result.out.find("문제 4개, 예시 수별") != std::string::npos;
      const bool in_english = result.out.find("accuracy %") != std::string::npos;
      EXPECT_EQ(in_korean, (asked.empty() ? language : asked) == "ko") << result.out;
      EXPECT_NE(in_korean, in_english);
    }
    const Result two =
        RunWith({"eval", "compare", folder.string(), "direct", "chain_of_thought", "--lang", "ko"});
    EXPECT_NE(two.out.find("direct 대비"), std::string::npos) << two.err;
    ExpectRefused({"show", folder.string(), "--lang", "fr"}, "--lang: \"fr\"");
  }
  fs::remove_all(root);
}

TEST(EvalCommand, TasksUnderAttackHaveAReportOfTheirOwn) {
  const fs::path folder = fs::path(testing::TempDir()) / "ponder_eval_attacked";
  fs::remove_all(folder);
  const Study study = MakeStudy({{"tasks", {"tasks", {"one_digit_sums,sums.many_shot.42/4"}}},
                                 {"limit", {"limit", {"6"}}},
                                 {"max_tokens", {"max_tokens", {"30"}}}});
  {
    StudyFolder opened(folder, study);
    RunModel(study, PlanStudy(study), "toy", MakeToyEngine(1), opened);
    WriteReports(opened.records(), folder);
  }
  EXPECT_GT(fs::file_size(folder / "robustness.csv"), 100u);
  const Result shown = RunWith({"eval", "show", folder.string()});
  EXPECT_EQ(shown.code, kDone) << shown.err;
  EXPECT_NE(shown.out.find("one_digit_sums, toy"), std::string::npos);
  EXPECT_NE(shown.out.find("sums.many_shot.42, toy: 6 problems"), std::string::npos);
  const auto json = nlohmann::json::parse(RunWith({"eval", "show", folder.string(), "--json"}).out);
  EXPECT_EQ(json["groups"].size(), 1u);
  EXPECT_EQ(json["robustness"][0]["cells"].size(), 1u);
  fs::remove_all(folder);
}

TEST(TasksCommand, ListsAndShows) {
  const Result list = RunWith({"tasks"});
  for (const TaskInfo* info : Tasks()) {
    EXPECT_NE(list.out.find(info->name), std::string::npos);
    const Result page = RunWith({"tasks", std::string(info->name)});
    EXPECT_EQ(page.code, kDone);
    for (const std::string_view level : info->levels) {
      EXPECT_NE(page.out.find(level), std::string::npos) << level;
    }
  }
  const auto json = nlohmann::json::parse(RunWith({"tasks", "--json"}).out);
  EXPECT_EQ(json["tasks"].size(), Tasks().size());
  EXPECT_EQ(RunWith({"tasks", "gsm9k"}).code, kWrongUsage);
  EXPECT_NE(RunWith({"tasks", "--data", "/no/such/folder"}).out.find("(not here)"),
            std::string::npos);
}

TEST(EvalView, SaysDurationsAndNotes) {
  EXPECT_EQ(DurationText(-1), "?");
  EXPECT_EQ(DurationText(40), "40 s");
  EXPECT_EQ(DurationText(720), "12 min");
  EXPECT_EQ(DurationText(12000), "3 h 20 min");
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  EvalView view(console);
  view.Note({PlanNote::Kind::kStandIn, "word_problems", "gsm8k"});
  console.language = UiLanguage::kKorean;
  view.Note({PlanNote::Kind::kStandIn, "word_problems", "gsm8k"});
  ModelRun run;
  run.model = "toy";
  run.failed = 1;
  run.first_error = "task item: it broke";
  view.Done(run);
  const EvalRecord last;
  view.Progress("toy", {.done = 1, .total = 2, .last = &last});  // no terminal: says nothing
  const std::string said = err.str();
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 4) << said;
  EXPECT_NE(said.find("word_problems stands in for gsm8k"), std::string::npos);
  EXPECT_NE(said.find("gsm8k의"), std::string::npos);
  EXPECT_NE(said.find("it broke"), std::string::npos);
}

}  // namespace
}  // namespace ponder
