// ponder cost: what answers and models cost, and a small model against a large one.
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/cost_model.h"
#include "cli/cost_pair.h"
#include "cli/cost_report.h"
#include "cli/cost_verdict.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "eval/folder.h"
#include "ponder/error.h"

namespace ponder {
namespace {

class Cost : public Command {
 public:
  std::string_view Name() const override { return "cost"; }
  std::string_view Summary() const override {
    return "Say what answers cost: FLOPs, seconds, energy, money";
  }

  void AddFlags(CLI::App& app) override {
    app.require_subcommand(0, 1);
    app.add_option("what", what_, "folder of a study, or a model")->type_name("FOLDER|MODEL");
    app.add_flag("--measure", measure_, "of a model: measure its seconds a token on this machine");
    AddCommonTo(app);
    model_flags_.AddTo(app);
    compare_ = app.add_subcommand(
        "compare",
        "a small model that thinks against a large one: rows of a study, or assumptions");
    compare_->add_option("folder", folder_, "of a study; none: assumptions")->type_name("FOLDER");
    compare_->add_option("small", small_, "row by its number, or MODEL/METHOD")->type_name("SMALL");
    compare_->add_option("large", large_, "row to compare it with")->type_name("LARGE");
    AddCommonTo(*compare_);
    pair_flags_.AddTo(*compare_);
    prices_ = app.add_subcommand("prices", "print a price table to edit");
    prices_->add_flag("--json", json_, "as JSON, which is read too");
  }

  void Check() override {
    if (!language_.empty()) ParseUiLanguage(language_);
    if (prices_->parsed()) return;
    if (!prices_file_.empty()) options_.prices = ReadPrices(prices_file_);
    if (!watts_.empty()) options_.watts = ParseAmount("--watts", watts_);
    if (compare_->parsed()) return CheckCompare();
    if (what_.empty()) what_ = model_flags_.model();
    if (what_.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "no folder of a study and no model given; ponder cost --help says what there is");
    }
    if (IsStudy()) return ReadStudy(what_);
    model_flags_.Check();
    if (!task_.empty()) throw Error(ErrorCode::kInvalidRequest, "--task: is for a study's folder");
  }

  int Run(Console& console) override {
    if (!language_.empty()) console.language = ParseUiLanguage(language_);
    if (prices_->parsed()) {
      console.out << (json_ ? PricesJson(ParsePrices(ExamplePrices(), "example"))
                            : ExamplePrices());
      return kDone;
    }
    if (compare_->parsed()) return Compare(console);
    return IsStudy() ? Study(console) : Model(console);
  }

 private:
  void AddCommonTo(CLI::App& app) {
    app.add_option("--task", task_, "of a study: this one only")->type_name("NAME");
    app.add_option("--prices", prices_file_, "table of prices; ponder cost prices prints one")
        ->type_name("FILE");
    app.add_option("--watts", watts_, "power of the busy machine, where it does not tell energy")
        ->type_name("W");
    app.add_flag("--json", json_, "print one JSON object");
    app.add_option("--lang", language_, "language of messages")->type_name("en|ko");
  }

  bool IsStudy() const {
    std::error_code error;
    return std::filesystem::is_directory(what_, error);
  }

  void ReadStudy(const std::string& folder) {
    if (measure_) throw Error(ErrorCode::kInvalidRequest, "--measure: is for a model");
    study_ = MakeCostStudy(ReadStudyRecords(folder), ReadModelRuns(folder), options_);
    CheckTask(study_, task_);
  }

  void CheckCompare() {
    pair_flags_.Check(!folder_.empty());
    if (folder_.empty()) {
      pair_ = pair_flags_.Assumed();
      return;
    }
    if (large_.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "compare wants two rows of " + folder_ + ", by number or as MODEL/METHOD");
    }
    ReadStudy(folder_);
    pair_ = pair_flags_.Rows(study_, task_, small_, large_);
  }

  int Study(Console& console) const {
    if (json_) {
      console.out << CostsJson(study_, task_).dump(2) << "\n";
    } else {
      PrintCosts(console, study_, task_);
    }
    return kDone;
  }

  int Compare(Console& console) const {
    const CostComparison comparison = CompareCosts(pair_.draws, pair_.terms, pair_.money);
    if (json_) {
      console.out << ComparisonJson(pair_, comparison).dump(2) << "\n";
    } else {
      PrintComparison(console, pair_, comparison);
    }
    return kDone;
  }

  int Model(Console& console) const {
    const std::filesystem::path file = FindModelFile(console, what_);
    ModelCost cost{file, CheckModelFile(file), {}, options_.watts, options_.prices};
    const Interruptible interrupt;
    if (measure_) {
      const SpeedPlan plan;
      const std::shared_ptr<Engine> engine =
          model_flags_.Load(console, file.string(), plan.widths.back());
      cost.speeds = MeasureSpeed(*engine, plan, interrupt.Token());
    }
    if (json_) {
      console.out << ModelCostJson(cost).dump(2) << "\n";
    } else {
      PrintModelCost(console, cost);
    }
    return interrupt.Interrupted() ? kInterrupted : kDone;
  }

  std::string what_;
  std::string folder_;
  std::string small_;
  std::string large_;
  std::string task_;
  std::string prices_file_;
  std::string watts_;
  std::string language_;
  bool measure_ = false;
  bool json_ = false;
  ModelFlags model_flags_;
  PairFlags pair_flags_;
  CLI::App* compare_ = nullptr;
  CLI::App* prices_ = nullptr;

  CostOptions options_;
  CostStudy study_;
  CostPair pair_;
};

}  // namespace

std::unique_ptr<Command> MakeCost() { return std::make_unique<Cost>(); }

}  // namespace ponder
