// ponder train probe: samples a model's own answers and fits the head that the scorer probe uses.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/eval_progress.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/progress.h"
#include "cli/train_flags.h"
#include "cli/training.h"
#include "eval/probe/probe_report.h"
#include "eval/probe/sampling.h"
#include "ponder/error.h"
#include "scorer/probe_file.h"

namespace ponder {
namespace {

constexpr int kSequences = 32;

std::string ProgressText(const ProbeSamplingProgress& progress, int64_t budget) {
  const double speed =
      progress.seconds > 0 ? static_cast<double>(progress.fresh_tokens) / progress.seconds : 0;
  const double done = static_cast<double>(progress.done) / static_cast<double>(progress.total);
  const double spent = static_cast<double>(progress.tokens) / static_cast<double>(budget);
  const int width = 20;
  const auto full = static_cast<int>(width * std::min(std::max(done, spent), 1.0));
  return fmt::format("[{}{}] {} of {} questions | {} of at most {} tokens, {:.0f} a second",
                     std::string(static_cast<size_t>(full), '#'),
                     std::string(static_cast<size_t>(width - full), '.'), progress.done,
                     progress.total, progress.tokens, budget, speed);
}

class ProbeTraining : public Training {
 public:
  void AddTo(CLI::App& train) override {
    app_ = train.add_subcommand("probe", "sample answers, fit a probe, say what it is worth");
    flags_.AddTo(*app_);
    app_->add_option("--samples-folder", folder_,
                     "where samples are kept; sampling goes on there (default probe-MODEL)")
        ->type_name("FOLDER");
    app_->add_option("--from", from_, "fit to the samples of this folder; no model is loaded")
        ->type_name("FOLDER");
    app_->add_option("--test", tests_,
                     "report on the samples of this folder too, of other questions; repeatable")
        ->type_name("FOLDER")
        ->allow_extra_args(false);
    app_->add_option("--out", out_, "the probe (default: where the scorer finds it)")
        ->type_name("FILE");
    app_->add_flag("--compare", compare_, "report other probes on the same samples too");
    app_->add_flag("--json", json_, "print one JSON object");
    model_flags_.AddTo(*app_);
  }
  bool Parsed() const override { return app_->parsed(); }

  void Check() override {
    flags_.Check(!from_.empty());
    model_flags_.Check();
    if (from_.empty()) {
      for (const std::string& folder : tests_) others_.push_back(ReadProbeFolder(folder));
      plan_ = flags_.Plan();
      const int64_t most = MostTokensOfAQuestion(flags_.About(), plan_);
      if (most > flags_.Budget()) {
        throw Error(ErrorCode::kInvalidRequest,
                    fmt::format("--budget-tokens: one question may take {} tokens, more than {}",
                                most, flags_.Budget()));
      }
      return;
    }
    if (!model_flags_.model().empty() || !folder_.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "--from takes samples as they are and excludes --model and --samples-folder");
    }
    data_ = ReadProbeFolder(from_);
    for (const std::string& folder : tests_) others_.push_back(ReadProbeFolder(folder));
    CheckUnseen();
  }

  int Run(Console& console) override {
    if (from_.empty()) {
      const Interruptible interrupt;
      Sample(console, interrupt.Token());
      if (interrupt.Interrupted()) {
        console.err << "ponder: " << console.Say(Text::kResumeHint) << std::endl;
        return kInterrupted;
      }
    }
    if (from_.empty()) {
      data_ = ReadProbeFolder(folder_);
      CheckUnseen();
    }
    ProbeReport report = Measure(console, data_);
    const ProbeHead head = FitToAll(data_.questions, data_.about.width, flags_.Settings()).head;
    const std::filesystem::path file = Keep(data_, report, head);
    for (const ProbeData& other : others_) {
      report.transfers.push_back(MeasureTransfer(head, other));
    }
    if (json_) {
      nlohmann::ordered_json json = ProbeReportJson(data_, report);
      json["probe"] = file.string();
      console.out << json.dump(-1, ' ', false, decltype(json)::error_handler_t::replace) << "\n";
    } else {
      console.out << ProbeReportText(data_, report);
    }
    console.err << fmt::format("ponder: the probe is in {}\n", file.string()) << std::flush;
    return kDone;
  }

 private:
  void Sample(Console& console, std::stop_token stop) {
    const std::shared_ptr<Engine> engine = model_flags_.Open(console, kSequences);
    ProbeAbout about = flags_.About();
    about.fingerprint = engine->Info().fingerprint;
    about.model = engine->Info().model;
    about.width = engine->Info().width;
    if (folder_.empty()) folder_ = "probe-" + about.model;
    EvalView view(console);
    for (const PlanNote& note : plan_.notes) view.Note(note);
    ProbeFolder folder(folder_, about);
    ProgressLine line(console);
    const ProbeSamplingResult result = SampleForProbe(
        about, plan_, flags_.Budget(), engine, folder,
        [&](const ProbeSamplingProgress& progress) {
          line.Show(ProgressText(progress, flags_.Budget()));
        },
        std::move(stop));
    line.Clear();
    console.err << fmt::format("ponder: {} questions, {} tokens generated{}; samples in {}\n",
                               result.questions, result.tokens,
                               result.budget_spent ? ", the budget is spent" : "", folder_);
    if (result.failed > 0) {
      console.err << fmt::format("ponder: {} questions failed: {}\n", result.failed,
                                 OneLine(result.first_error));
    }
    console.err << std::flush;
  }

  void CheckUnseen() const {
    for (size_t i = 0; i < others_.size(); ++i) {
      try {
        CheckUnseenBy(data_, others_[i]);
      } catch (const Error& what) {
        throw Error(what.code(), "--test " + tests_[i] + ": " + what.what());
      }
    }
  }

  ProbeReport Measure(Console& console, const ProbeData& data) const {
    ProgressLine line(console);
    return MakeProbeReport(data, flags_.Settings(), compare_,
                           [&](const std::string& what) { line.Show("fitting: " + what, true); });
  }

  std::filesystem::path Keep(const ProbeData& data, const ProbeReport& report,
                             const ProbeHead& head) const {
    ProbeFile probe;
    probe.fingerprint = data.about.fingerprint;
    probe.model = data.about.model;
    probe.about = AboutProbe(data, report);
    probe.head = head;
    std::filesystem::path file = out_;
    if (file.empty()) file = ProbePath(probe.fingerprint);
    WriteProbe(probe, file);
    return file;
  }

  CLI::App* app_ = nullptr;
  TrainFlags flags_;
  ModelFlags model_flags_;
  std::string folder_;
  std::string from_;
  std::vector<std::string> tests_;
  ProbeData data_;                 // of --from, or what was sampled
  std::vector<ProbeData> others_;  // of --test
  std::string out_;
  bool compare_ = false;
  bool json_ = false;
  StudyPlan plan_;
};

}  // namespace

std::unique_ptr<Training> MakeProbeTraining() { return std::make_unique<ProbeTraining>(); }

}  // namespace ponder
