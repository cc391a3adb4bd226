// ponder train planner: measures methods and budgets on questions of every difficulty, and keeps
// the table by which compute_optimal chooses.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/eval_progress.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/option_flags.h"
#include "cli/planner_flags.h"
#include "cli/training.h"
#include "eval/folder.h"
#include "eval/harness.h"
#include "eval/planner/planner_report.h"
#include "plan/planner_file.h"
#include "ponder/error.h"

namespace ponder {
namespace {

class PlannerTraining : public Training {
 public:
  void AddTo(CLI::App& train) override {
    app_ = train.add_subcommand(
        "planner", "measure methods and budgets by difficulty, keep the table of compute_optimal");
    app_->add_option("--tasks", tasks_,
                     "what is asked, as ponder eval takes it (default " + tasks_ + ")")
        ->type_name("A,B/LEVEL");
    app_->add_option("--data", data_, "published sets, read where a task has one")
        ->type_name("FOLDER");
    flags_.AddTo(*app_, "Planner");
    app_->add_option("--folder", folder_,
                     "where results are kept; measuring goes on there (default planner-MODEL)")
        ->type_name("FOLDER");
    app_->add_option("--out", out_, "the tables (default: where compute_optimal finds them)")
        ->type_name("FILE");
    app_->add_flag("--sql", sql_,
                   "print the tables of --out as statements of SQL, and nothing else");
    app_->add_flag("--json", json_, "print one JSON object");
    model_flags_.AddTo(*app_);
    model_flags_.AddJudgeTo(*app_);
  }
  bool Parsed() const override { return app_->parsed(); }

  void Check() override {
    model_flags_.Check();
    const PlannerFlags flags = flags_.Read();
    settings_ = SettingsOf(flags);
    StudyFields fields;
    fields["tasks"] = {"--tasks", {tasks_}};
    fields["methods"] = {"--strategies", {"direct"}};
    fields["limit"] = {"--questions", {std::to_string(flags.questions)}};
    fields["seed"] = {"--seed", {std::to_string(flags.seed)}};
    fields["shots"] = {"--shots", {std::to_string(flags.shots)}};
    if (!flags.raters.empty()) fields["raters"] = {"--raters", {flags.raters}};
    if (!data_.empty()) fields["data"] = {"--data", {data_}};
    study_ = MakeStudy(fields);
    study_.methods = PlannerMethods(settings_);
    study_.temperature = flags.temperature;
    study_.max_tokens = flags.max_tokens;
    study_.judge_model = model_flags_.judge_model();
    plan_ = PlanStudy(study_);
  }

  int Run(Console& console) override {
    const std::filesystem::path file = out_.empty() ? PlannerPath() : std::filesystem::path(out_);
    if (sql_) {
      console.out << PlannerSql(file) << std::flush;
      return kDone;
    }
    const RoleEngines engines = model_flags_.OpenRoles(console, SequencesFor(study_));
    const std::shared_ptr<Engine> engine = engines.at(Role::kPolicy);
    const auto judge = engines.find(Role::kJudge);
    const OtherEngines others{nullptr, judge == engines.end() ? nullptr : judge->second};
    const EngineInfo& info = engine->Info();
    if (folder_.empty()) folder_ = "planner-" + info.model;
    study_.models = {info.model};
    EvalView view(console);
    for (const PlanNote& note : plan_.notes) view.Note(note);
    StudyFolder folder(folder_, study_);
    const Interruptible interrupt;
    const ModelRun run = RunModel(
        study_, plan_, info.model, engine, folder,
        [&](const EvalProgress& progress) { view.Progress(info.model, progress); },
        interrupt.Token(), others);
    view.Done(run);
    if (interrupt.Interrupted()) {
      console.err << "ponder: " << console.Say(Text::kResumeHint) << std::endl;
      return kInterrupted;
    }
    const bool asks_another =
        others.judge && others.judge != engine && FindScorer(ScorerNameOf(settings_)).asks_model;
    judge_ = asks_another ? &others.judge->Info() : nullptr;
    FitAndKeep(console, info, PlannerItems(settings_, plan_, folder.records()), file);
    return kDone;
  }

 private:
  // A table for each kind of answer.
  void FitAndKeep(Console& console, const EngineInfo& info, const std::vector<PlannerItem>& items,
                  const std::filesystem::path& file) const {
    std::map<std::string, std::vector<PlannerItem>> by_kind;
    for (const PlannerItem& item : items) by_kind[item.kind].push_back(item);
    if (by_kind.empty()) {
      throw Error(ErrorCode::kUnavailable,
                  "planner: no question has all its results; " + folder_ + " holds what failed");
    }
    for (auto kind = by_kind.begin(); kind != by_kind.end() && by_kind.size() > 1;) {
      if (kind->second.size() >= kFewestPlannerQuestions) {
        ++kind;
        continue;
      }
      console.err << fmt::format(
          "ponder: no table for answers of kind {}: {} questions have all "
          "their results; at least {} are needed\n",
          kind->first, kind->second.size(), kFewestPlannerQuestions);
      kind = by_kind.erase(kind);
    }
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const auto& [kind, own] : by_kind) {
      const PlannerFlags flags = flags_.Read();
      const bool scored = PlannerScorer(settings_)->Scale() == ScoreScale::kProbability &&
                          !FindScorer(ScorerNameOf(settings_)).asks_model;
      const PlannerReport report = EvaluatePlanner(own, settings_.strategies, scored, flags.bins,
                                                   flags.slack, static_cast<uint64_t>(flags.seed));
      PlannerTable table = FitPlanner(own, settings_.strategies, scored);
      const OptionValues options = ParseNameAndOptions(settings_.scorer).options;
      table.key = {info.fingerprint, PlannerScorerKey(ScorerNameOf(settings_), options, judge_),
                   kind, std::string(ChoiceName(settings_.prompt))};
      table.model = info.model;
      table.look = settings_.look;
      table.about = AboutPlanner(TasksOf(own), report);
      if (study_.shots > 0) table.about += fmt::format("; {} worked examples", study_.shots);
      KeepPlannerTable(table, file);
      if (json_) {
        all.push_back({{"kind", kind}});
        all.back().update(PlannerReportJson(report, table, flags.bins));
      } else {
        console.out << "Answers of kind " << kind << ": "
                    << PlannerReportText(report, table, flags.bins, flags.slack) << "\n";
      }
    }
    if (json_) {
      const nlohmann::ordered_json json{{"model", info.model},
                                        {"fingerprint", info.fingerprint},
                                        {"scorer", settings_.scorer},
                                        {"file", file.string()},
                                        {"kinds", all}};
      console.out << json.dump() << "\n";
    }
    console.err << fmt::format("ponder: the tables are in {}\n", file.string()) << std::flush;
  }

  static std::string TasksOf(const std::vector<PlannerItem>& items) {
    std::set<std::string> names;
    for (const PlannerItem& item : items) names.insert(item.task);
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  CLI::App* app_ = nullptr;
  std::string tasks_ = "word_problems";
  std::string data_;
  std::string folder_;
  std::string out_;
  bool sql_ = false;
  bool json_ = false;
  const EngineInfo* judge_ = nullptr;  // that the scorer asks, where it is not the policy
  OptionFlags<PlannerFlags> flags_;
  ModelFlags model_flags_;

  PlannerSettings settings_;
  Study study_;
  StudyPlan plan_;
};

}  // namespace

std::unique_ptr<Training> MakePlannerTraining() { return std::make_unique<PlannerTraining>(); }

}  // namespace ponder
