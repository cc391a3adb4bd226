// ponder demo: what each method buys, and what it costs, on real questions.
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/demo_plan.h"
#include "cli/demo_report.h"
#include "cli/demo_session.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"

namespace ponder {
namespace {

constexpr int kSequences = 32;

struct DemoOptions {
  int64_t seed = 0;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--seed", seed, Range{0, 9e18}, "other questions and other random choices");
  }
};

class Demo : public Command {
 public:
  std::string_view Name() const override { return "demo"; }
  std::string_view Summary() const override {
    return "Measure every method on real questions (under five minutes)";
  }

  void AddFlags(CLI::App& app) override {
    app.add_flag("--quick", choice_.quick, "a quarter of the questions");
    app.add_option("--data", data_, "a public set instead: JSON lines in the form of GSM8K")
        ->type_name("FILE|FOLDER");
    app.add_option("--out", out_file_, "write the tables as Markdown")->type_name("FILE");
    app.add_flag("--json", json_, "print one JSON object");
    options_.AddTo(app, "Questions");
    model_flags_.AddTo(app);
  }

  void Check() override {
    model_flags_.Check();
    choice_.seed = static_cast<uint64_t>(options_.Read().seed);
    choice_.data = data_;
    PlanDemo(choice_);  // reads the public set
  }

  int Run(Console& console) override {
    const std::shared_ptr<Engine> engine = model_flags_.Open(console, kSequences);
    choice_.small_model = engine->Info().parameters < kSmallModel;
    const std::vector<DemoPart> parts = PlanDemo(choice_);
    const Interruptible interrupt;
    DemoSession session(console, engine, choice_.seed, interrupt.Token());
    Print(console, engine->Info().model, parts, session.Run(parts));
    if (session.out_of_time()) {
      console.err << "ponder: " << console.Say(Text::kOutOfTime) << std::endl;
    }
    if (!interrupt.Interrupted()) return kDone;
    console.err << "ponder: " << console.Say(Text::kInterrupted) << std::endl;
    return kInterrupted;
  }

 private:
  static constexpr int64_t kSmallModel = 300'000'000;

  void Print(Console& console, const std::string& model, const std::vector<DemoPart>& parts,
             const std::vector<std::vector<DemoResult>>& results) const {
    if (json_) {
      nlohmann::ordered_json json{
          {"model", model}, {"seed", choice_.seed}, {"parts", nlohmann::ordered_json::array()}};
      for (size_t i = 0; i < results.size(); ++i) {
        json["parts"].push_back({{"title", parts[i].title},
                                 {"rows", DemoJson(results[i])},
                                 {"verdict", DemoVerdict(results[i])}});
      }
      console.out << json.dump(2) << "\n";
    } else {
      console.out << fmt::format(
          "{}, seed {}; per question: tokens generated, seconds (many "
          "questions side by side), tokens through the model\n",
          model, choice_.seed);
      for (size_t i = 0; i < results.size(); ++i) {
        console.out << "\n"
                    << parts[i].title << "\n\n"
                    << DemoTable(results[i]) << "\n"
                    << DemoVerdict(results[i]) << "\n";
      }
    }
    if (!out_file_.empty()) WriteMarkdown(model, parts, results);
  }

  void WriteMarkdown(const std::string& model, const std::vector<DemoPart>& parts,
                     const std::vector<std::vector<DemoResult>>& results) const {
    std::ofstream out(out_file_);
    out << fmt::format("`ponder demo --seed {}`, {}\n", choice_.seed, model);
    for (size_t i = 0; i < results.size(); ++i) {
      out << "\n"
          << parts[i].title << "\n\n"
          << DemoMarkdown(results[i]) << "\n"
          << DemoVerdict(results[i]) << "\n";
    }
    out.close();
    if (!out) throw Error(ErrorCode::kUnavailable, "--out: " + out_file_ + " cannot be written");
  }

  DemoChoice choice_;
  std::string data_;
  std::string out_file_;
  bool json_ = false;
  OptionFlags<DemoOptions> options_;
  ModelFlags model_flags_;
};

}  // namespace

std::unique_ptr<Command> MakeDemo() { return std::make_unique<Demo>(); }

}  // namespace ponder
