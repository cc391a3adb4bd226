// ponder demo: what each method buys, and what it costs, on real questions.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/demo_plan.h"
#include "cli/demo_report.h"
#include "cli/demo_run.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/progress.h"

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

// Share of the demo's tokens that is done, for the time left. Rows cost what their candidates do.
class DemoClock {
 public:
  explicit DemoClock(double total) : total_(total) {}
  void Add(double weight) { done_ += weight; }
  double SecondsLeft() const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    return done_ > 0 ? spent.count() / done_ * (total_ - done_) : 0;
  }
  double share() const { return total_ > 0 ? done_ / total_ : 0; }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double total_;
  double done_ = 0;
};

std::string Bar(double share) {
  constexpr int kWidth = 20;
  const int full = static_cast<int>(share * kWidth);
  return "[" + std::string(static_cast<size_t>(full), '#') +
         std::string(static_cast<size_t>(kWidth - full), '.') + "]";
}

class Demo : public Command {
 public:
  std::string_view Name() const override { return "demo"; }
  std::string_view Summary() const override {
    return "Measure every method on real questions (under five minutes)";
  }

  void AddFlags(CLI::App& app) override {
    app.add_flag("--quick", choice_.quick, "a quarter of the questions");
    app.add_option("--data", data_, "a public set instead: a file or folder of JSON lines as GSM8K has them")
        ->type_name("FOLDER");
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
    std::vector<std::vector<DemoResult>> results = RunParts(console, engine, parts, interrupt);
    Print(console, engine->Info().model, parts, results);
    if (!interrupt.Interrupted()) return kDone;
    console.err << "ponder: " << console.Say(Text::kInterrupted) << std::endl;
    return kInterrupted;
  }

 private:
  static constexpr int64_t kSmallModel = 300'000'000;

  std::vector<std::vector<DemoResult>> RunParts(Console& console,
                                                const std::shared_ptr<Engine>& engine,
                                                const std::vector<DemoPart>& parts,
                                                const Interruptible& interrupt) {
    double total = 0;
    int answers = 0;
    for (const DemoPart& part : parts) {
      for (const DemoRow& row : part.rows) {
        if (row.answer_key) continue;
        total += row.weight * static_cast<double>(part.items.size());
        answers += static_cast<int>(part.items.size());
      }
    }
    DemoClock clock(total);
    ProgressLine line(console);
    Runner runner(engine);
    int done = 0;
    std::vector<std::vector<DemoResult>> results;
    for (const DemoPart& part : parts) {
      std::vector<DemoResult>& rows = results.emplace_back();
      for (const DemoRow& row : part.rows) {
        if (row.answer_key) {
          rows.push_back(WithAnswerKey(rows.back(), row));
          continue;
        }
        const DemoProgress progress = [&] {
          clock.Add(row.weight);
          ++done;
          line.Show(Bar(clock.share()) + " " + row.label + ": " +
                    fmt::format(fmt::runtime(console.Say(Text::kTimeLeft)), done, answers,
                                static_cast<int>(clock.SecondsLeft())));
        };
        rows.push_back(RunDemoRow(runner, part, row, choice_.seed, progress, interrupt.Token()));
        if (interrupt.Interrupted()) return results;
        line.Clear();
        ShowRow(console, rows);
      }
    }
    return results;
  }

  // The row that has just ended, for people who watch.
  void ShowRow(Console& console, const std::vector<DemoResult>& rows) const {
    if (!console.err_terminal) return;
    const DemoFigures f = Figure(rows.back(), rows.front());
    console.err << console.Dim(fmt::format("{}: {} of {} right, {:.0f} s", rows.back().row.label,
                                           f.right, f.questions, rows.back().seconds),
                               true)
                << std::endl;
  }

  void Print(Console& console, const std::string& model, const std::vector<DemoPart>& parts,
             const std::vector<std::vector<DemoResult>>& results) const {
    if (json_) {
      nlohmann::ordered_json json{{"model", model},
                                  {"seed", choice_.seed},
                                  {"parts", nlohmann::ordered_json::array()}};
      for (size_t i = 0; i < results.size(); ++i) {
        json["parts"].push_back({{"title", parts[i].title},
                                 {"rows", DemoJson(results[i])},
                                 {"verdict", DemoVerdict(results[i])}});
      }
      console.out << json.dump(2) << "\n";
    } else {
      console.out << fmt::format("{}, seed {}; per question: tokens generated, seconds (many "
                                 "questions side by side), tokens through the model\n",
                                 model, choice_.seed);
      for (size_t i = 0; i < results.size(); ++i) {
        console.out << "\n" << parts[i].title << "\n\n" << DemoTable(results[i]) << "\n"
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
      out << "\n" << parts[i].title << "\n\n" << DemoMarkdown(results[i]) << "\n"
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
