// ponder eval: runs a study. What is done with its folder afterwards: eval_reading.h.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/eval_flags.h"
#include "cli/eval_progress.h"
#include "cli/eval_reading.h"
#include "cli/eval_reports.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "eval/folder.h"
#include "eval/harness.h"
#include "models/models.h"
#include "ponder/error.h"

namespace ponder {
namespace {

// A model as tables and keys name it: by its name where it has one, else by its file's.
std::string LabelOf(const std::string& model, const std::filesystem::path& file) {
  if (FindInCatalogue(model) != nullptr) return model;
  for (const CatalogueEntry& entry : Catalogue()) {
    if (StatusOf(entry).present && ResolveModel(entry.name) == file) return entry.name;
  }
  return file.stem().string();
}

class Eval : public Command {
 public:
  std::string_view Name() const override { return "eval"; }
  std::string_view Summary() const override {
    return "Measure methods and models on tasks, and report";
  }

  void AddFlags(CLI::App& app) override {
    app.require_subcommand(0, 1);
    app.add_option("study", what_,
                   "tasks (ponder tasks lists them), sys2, robustness, or a study file")
        ->type_name("TASKS|sys2|robustness|FILE");
    study_flags_.AddTo(app);
    app.add_option("--out", out_, "where the log and the reports go (default eval-NAME)")
        ->type_name("FOLDER");
    app.add_flag("--json", json_, "print one JSON object");
    model_flags_.AddTo(app);
    model_flags_.AddEndpointsTo(app);
    reading_.AddTo(app);
  }

  void Check() override {
    if (reading_.Parsed()) return reading_.Check();
    if (what_.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "no tasks given; ponder tasks lists them, and sys2 is a set of eleven");
    }
    model_flags_.Check();
    study_ = study_flags_.ToStudy(what_);
    if (model_flags_.remote() && !study_.models.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "--endpoint: the study names models of its own; leave them out");
    }
    if (study_.models.empty()) study_.models = {model_flags_.model()};
    plan_ = PlanStudy(study_);
    if (out_.empty()) out_ = "eval-" + study_.name;
  }

  int Run(Console& console) override {
    if (study_.language == Language::kKorean) console.language = UiLanguage::kKorean;
    return reading_.Parsed() ? reading_.Run(console) : Measure(console);
  }

 private:
  int Measure(Console& console) {
    std::vector<std::filesystem::path> files;  // all are looked for before the first one runs
    for (const std::string& model : study_.models) {
      files.push_back(model_flags_.remote() ? "" : FindModelFile(console, model));
    }
    const OtherEngines others{LoadOther(console, study_.attacker_model),
                              LoadOther(console, study_.judge_model)};
    EvalView view(console);
    for (const PlanNote& note : plan_.notes) view.Note(note);
    StudyFolder folder(out_, study_);
    const Interruptible interrupt;
    const int sequences = SequencesFor(study_);
    int64_t answered = 0;
    for (size_t i = 0; i < files.size() && !interrupt.Interrupted(); ++i) {
      const std::shared_ptr<Engine> engine =
          model_flags_.remote() ? model_flags_.Open(console, sequences)
                                : model_flags_.Load(console, files[i].string(), sequences);
      const std::string label = model_flags_.remote() ? ShortModelName(engine->Info().model)
                                                      : LabelOf(study_.models[i], files[i]);
      const ModelRun run = MeasureModel(engine, label, folder, view, interrupt.Token(), others);
      answered += run.earlier + run.done;
    }
    WriteReports(folder.records(), out_);
    SummaryOptions options;
    options.language = study_.language;
    PrintReport(console, folder.records(), options, out_, json_);
    console.err << "ponder: " << fmt::format(fmt::runtime(console.Say(Text::kResultsIn)), out_)
                << std::endl;
    if (interrupt.Interrupted()) {
      console.err << "ponder: " << console.Say(Text::kResumeHint) << std::endl;
      return kInterrupted;
    }
    return answered > 0 ? kDone : kFailed;
  }

  // Null: the model that is measured does it itself.
  std::shared_ptr<Engine> LoadOther(Console& console, const std::string& model) const {
    if (model.empty()) return nullptr;
    return model_flags_.Load(console, FindModelFile(console, model).string(), kUsualSequences);
  }

  ModelRun MeasureModel(const std::shared_ptr<Engine>& engine, const std::string& label,
                        StudyFolder& folder, EvalView& view, std::stop_token stop,
                        const OtherEngines& others) const {
    const ModelRun run = RunModel(
        study_, plan_, label, engine, folder,
        [&](const EvalProgress& progress) { view.Progress(label, progress); }, std::move(stop),
        others);
    view.Done(run);
    return run;
  }

  std::string what_;
  std::string out_;
  bool json_ = false;
  StudyFlags study_flags_;
  ModelFlags model_flags_;
  EvalReading reading_;

  Study study_;
  StudyPlan plan_;
};

}  // namespace

std::unique_ptr<Command> MakeEval() { return std::make_unique<Eval>(); }

}  // namespace ponder
