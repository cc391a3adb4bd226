// ponder ask: one question, one answer.
#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/request_flags.h"
#include "run/json.h"
#include "run/trace.h"

namespace ponder {
namespace {

class Ask : public Command {
 public:
  std::string_view Name() const override { return "ask"; }
  std::string_view Summary() const override { return "Ask one question"; }

  void AddFlags(CLI::App& app) override {
    app.add_option("question", question_, "the question; - reads it from standard input")
        ->required()
        ->type_name("QUESTION|-");
    request_flags_.AddTo(app);
    model_flags_.AddTo(app);
    model_flags_.AddEndpointsTo(app);
    model_flags_.AddJudgeTo(app);
    app.add_option("--trace", trace_file_, "write what happens, one JSON object a line")
        ->type_name("FILE")
        ->group("Output");
    app.add_flag("--json", json_, "print the result as one JSON object")->group("Output");
    app.add_flag("--verbose", verbose_, "also print every candidate, to standard error")
        ->group("Output");
    app.add_flag("--quiet", quiet_, "no line about the price")->group("Output");
  }

  void Check() override {
    model_flags_.Check();
    request_ = request_flags_.ToRequest();
    if (question_ != "-") SetQuestion(question_);
  }

  int Run(Console& console) override {
    if (!request_flags_.language().empty()) {
      console.language = ParseUiLanguage(request_flags_.language());
    }
    if (question_ == "-") SetQuestion({std::istreambuf_iterator<char>(console.in), {}});
    const RoleEngines engines = model_flags_.OpenRoles(console, SequencesFor(request_));
    const EffortDial dial = request_flags_.Dial();
    if (dial.level) {
      warnings_ = dial.Turn(*dial.level, engines.at(Role::kPolicy)->Info(), request_);
    }
    const Interruptible interrupt;
    const RunResult result = RunTraced(console, engines, interrupt.Token());
    Print(console, result);
    if (!interrupt.Interrupted()) return kDone;
    console.err << "ponder: " << console.Say(Text::kInterrupted) << std::endl;
    return kInterrupted;
  }

 private:
  void SetQuestion(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    CheckQuestion(text);
    request_.messages.clear();
    if (!request_flags_.system().empty()) {
      request_.messages.emplace_back("system", request_flags_.system());
    }
    request_.language = PromptLanguage(request_flags_.language(), text);
    request_.messages.emplace_back("user", std::move(text));
  }

  RunResult RunTraced(Console& console, RoleEngines engines, std::stop_token stop) {
    std::optional<TraceWriter> trace;
    ProgressLine progress(console);
    EventSink sink = [&progress](const Event& event) { progress.Take(event); };
    if (!trace_file_.empty()) {
      trace.emplace(trace_file_);
      for (auto& [role, engine] : engines) engine = trace->Trace(std::move(engine), role);
      sink = trace->Sink(std::move(sink));
    }
    Runner runner(engines.at(Role::kPolicy), engines);
    RunResult result = runner.Run(request_, sink, stop);
    std::vector<std::string>& warnings = result.answer.warnings;
    warnings.insert(warnings.begin(), warnings_.begin(), warnings_.end());
    return result;
  }

  void Print(Console& console, const RunResult& result) const {
    if (verbose_) PrintCandidates(console, result);
    PrintWarnings(console, result);
    if (json_) {
      console.out << ToJson(result) << "\n";
    } else {
      PrintAnswer(console, result);
    }
    console.out.flush();
    if (!quiet_) PrintPrice(console, result);
  }

  std::string question_;
  std::string trace_file_;
  bool json_ = false;
  bool verbose_ = false;
  bool quiet_ = false;
  RequestFlags request_flags_;
  ModelFlags model_flags_;
  Request request_;
  std::vector<std::string> warnings_;  // of the effort
};

}  // namespace

std::unique_ptr<Command> MakeAsk() { return std::make_unique<Ask>(); }

}  // namespace ponder
