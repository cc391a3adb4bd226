#include "eval/harness.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ranges>
#include <set>
#include <thread>

#include "engine/fake/counting.h"
#include "engine/fake/toy.h"
#include "engine/fault.h"
#include "engine/forwarding.h"
#include "eval/item_reader.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

Study MakeTestStudy(std::map<std::string, std::string> values = {}) {
  values.emplace("tasks", "one_digit_sums,expressions");
  values.emplace("methods", "direct,self_consistency:n=3");
  values.emplace("limit", "3");
  values.emplace("max_tokens", "40");
  StudyFields fields;
  for (const auto& [name, value] : values) fields[name] = {name, {value}};
  return MakeStudy(fields);
}

std::vector<EvalRow> RowsOf(const Study& study, const StudyPlan& plan) {
  return MakeRows(study, plan, "toy", MakeToyEngine(1)->Info());
}

std::set<std::string> KeysOf(const Study& study) {
  const StudyPlan plan = PlanStudy(study);
  std::set<std::string> keys;
  for (const EvalRow& row : RowsOf(study, plan)) keys.insert(row.key);
  return keys;
}

bool Includes(const std::set<std::string>& all, const std::set<std::string>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool Disjoint(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::none_of(a.begin(), a.end(), [&](const std::string& key) { return b.contains(key); });
}

TEST(Rows, AKeyTellsWhatDeterminesTheResultAndNothingElse) {
  const auto keys = KeysOf(MakeTestStudy());
  EXPECT_EQ(keys.size(), 2u * 2 * 3);
  EXPECT_EQ(KeysOf(MakeTestStudy({{"tasks", "expressions,one_digit_sums"}})), keys);
  EXPECT_EQ(KeysOf(MakeTestStudy({{"methods", "direct,direct,self_consistency:n=3"}})), keys);
  EXPECT_TRUE(Includes(KeysOf(MakeTestStudy({{"limit", "5"}})), keys));
  EXPECT_TRUE(Includes(KeysOf(MakeTestStudy({{"samples", "2"}})), keys));
  EXPECT_TRUE(Includes(KeysOf(MakeTestStudy({{"budget_tokens", "none,50"}})), keys));
  for (const auto& [field, value] : std::map<std::string, std::string>{{"seed", "1"},
                                                                       {"max_tokens", "41"},
                                                                       {"temperature", "0.71"},
                                                                       {"language", "ko"},
                                                                       {"budget_tokens", "50"}}) {
    EXPECT_TRUE(Disjoint(KeysOf(MakeTestStudy({{field, value}})), keys)) << field;
  }
}

TEST(Rows, AnEffortRunsTheMethodThatItStandsForUnderItsOwnName) {
  const Study study = MakeTestStudy({{"methods", "direct"}, {"effort", "none,medium"}});
  const StudyPlan plan = PlanStudy(study);
  std::map<std::string, std::set<std::string>> methods;
  for (const EvalRow& row : RowsOf(study, plan)) methods[row.Label()].insert(row.method->Normal());
  EXPECT_EQ(methods, (std::map<std::string, std::set<std::string>>{
                         {"direct", {"direct"}},
                         {"effort=none", {"direct"}},
                         {"effort=medium", {"self_consistency:n=4"}}}));
}

TEST(Rows, MethodsShareTheSeedsOfAnItemAndTheHeavyComeFirst) {
  const Study study = MakeTestStudy({{"samples", "2"}});
  const StudyPlan plan = PlanStudy(study);
  std::map<std::string, std::set<uint64_t>> seeds;
  std::set<uint64_t> all;
  double weight = 1e9;
  for (const EvalRow& row : RowsOf(study, plan)) {
    seeds[row.item->id + "/" + std::string(row.task->info->name) + std::to_string(row.sample)]
        .insert(row.seed);
    all.insert(row.seed);
    EXPECT_LE(row.weight, weight);
    weight = row.weight;
  }
  for (const auto& [item, of_item] : seeds) EXPECT_EQ(of_item.size(), 1u) << item;
  EXPECT_EQ(all.size(), 2u * 3 * 2);
}

TEST(Rows, WorkedExamplesAreTurnsInTheFormOfTheMethod) {
  const Study study = MakeTestStudy({{"tasks", "word_problems"}, {"shots", "2"}});
  const StudyPlan plan = PlanStudy(study);
  const PlannedTask& task = plan.tasks.front();
  ASSERT_EQ(task.examples.size(), 2u);
  const Example& example = task.examples.front();
  const auto reply = [&](ExampleStyle style) {
    const auto messages = MakeMessages(task, task.items.front(), style);
    EXPECT_EQ(messages.size(), 5u + (task.items.front().instructions.empty() ? 0 : 1));
    EXPECT_EQ(messages.back().Text(), task.items.front().question);
    return messages[messages.size() - 4].Text();
  };
  EXPECT_EQ(reply(ExampleStyle::kAnswer), "#### " + example.answer);
  EXPECT_EQ(reply(ExampleStyle::kReasoning), example.reasoning + "\n#### " + example.answer);
  EXPECT_EQ(reply(ExampleStyle::kDraft), example.draft + "\n#### " + example.answer);
  EXPECT_EQ(ParseMethodSpec("direct").examples, ExampleStyle::kAnswer);
  EXPECT_EQ(ParseMethodSpec("self_consistency").examples, ExampleStyle::kReasoning);
  EXPECT_EQ(ParseMethodSpec("self_consistency:prompt=draft").examples, ExampleStyle::kDraft);
  EXPECT_EQ(ParseMethodSpec("chain_of_draft").examples, ExampleStyle::kDraft);
  EXPECT_EQ(ParseMethodSpec("best_of_n:prompt=plain").examples, ExampleStyle::kAnswer);
  EXPECT_EQ(ParseMethodSpec("best_of_n:prompt=few_shot").examples, ExampleStyle::kReasoning);
}

TEST(Plan, SaysWhatIsWrongWithTasksAndData) {
  const auto refused = [](const std::map<std::string, std::string>& values) -> std::string {
    try {
      PlanStudy(MakeTestStudy(values));
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  };
  EXPECT_NE(refused({{"tasks", "word_problem"}}).find("did you mean word_problems?"),
            std::string::npos);
  setenv("PONDER_CACHE", "/no/such/cache", 1);  // what was pulled is not to be found
  const std::string missing = refused({{"tasks", "gsm8k"}});
  unsetenv("PONDER_CACHE");
  EXPECT_NE(missing.find("/no/such/cache/data has no gsm8k/"), std::string::npos) << missing;
  EXPECT_NE(missing.find("--data"), std::string::npos) << missing;
  EXPECT_NE(refused({{"tasks", "gsm8k"}, {"data", "/no/such/folder"}}).find("/no/such/folder"),
            std::string::npos);
  EXPECT_NE(refused({{"tasks", "word_problems/none"}}).find("no level \"none\""),
            std::string::npos);
  const StudyPlan plan = PlanStudy(MakeTestStudy({{"tasks", "gsm8k|word_problems"}}));
  EXPECT_EQ(plan.tasks.front().info->name, "word_problems");
  EXPECT_EQ(plan.notes.size(), 1u);
}

class HarnessTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("ponder_harness_" +
             std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  ModelRun Run(const std::string& folder, const Study& study, std::shared_ptr<Engine> engine,
               const EvalListener& listener = nullptr, std::stop_token stop = {}) const {
    const StudyPlan plan = PlanStudy(study);
    StudyFolder opened(root_ / folder, study);
    return RunModel(study, plan, "toy", std::move(engine), opened, listener, std::move(stop));
  }
  ModelRun Run(const std::string& folder, const Study& study) const {
    return Run(folder, study, MakeToyEngine(1));
  }

  // What has to be the same however a study came about: all but times and what a cache held.
  std::map<std::string, std::string> Table(const std::string& folder) const {
    std::map<std::string, std::string> table;
    for (EvalRecord& record : ReadStudyRecords(root_ / folder)) {
      record.seconds = {};
      std::vector<Usage*> usages{&record.usage};
      for (auto& [role, usage] : record.usage_by_role) usages.push_back(&usage);
      for (auto& [name, rater] : record.raters) usages.push_back(&rater.usage);
      for (Usage* usage : usages) {
        usage->cached_tokens = usage->prefill_tokens = usage->forward_tokens = 0;
        usage->flops = 0;
      }
      table[record.key] = RecordLine(record);
    }
    return table;
  }

  std::string Log(const std::string& folder) const {
    std::ifstream in(LogFile(root_ / folder));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // A folder as a kill would leave it: the study and the first bytes of a log.
  void Leave(const std::string& folder, const std::string& log, const std::string& from) const {
    fs::remove_all(root_ / folder);
    fs::create_directories(root_ / folder);
    fs::copy(root_ / from / "study.json", root_ / folder / "study.json");
    std::ofstream(LogFile(root_ / folder)) << log;
  }

  fs::path root_;
};

TEST_F(HarnessTest, AKillAtAnyLineChangesNothing) {
  const Study study = MakeTestStudy({{"samples", "2"}});
  const ModelRun whole = Run("whole", study);
  EXPECT_EQ(whole.rows, 24);
  EXPECT_EQ(whole.done, 24);
  EXPECT_EQ(whole.failed, 0);
  const auto table = Table("whole");
  ASSERT_EQ(table.size(), 24u);
  const std::string log = Log("whole");
  int64_t lines = 0;
  for (size_t end = 0; end != std::string::npos; end = log.find('\n', end + 1), ++lines) {
    const size_t cut = end == 0 ? 0 : end + 1;
    for (const size_t torn : {size_t{0}, size_t{1}, size_t{100}}) {
      Leave("killed", log.substr(0, cut + torn), "whole");
      const ModelRun run = Run("killed", study);
      ASSERT_EQ(run.earlier, lines);
      ASSERT_EQ(run.done, 24 - lines);
      ASSERT_EQ(Table("killed"), table);
      ASSERT_EQ(ReadStudyRecords(root_ / "killed").size(), 24u);
    }
  }
  EXPECT_EQ(lines, 25);
}

TEST_F(HarnessTest, AnotherModelMayJudge) {
  Study study = MakeTestStudy({{"methods", "best_of_n:n=3@judge"}, {"limit", "4"}});
  Run("own", study);
  study.judge_model = "other";
  const auto judge = std::make_shared<CountingEngine>(MakeToyEngine(2));
  {
    const StudyPlan plan = PlanStudy(study);
    StudyFolder opened(root_ / "others", study);
    const ModelRun run =
        RunModel(study, plan, "toy", MakeToyEngine(1), opened, nullptr, {}, {nullptr, judge});
    EXPECT_EQ(run.failed, 0);
  }
  EXPECT_GE(judge->generations, 3 * 4u);
  EXPECT_THROW(StudyFolder(root_ / "own", study), Error);  // another judge, other results
  const auto own = Table("own"), others = Table("others");
  ASSERT_EQ(own.size(), others.size());
  for (const auto& [key, line] : own) EXPECT_FALSE(others.contains(key));
}

TEST_F(HarnessTest, RatersAreLoggedBesideWhatWouldBeThereWithoutThem) {
  const std::map<std::string, std::string> asked{{"methods", "direct,best_of_n:n=3"}};
  auto rated = asked;
  rated["raters"] = "judge:scale=grade,logprob";
  Run("plain", MakeTestStudy(asked));
  Run("rated", MakeTestStudy(rated));
  const auto with = ReadStudyRecords(root_ / "rated");
  for (const EvalRecord& record : with) {
    ASSERT_EQ(record.raters.size(), record.method == "direct" ? 0u : 2u);
    if (record.method == "direct") continue;
    EXPECT_GT(record.raters.at("judge:scale=grade").usage.calls, 0);
    EXPECT_EQ(record.raters.at("logprob").scale, ScoreScale::kLog);
    for (const EvalCandidate& candidate : record.candidates) {
      const auto names = candidate.ratings | std::views::keys;
      EXPECT_NE(std::ranges::find(names, "logprob"), names.end());
    }
  }
  auto table = Table("rated");
  for (auto& [key, line] : table) {
    EvalRecord record = ParseRecordLine(line);
    record.raters.clear();
    for (EvalCandidate& candidate : record.candidates) candidate.ratings.clear();
    line = RecordLine(record);
  }
  EXPECT_EQ(table, Table("plain"));
  // A folder keeps to its raters; nothing is asked again under the same ones.
  EXPECT_EQ(Run("rated", MakeTestStudy(rated)).done, 0);
  EXPECT_THROW(Run("rated", MakeTestStudy(asked)), Error);
}

TEST_F(HarnessTest, RatersThatCannotRateEndTheStudyBeforeItBegins) {
  const auto engine = std::make_shared<CountingEngine>(MakeToyEngine(1));
  const Study study = MakeTestStudy({{"methods", "best_of_n:n=3"}, {"raters", "probe"}});
  EXPECT_THROW(Run("refused", study, engine), Error);
  EXPECT_EQ(engine->generations, 0);
  EXPECT_TRUE(ReadStudyRecords(root_ / "refused").empty());
}

TEST_F(HarnessTest, AStoppedRunKeepsWhatIsDoneAndGoesOnLater) {
  const Study study = MakeTestStudy({{"limit", "100"}});
  Run("whole", study);
  std::stop_source stop;
  const ModelRun stopped = Run(
      "stopped", study, MakeToyEngine(1),
      [&](const EvalProgress& progress) {
        if (progress.done == 7) stop.request_stop();
      },
      stop.get_token());
  EXPECT_GE(stopped.done, 7);
  EXPECT_LT(stopped.done, stopped.rows);
  for (const EvalRecord& record : ReadStudyRecords(root_ / "stopped")) {
    EXPECT_NE(record.stop, StopReason::kCancelled);
  }
  const ModelRun rest = Run("stopped", study);
  EXPECT_EQ(rest.earlier, stopped.done);
  EXPECT_EQ(Table("stopped"), Table("whole"));
  EXPECT_EQ(Run("stopped", study).done, 0);
}

// An engine of few lanes, which sees how many requests are with it at once.
class NarrowEngine : public ForwardingEngine {
 public:
  explicit NarrowEngine(int lanes)
      : ForwardingEngine(MakeToyEngine(1)), info_(ForwardingEngine::Info()) {
    info_.max_running = info_.held_sequences = lanes;
  }
  const EngineInfo& Info() const override { return info_; }
  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    const int now = inside_ += static_cast<int>(requests.size());
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    auto results = ForwardingEngine::Generate(requests, on_done, std::move(stop));
    inside_ -= static_cast<int>(requests.size());
    return results;
  }
  std::atomic<int> most = 0;

 private:
  EngineInfo info_;
  std::atomic<int> inside_ = 0;
};

TEST_F(HarnessTest, SearchesRunSideBySideOnlyWhereTheEngineHoldsThemAll) {
  const auto searches = std::make_shared<NarrowEngine>(8);
  const auto votes = std::make_shared<NarrowEngine>(8);
  EXPECT_EQ(
      Run("searches", MakeTestStudy({{"methods", "beam_search:n=4"}, {"limit", "8"}}), searches)
          .failed,
      0);
  EXPECT_EQ(
      Run("votes", MakeTestStudy({{"methods", "best_of_n:n=4"}, {"limit", "8"}}), votes).failed, 0);
  EXPECT_LE(searches->most, 8);
  EXPECT_GT(searches->most, 4);
  EXPECT_GT(votes->most, 8);  // those ask once: more of them wait, so that no lane is empty
}

TEST_F(HarnessTest, VotesLeaveSearchesTheirPlaces) {
  const auto engine = std::make_shared<NarrowEngine>(8);
  const Study study =
      MakeTestStudy({{"methods", "direct,best_of_n:n=4,beam_search:n=4"}, {"limit", "8"}});
  EXPECT_EQ(Run("mixed", study, engine).failed, 0);
  EXPECT_LE(engine->most, 8);
  EXPECT_GT(engine->most, 4);
  // More than there are places run alone.
  const auto wide = std::make_shared<NarrowEngine>(8);
  EXPECT_EQ(Run("wide",
                MakeTestStudy({{"methods", "best_of_n:n=9,beam_search:n=4"}, {"limit", "8"}}), wide)
                .failed,
            0);
  EXPECT_LE(wide->most, 9);
}

TEST_F(HarnessTest, AnswersThatTheSameModelRatesAreFoundAgain) {
  const auto most = [&](const std::string& folder, std::map<std::string, std::string> values) {
    const auto engine = std::make_shared<NarrowEngine>(8);
    values["limit"] = "8";
    EXPECT_EQ(Run(folder, MakeTestStudy(values), engine).failed, 0);
    return engine->most.load();
  };
  EXPECT_LE(most("judged", {{"methods", "best_of_n:n=4@judge"}}), 8);
  EXPECT_LE(most("rated", {{"methods", "best_of_n:n=4"}, {"raters", "judge"}}), 8);
  EXPECT_GT(most("free", {{"methods", "best_of_n:n=4"}, {"raters", "logprob"}}), 8);
  // More than there are sequences would not find all of them again anyway.
  EXPECT_GT(most("wide", {{"methods", "best_of_n:n=9"}, {"raters", "judge"}}), 9);
}

TEST(Sequences, AreEnoughForTheWidestRowThatFindsItsAnswersAgain) {
  const auto of = [](std::map<std::string, std::string> values) {
    return SequencesFor(MakeTestStudy(std::move(values)));
  };
  EXPECT_EQ(of({{"methods", "direct,best_of_n:n=64"}}), 32);
  EXPECT_EQ(of({{"methods", "direct,beam_search:n=64"}}), 64);
  EXPECT_EQ(of({{"methods", "best_of_n:n=48@judge"}}), 48);
  EXPECT_EQ(of({{"methods", "best_of_n:n=48"}, {"raters", "arithmetic,judge"}}), 48);
  EXPECT_EQ(of({{"methods", "best_of_n:n=48@judge"}, {"judge_model", "other"}}), 32);
  EXPECT_EQ(of({{"methods", "beam_search:n=256"}}), 128);
}

TEST_F(HarnessTest, AStudyMayGrowButNotChange) {
  Run("folder", MakeTestStudy());
  const ModelRun grown = Run("folder", MakeTestStudy({{"limit", "5"}}));
  EXPECT_EQ(grown.earlier, 12);
  EXPECT_EQ(grown.done, 8);
  try {
    Run("folder", MakeTestStudy({{"seed", "3"}}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("seed \"0\", not \"3\""), std::string::npos);
  }
}

TEST_F(HarnessTest, TwoRunsDoNotShareAFolder) {
  const Study study = MakeTestStudy();
  const StudyFolder first(root_ / "folder", study);
  EXPECT_THROW(StudyFolder(root_ / "folder", study), Error);
}

TEST_F(HarnessTest, FailedRowsAreWrittenDownAndRunAgain) {
  const Study study = MakeTestStudy({{"methods", "direct"}});
  const std::shared_ptr<Engine> toy = MakeToyEngine(1);
  const ModelRun run = Run("folder", study,
                           std::make_shared<FaultyEngine>(
                               toy, std::vector<Fault>{{.kind = Fault::Kind::kThrow, .call = 2}}));
  EXPECT_EQ(run.failed, 1);
  EXPECT_EQ(run.done, 5);
  EXPECT_FALSE(run.first_error.empty());
  int failed = 0;
  for (const EvalRecord& record : ReadStudyRecords(root_ / "folder")) {
    failed += record.stop == StopReason::kError && !record.reason.empty() && !record.right;
  }
  EXPECT_EQ(failed, 1);
  const ModelRun again = Run("folder", study);
  EXPECT_EQ(again.earlier, 5);
  EXPECT_EQ(again.done, 1);
  Run("whole", study);
  EXPECT_EQ(Table("folder"), Table("whole"));
  const ModelRun none =
      Run("none", study,
          std::make_shared<FaultyEngine>(toy, std::vector<Fault>{{.kind = Fault::Kind::kThrow}}));
  EXPECT_EQ(none.done, 0);
  EXPECT_EQ(none.failed, 6);
}

// While one of these lives, no file grows beyond a size: as on a full disk.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST_F(HarnessTest, AFullDiskEndsTheRunAndLosesNothing) {
  const Study study = MakeTestStudy();
  Run("whole", study);
  {
    const FileLimit limit(Log("whole").size() / 2);
    EXPECT_THROW(Run("full", study), Error);
  }
  const auto kept = ReadStudyRecords(root_ / "full");
  EXPECT_GE(kept.size(), 2u);
  EXPECT_EQ(Log("full").back(), '\n');
  EXPECT_EQ(Run("full", study).earlier, static_cast<int64_t>(kept.size()));
  EXPECT_EQ(Table("full"), Table("whole"));
}

TEST_F(HarnessTest, RecordsHoldWhatReportsNeed) {
  const Study study = MakeTestStudy({{"methods", "self_consistency:n=3"}, {"budget_tokens", "60"}});
  int64_t told = 0;
  Run("folder", study, MakeToyEngine(1), [&](const EvalProgress& progress) {
    EXPECT_EQ(progress.done, ++told);
    EXPECT_EQ(progress.total, 6);
    EXPECT_GE(progress.seconds_left, 0);
  });
  EXPECT_EQ(told, 6);
  for (const EvalRecord& record : ReadStudyRecords(root_ / "folder")) {
    EXPECT_EQ(record.method, "self_consistency:n=3");
    EXPECT_EQ(record.budget_tokens, 60);
    EXPECT_LE(record.usage.completion_tokens, 60);
    EXPECT_EQ(record.candidates.size(), 3u);
    EXPECT_EQ(record.extracted, record.final.has_value());
    EXPECT_EQ(record.right, record.reason.empty());
    EXPECT_EQ(record.prompt_hash.size(), 16u);
    EXPECT_FALSE(record.question.empty());
    EXPECT_FALSE(record.gold.empty());
    EXPECT_FALSE(record.usage_by_role.empty());
  }
  EXPECT_TRUE(fs::exists(root_ / "folder" / "runs.jsonl"));
}

TEST(ModelRunTest, FullnessIsTheShareOfSequencesThatGotAToken) {
  ModelRun run;
  EXPECT_EQ(run.Fullness(), 0);
  run.sequences = 8;
  run.load.decode_steps = 10;
  run.load.decode_tokens = 60;
  EXPECT_DOUBLE_EQ(run.Fullness(), 0.75);
}

TEST(ModelRunTest, PackingComparesWithFullStepsOnly) {
  ModelRun run;
  EXPECT_EQ(run.Packing(), 0);
  run.sequences = 8;
  run.seconds = 9;
  run.load.decode_tokens = 80;  // ten full steps
  run.load.full_steps = 4;
  run.load.full_seconds = 2;
  run.load.prefill_seconds = 1;
  EXPECT_DOUBLE_EQ(run.Packing(), 9.0 / (10 * 0.5 + 1));
}

}  // namespace
}  // namespace ponder
