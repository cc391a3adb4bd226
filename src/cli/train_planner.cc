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
#include "cli/training.h"
#include "eval/folder.h"
#include "eval/harness.h"
#include "eval/planner/planner_report.h"
#include "plan/planner_file.h"
#include "ponder/error.h"

namespace ponder {
namespace {

constexpr int kSequences = 32;

struct Flags {
  int questions = 100;
  int look = 4;
  PromptStyle prompt = PromptStyle::kCot;
  std::string scorer = "arithmetic";
  std::string methods = "self_consistency,best_of_n,beam_search,dvts";
  std::string n = "4,16";
  std::string strategies;
  double temperature = 0.7;
  int max_tokens = 0;
  int64_t seed = 0;
  Binning bins = Binning::kAbsolute;
  double slack = 0.01;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--questions", questions, Range{4, 1e6}, "questions a task");
    visit("--look", look, Range{2, 64}, "answers of the first look");
    visit("--prompt", prompt, "how look and votes put the question: plain, cot, draft or steps");
    visit("--scorer", scorer, "of all strategies that score, as ponder eval names it");
    visit("--methods", methods, "what is measured, each at every --n");
    visit("--n", n, "answers or paths: 4,16");
    visit("--strategies", strategies, "further ones with options: beam_search:n=8,width=2,rap");
    visit("--temperature", temperature, Range{0, 100}, "of sampling");
    visit("--max-tokens", max_tokens, Range{0, 1e6}, "longest answer; 0: as the task says");
    visit("--seed", seed, Range{0, 1e18}, "other questions, answers and halves");
    visit("--bins", bins, "of difficulty in the report: absolute, quantile or all");
    visit("--slack", slack, Range{0, 1}, "share of right answers to give up for the price, in it");
  }
};

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) parts.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

std::vector<int> ParseNumbers(const std::string& text) {
  std::vector<int> numbers;
  for (const std::string& part : SplitAtCommas(text)) {
    const bool digits = part.find_first_not_of("0123456789") == std::string::npos;
    const int number = digits && part.size() < 4 ? std::stoi(part) : 0;
    if (number < 1 || number > 256) {
      throw Error(ErrorCode::kInvalidRequest, "--n: \"" + part.substr(0, 40) +
                                                  "\": whole numbers from 1 to 256 are wanted, "
                                                  "with commas between: 4,16");
    }
    numbers.push_back(number);
  }
  return numbers;
}

PlannerSettings SettingsOf(const Flags& flags) {
  PlannerSettings settings{flags.look, flags.prompt, flags.scorer, {}};
  settings.strategies = StrategiesOf(SplitAtCommas(flags.methods), ParseNumbers(flags.n));
  if (!flags.strategies.empty()) {
    for (const MethodSpec& spec : ParseMethodList(flags.strategies)) {
      settings.strategies.push_back(spec.Normal());
    }
  }
  return Checked(std::move(settings));
}

class PlannerTraining : public Training {
 public:
  void AddTo(CLI::App& train) override {
    app_ = train.add_subcommand(
        "planner", "measure methods and budgets by difficulty, keep the table of compute_optimal");
    app_->add_option("--tasks", tasks_, "what is asked, as ponder eval takes it (default " + tasks_ + ")")
        ->type_name("A,B/LEVEL");
    app_->add_option("--data", data_, "published sets, read where a task has one")
        ->type_name("FOLDER");
    flags_.AddTo(*app_, "Planner");
    app_->add_option("--folder", folder_,
                     "where results are kept; measuring goes on there (default planner-MODEL)")
        ->type_name("FOLDER");
    app_->add_option("--out", out_, "the tables (default: where compute_optimal finds them)")
        ->type_name("FILE");
    app_->add_flag("--sql", sql_, "print the tables of --out as statements of SQL, and nothing else");
    app_->add_flag("--json", json_, "print one JSON object");
    model_flags_.AddTo(*app_);
  }
  bool Parsed() const override { return app_->parsed(); }

  void Check() override {
    model_flags_.Check();
    const Flags flags = flags_.Read();
    settings_ = SettingsOf(flags);
    StudyFields fields;
    fields["tasks"] = {"--tasks", {tasks_}};
    fields["methods"] = {"--strategies", {"direct"}};
    fields["limit"] = {"--questions", {std::to_string(flags.questions)}};
    fields["seed"] = {"--seed", {std::to_string(flags.seed)}};
    if (!data_.empty()) fields["data"] = {"--data", {data_}};
    study_ = MakeStudy(fields);
    study_.methods = PlannerMethods(settings_);
    study_.temperature = flags.temperature;
    study_.max_tokens = flags.max_tokens;
    plan_ = PlanStudy(study_);
  }

  int Run(Console& console) override {
    const std::filesystem::path file = out_.empty() ? PlannerPath() : std::filesystem::path(out_);
    if (sql_) {
      console.out << PlannerSql(file) << std::flush;
      return kDone;
    }
    const std::shared_ptr<Engine> engine = model_flags_.Open(console, kSequences);
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
        interrupt.Token());
    view.Done(run);
    if (interrupt.Interrupted()) {
      console.err << "ponder: " << console.Say(Text::kResumeHint) << std::endl;
      return kInterrupted;
    }
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
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const auto& [kind, own] : by_kind) {
      const Flags flags = flags_.Read();
      const bool scored = PlannerScorer(settings_)->Scale() == ScoreScale::kProbability &&
                          !FindScorer(ScorerNameOf(settings_)).asks_model;
      const PlannerReport report =
          EvaluatePlanner(own, settings_.strategies, scored, flags.bins, flags.slack,
                          static_cast<uint64_t>(flags.seed));
      PlannerTable table = FitPlanner(own, settings_.strategies, scored);
      table.key = {info.fingerprint, ScorerNameOf(settings_), kind,
                   std::string(ChoiceName(settings_.prompt))};
      table.model = info.model;
      table.look = settings_.look;
      table.about = AboutPlanner(TasksOf(own), report);
      KeepPlannerTable(table, file);
      if (json_) {
        all.push_back({{"kind", kind}});
        all.back().update(PlannerReportJson(report, table, flags.bins));
      } else {
        console.out << "Answers of kind " << kind << ": "
                    << PlannerReportText(report, table, flags.bins) << "\n";
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
  OptionFlags<Flags> flags_;
  ModelFlags model_flags_;

  PlannerSettings settings_;
  Study study_;
  StudyPlan plan_;
};

}  // namespace

std::unique_ptr<Training> MakePlannerTraining() { return std::make_unique<PlannerTraining>(); }

}  // namespace ponder
