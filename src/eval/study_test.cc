#include "eval/study.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "eval/plan.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Normals(const std::string& list) {
  std::vector<std::string> normals;
  for (const MethodSpec& spec : ParseMethodList(list)) normals.push_back(spec.Normal());
  return normals;
}

template <class Action>
std::string Refusal(Action action) {
  try {
    action();
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

using Texts = std::vector<std::string>;

TEST(MethodList, ACommaPartsOptionsToo) {
  EXPECT_EQ(Normals("direct"), Texts{"direct"});
  EXPECT_EQ(Normals("direct,chain_of_thought, direct"),
            (Texts{"direct", "chain_of_thought", "direct"}));
  EXPECT_EQ(Normals("self_consistency:n=5,stop=beta,direct"),
            (Texts{"self_consistency:n=5,stop=beta", "direct"}));
  EXPECT_EQ(Normals("best_of_n:n=4@judge:scale=grade,direct"),
            (Texts{"best_of_n:n=4@judge:scale=grade", "direct"}));
  EXPECT_EQ(Normals("budget_forcing:word=a:b,direct"),
            (Texts{"budget_forcing:word=a:b", "direct"}));
}

TEST(MethodList, EqualMethodsHaveOneNormalForm) {
  EXPECT_EQ(Normals("Self-Consistency:n=08,stop=fixed"), Texts{"self_consistency"});
  EXPECT_EQ(Normals("cot"), Texts{"chain_of_thought"});
  EXPECT_EQ(Normals("self_consistency:stop=beta,n=5"), Normals("self_consistency:n=5,stop=beta"));
  const MethodSpec spec = ParseMethodSpec("self_consistency:n=5");
  EXPECT_EQ(spec.options.at("threshold"), "0.95");  // all that is in force
  EXPECT_EQ(spec.Candidates(), 5);
  EXPECT_EQ(ParseMethodSpec("direct").Candidates(), 1);
  EXPECT_EQ(ParseMethodSpec(spec.Normal()).Full(), spec.Full());
}

TEST(MethodList, SaysWhatIsWrong) {
  EXPECT_NE(Refusal([] { Normals("direct,self_consistancy"); }).find("self_consistency"),
            std::string::npos);
  EXPECT_NE(Refusal([] { Normals("self_consistency:m=5"); }).find("m"), std::string::npos);
  EXPECT_EQ(Refusal([] { Normals("direct@judge"); }), "method direct does not score");
  EXPECT_FALSE(Refusal([] { Normals("best_of_n@nobody"); }).empty());
  EXPECT_FALSE(Refusal([] { Normals(""); }).empty());
  EXPECT_FALSE(Refusal([] { Normals("direct,,direct"); }).empty());
}

TEST(ScorerList, IsPartedAsMethodsAre) {
  const auto texts = [](const std::string& list) {
    Texts all;
    for (const ScorerChoice& choice : ParseScorerList(list)) all.push_back(ScorerText(choice));
    return all;
  };
  EXPECT_EQ(texts("Self-Certainty, judge:mode=pairs,opponents=3,logprob"),
            (Texts{"self_certainty", "judge:mode=pairs,opponents=3", "logprob"}));
  EXPECT_NE(Refusal([&] { texts("logprob,jugde"); }).find("did you mean judge?"),
            std::string::npos);
  EXPECT_NE(Refusal([&] { texts("judge:scale=stars"); }).find("scale"), std::string::npos);
}

Study FromFlags(const std::vector<std::pair<std::string, std::string>>& flags) {
  StudyFields fields;
  for (const auto& [name, value] : flags) fields[name] = {"--" + name, {value}};
  return MakeStudy(fields);
}

TEST(Study, EffortsAreRowsOfTheirOwn) {
  const Study study = FromFlags({{"tasks", "word_problems"}, {"effort", "none,high"}});
  EXPECT_TRUE(study.methods.empty());
  ASSERT_EQ(study.efforts.size(), 2u);
  EXPECT_EQ(study.efforts[1].Label(), "effort=high");
  EXPECT_EQ(study.efforts[0].For(AnswerKind::kNumber, false).Normal(), "direct");
  EXPECT_EQ(study.efforts[1].For(AnswerKind::kNumber, false).Normal(), "self_consistency");
  EXPECT_EQ(study.efforts[1].For(AnswerKind::kNumber, true).method, "budget_forcing");
  EXPECT_EQ(Refusal([] {
              FromFlags({{"tasks", "word_problems"}, {"effort", "huge"}});
            }),
            "--effort: \"huge\" is no effort: none, minimal, low, medium, high, xhigh or auto");
}

TEST(Study, EveryLevelOfTheTableIsAMethodThatThereIs) {
  for (Effort effort : Efforts()) {
    EXPECT_EQ(Refusal([&] { EffortSpec(effort, EffortTable::Default()); }), "");
  }
}

TEST(Study, ATableOfEffortsIsAFile) {
  const fs::path file = fs::path(testing::TempDir()) / "my_efforts.txt";
  std::ofstream(file) << "high short any self_consistency:m=5\n" << EffortTable::Default().text();
  const std::string refusal = Refusal([&] {
    FromFlags({{"tasks", "word_problems"}, {"effort_table", file.string()}, {"effort", "high"}});
  });
  EXPECT_NE(refusal.find("--effort: effort high is \"self_consistency:m=5\": "), std::string::npos)
      << refusal;
  EXPECT_NE(
      Refusal([] {
        FromFlags({{"tasks", "word_problems"}, {"effort_table", "none.txt"}, {"effort", "low"}});
      }).find("table of efforts none.txt cannot be read"),
      std::string::npos);
}

TEST(Study, DefaultsAndLists) {
  const Study study = FromFlags({{"tasks", "game24/fractions,word_problems"},
                                 {"levels", "0,1"},
                                 {"models", "a,b"},
                                 {"budget_tokens", "none,500"}});
  ASSERT_EQ(study.tasks.size(), 2u);
  EXPECT_EQ(study.tasks[0].levels, Texts{"fractions"});
  EXPECT_EQ(study.tasks[1].levels, (Texts{"0", "1"}));
  EXPECT_EQ(study.methods.at(0).Normal(), "direct");
  EXPECT_EQ(study.models, (Texts{"a", "b"}));
  EXPECT_EQ(study.budgets, (std::vector<std::optional<int64_t>>{std::nullopt, 500}));
  EXPECT_EQ(study.name, "game24+word_problems");
}

TEST(Study, Sys2IsElevenTasksWithFiveMethods) {
  const Study study = FromFlags({{"tasks", "sys2"}, {"limit", "5"}});
  EXPECT_EQ(study.tasks.size(), 11u);
  EXPECT_EQ(study.tasks[0].stand_in, "word_problems");
  EXPECT_EQ(study.methods.size(), 5u);
  EXPECT_EQ(study.name, "sys2");
  EXPECT_EQ(FromFlags({{"tasks", "sys2"}, {"methods", "direct"}}).methods.size(), 1u);
}

// With no data, in both languages: every name is a task, and every task has questions.
TEST(Study, Sys2IsMadeInBothLanguages) {
  for (const char* language : {"en", "ko"}) {
    const Study study = FromFlags({{"tasks", "sys2"}, {"limit", "2"}, {"language", language}});
    const StudyPlan plan = PlanStudy(study);
    ASSERT_EQ(plan.tasks.size(), 11u);
    for (const PlannedTask& task : plan.tasks) {
      ASSERT_EQ(task.items.size(), 2u) << task.info->name;
      EXPECT_EQ(LanguageCode(task.items[0].language), language) << task.info->name;
    }
  }
}

TEST(Study, RatersAreAListWithoutRepeats) {
  const Study study = FromFlags(
      {{"tasks", "word_problems"}, {"raters", "judge:scale=grade,logprob,judge:scale=grade"}});
  EXPECT_EQ(RatersText(study), "judge:scale=grade,logprob");
  EXPECT_NE(StudyText(study).find("\"judge:scale=grade\""), std::string::npos);
  EXPECT_NE(Refusal([] {
              FromFlags({{"tasks", "word_problems"}, {"raters", "judge"}, {"samples", "2"}});
            }).find("--raters: raters compare"),
            std::string::npos);
  EXPECT_EQ(Refusal([] {
              FromFlags({{"tasks", "word_problems"}, {"raters", "nobody"}});
            }).substr(0, 9),
            "--raters:");
}

TEST(Study, SaysWhichFlagIsWrong) {
  EXPECT_EQ(Refusal([] {
              FromFlags({{"tasks", "game24"}, {"limit", "many"}});
            }),
            "--limit: \"many\" is not a whole number from 1 to 1000000");
  EXPECT_EQ(Refusal([] {
              FromFlags({{"tasks", "game24"}, {"budget_tokens", "5,x"}});
            }),
            "--budget_tokens: \"x\" is not \"none\" or a number of tokens");
  EXPECT_EQ(Refusal([] {
              FromFlags({{"tasks", "game24"}, {"language", "fr"}});
            }),
            "--language: \"fr\" is not en or ko");
  EXPECT_EQ(Refusal([] { FromFlags({}); }), "a study needs tasks; ponder tasks lists them");
}

class StudyFile : public testing::Test {
 protected:
  Study Read(const std::string& text) {
    std::ofstream(file_) << text;
    return MakeStudy(ReadStudyFile(file_));
  }
  // Without the folder.
  std::string Refused(const std::string& text) {
    const std::string what = Refusal([&] { Read(text); });
    const std::string folder = file_.parent_path().string() + "/";
    return what.starts_with(folder) ? what.substr(folder.size()) : what;
  }
  void TearDown() override { fs::remove(file_); }

  fs::path file_ = fs::path(testing::TempDir()) / "ponder_study_test.yaml";
};

TEST_F(StudyFile, YamlAndJson) {
  const Study yaml = Read(
      "# a first look\n"
      "tasks: [word_problems, game24/fractions]\n"
      "methods:\n"
      "  - direct\n"
      "  - self_consistency:n=5,stop=beta\n"
      "budget_tokens: [none, 1000]\n"
      "limit: 20\n"
      "seed: 18446744073\n"
      "temperature: 0.25\n"
      "language: ko\n");
  EXPECT_EQ(yaml.methods.at(1).Normal(), "self_consistency:n=5,stop=beta");
  EXPECT_EQ(yaml.seed, 18446744073u);
  EXPECT_EQ(yaml.language, Language::kKorean);
  const std::string json = StudyText(yaml);
  EXPECT_EQ(StudyText(Read(json)), json);
  EXPECT_EQ(StudyText(Read("tasks: sys2")), StudyText(Read(StudyText(Read("tasks: sys2")))));
}

TEST_F(StudyFile, SaysFileLineAndField) {
  EXPECT_EQ(Refused("tasks: game24\nlimits: 5\n"),
            "ponder_study_test.yaml:2: unknown field \"limits\"; did you mean limit?");
  EXPECT_EQ(Refused("tasks: game24\n\nlimit: five\n"),
            "ponder_study_test.yaml:3: field \"limit\": \"five\" is not a whole number from 1 to "
            "1000000");
  EXPECT_EQ(Refused("tasks: game24\nseed: [1, 2]\n"),
            "ponder_study_test.yaml:2: field \"seed\": one value is wanted, not a list");
  EXPECT_EQ(Refused("tasks: game24\nmethods:\n  direct: {n: 5}\n"),
            "ponder_study_test.yaml:2: field \"methods\": a value or a list of values is wanted");
  EXPECT_EQ(Refused("tasks: game24\nshots:\n"),
            "ponder_study_test.yaml:2: field \"shots\": a value or a list of values is wanted");
  EXPECT_EQ(Refused("tasks: a\ntasks: b\n"),
            "ponder_study_test.yaml:2: field \"tasks\": it is given twice");
  EXPECT_EQ(Refused("- game24\n"),
            "ponder_study_test.yaml:1: a mapping of fields to values is wanted");
  EXPECT_EQ(Refused("tasks: [game24\nlimit: 5\n").substr(0, 23), "ponder_study_test.yaml:");
  EXPECT_NE(Refused("tasks: game24\nmethods: dirct\n").find(":2: field \"methods\": "),
            std::string::npos);
  EXPECT_FALSE(Refusal([] { ReadStudyFile("/no/such/study.yaml"); }).empty());
}

}  // namespace
}  // namespace ponder
