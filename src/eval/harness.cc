#include "eval/harness.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/machine.h"
#include "base/parallel.h"
#include "base/room.h"
#include "eval/attack_row.h"
#include "eval/run_row.h"
#include "eval/time_left.h"
#include "ponder/runner.h"
#include "run/energy.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

// More rows under way than the engine has sequences, so that one waits while another is judged.
constexpr int kSpareRows = 4;
constexpr int kMostSequences = 128;
constexpr std::chrono::seconds kBetweenSyncs{1};

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

EngineLoad operator-(const EngineLoad& after, const EngineLoad& before) {
  return {.decode_steps = after.decode_steps - before.decode_steps,
          .decode_tokens = after.decode_tokens - before.decode_tokens,
          .full_steps = after.full_steps - before.full_steps,
          .prefill_tokens = after.prefill_tokens - before.prefill_tokens,
          .decode_seconds = after.decode_seconds - before.decode_seconds,
          .full_seconds = after.full_seconds - before.full_seconds,
          .prefill_seconds = after.prefill_seconds - before.prefill_seconds,
          .busy_seconds = after.busy_seconds - before.busy_seconds,
          .running = after.running,
          .running_cells = after.running_cells};
}

std::string RunLine(const ModelRun& run, const EngineInfo& engine) {
  using Json = nlohmann::ordered_json;
  const Json json{{"model", run.model},
                  {"file", engine.model},
                  {"architecture", engine.architecture},
                  {"file_type", engine.file_type},
                  {"parameters", engine.parameters},
                  {"active_parameters", engine.active_parameters},
                  {"layers", engine.layers},
                  {"attention_width", engine.attention_width},
                  {"exact", engine.exact},
                  {"machine", MachineName()},
                  {"sequences", run.sequences},
                  {"rows", run.rows},
                  {"earlier", run.earlier},
                  {"done", run.done},
                  {"failed", run.failed},
                  {"seconds", run.seconds},
                  {"generated_tokens", run.tokens},
                  {"decode_steps", run.load.decode_steps},
                  {"decode_tokens", run.load.decode_tokens},
                  {"decode_seconds", run.load.decode_seconds},
                  {"prefill_tokens", run.load.prefill_tokens},
                  {"prefill_seconds", run.load.prefill_seconds},
                  {"busy_seconds", run.load.busy_seconds},
                  {"energy_joules", run.joules ? Json(*run.joules) : Json(nullptr)},
                  {"fullness", run.Fullness()},
                  {"packing", run.Packing()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool AsksModel(const std::string& scorer) {
  return !scorer.empty() && FindScorer(scorer).asks_model;
}

bool RatersAsk(const Study& study) {
  return std::ranges::any_of(study.raters,
                             [](const ScorerChoice& rater) { return AsksModel(rater.scorer); });
}

bool ScorerAsks(const MethodSpec& spec) {
  return AsksModel(spec.scorer.empty() ? FindMethod(spec.method).default_scorer : spec.scorer);
}

// Answers of the method that somebody asks a model about.
int JudgedAnswers(const Study& study, const MethodSpec& spec) {
  const int answers = spec.Candidates();
  return answers > 1 && (RatersAsk(study) || ScorerAsks(spec)) ? answers : 0;
}

// The queue of one model, and the threads that work it off.
class Session {
 public:
  Session(const Study& study, std::string model, std::shared_ptr<Engine> engine,
          const OtherEngines& others, StudyFolder& folder, const EvalListener& listener,
          std::vector<const EvalRow*> queue, ModelRun& run)
      : study_(study),
        model_(std::move(model)),
        attacker_(others.attacker ? others.attacker : engine),
        runner_(engine, {{Role::kJudge, others.judge ? others.judge : engine}}),
        folder_(folder),
        listener_(listener),
        queue_(std::move(queue)),
        judges_itself_(!others.judge || others.judge == engine),
        places_(Places(*engine)),
        room_(places_),
        run_(run),
        left_(queue_) {
    some_hold_ =
        std::ranges::any_of(queue_, [this](const EvalRow* row) { return HeldBy(*row) > 0; });
  }

  void Work(std::stop_token stop) {
    const std::stop_callback link(stop, [this] { stop_.request_stop(); });
    const size_t threads =
        std::min(queue_.size(), static_cast<size_t>(run_.sequences + kSpareRows));
    Parallel(threads, [this](size_t) {
      try {
        while (const EvalRow* row = Next()) {
          // Who waits for room in the cache lets others behind it go on.
          const int places = PlacesOf(*row);
          if (!room_.Enter(places, stop_.get_token())) return;
          Run(*row);
          room_.Leave(places);
        }
      } catch (...) {
        stop_.request_stop();  // the log cannot be written: nothing else is worth its time
        throw;
      }
    });
    folder_.Sync();
  }

 private:
  static int Places(const Engine& engine) {
    const int held = engine.Info().held_sequences;
    return held > 0 ? held : std::numeric_limits<int>::max();
  }

  // Sequences that the row finds again: those of a search, and those of its answers where the same
  // model rates them, as far as they can all be there at once.
  int HeldBy(const EvalRow& row) const {
    const int held = row.method->held;
    const int judged = judges_itself_ ? JudgedAnswers(study_, *row.method) : 0;
    return judged <= places_ ? std::max(held, judged) : held;
  }

  // Beside rows that find theirs again the others take places too, or their sequences would push
  // those out. Among themselves they need none: more of them wait, so that no lane is empty.
  int PlacesOf(const EvalRow& row) const {
    const int held = HeldBy(row);
    return held > 0 || !some_hold_ ? held : std::min(row.method->width, places_);
  }

  const EvalRow* Next() {
    if (stop_.stop_requested()) return nullptr;
    const size_t index = next_++;
    return index < queue_.size() ? queue_[index] : nullptr;
  }

  void Run(const EvalRow& row) {
    EvalRecord record = Ask(row);
    // A row that was stopped is no result. One that ended just before is run again: cheaper than to
    // tell the two apart.
    if (stop_.stop_requested()) return;
    std::lock_guard lock(mutex_);
    Count(row, record);
    folder_.Add(record);
    if (Clock::now() - synced_ > kBetweenSyncs) {
      folder_.Sync();
      synced_ = Clock::now();
    }
    Tell(record);
  }

  EvalRecord Ask(const EvalRow& row) {
    try {
      if (IsAttackInLoop(row)) {
        return RunAttackInLoop(study_, model_, row, runner_, attacker_, stop_.get_token());
      }
      const RunResult result = runner_.Run(MakeRequest(study_, row), nullptr, stop_.get_token());
      return MakeRecord(study_, model_, row, result);
    } catch (const std::exception& error) {
      return MakeErrorRecord(study_, model_, row, error.what());
    }
  }

  void Count(const EvalRow& row, const EvalRecord& record) {
    const bool failed = record.stop == StopReason::kError;
    ++(failed ? run_.failed : run_.done);
    if (failed && run_.first_error.empty()) {
      run_.first_error = record.task + " " + record.item + ": " + record.reason;
    }
    run_.joules = energy_.Joules();
    run_.tokens += record.usage.completion_tokens + record.usage.scorer_tokens;
    left_.Done(row, record);
  }

  void Tell(const EvalRecord& record) const {
    if (!listener_) return;
    const double seconds = SecondsSince(begin_);
    listener_({.done = run_.earlier + run_.done + run_.failed,
               .total = run_.rows,
               .tokens = run_.tokens,
               .seconds = seconds,
               .seconds_left = left_.Seconds(seconds),
               .last = &record});
  }

  const Study& study_;
  std::string model_;
  Runner attacker_;
  Runner runner_;
  StudyFolder& folder_;
  const EvalListener& listener_;
  std::vector<const EvalRow*> queue_;
  std::atomic<size_t> next_ = 0;
  const bool judges_itself_;
  const int places_;        // sequences of the engine
  Room room_;               // of these
  bool some_hold_ = false;  // rows that find again what they have computed
  std::stop_source stop_;
  const Clock::time_point begin_ = Clock::now();

  std::mutex mutex_;  // all below, and the folder
  ModelRun& run_;
  TimeLeft left_;
  EnergyMeter energy_;
  Clock::time_point synced_ = Clock::now();
};

}  // namespace

double ModelRun::Fullness() const {
  const double room = static_cast<double>(load.decode_steps) * sequences;
  return room > 0 ? static_cast<double>(load.decode_tokens) / room : 0;
}

double ModelRun::Packing() const {
  if (load.full_steps == 0) return 0;
  const double full_step = load.full_seconds / static_cast<double>(load.full_steps);
  const double decode = full_step * static_cast<double>(load.decode_tokens) / sequences;
  return seconds / (decode + load.prefill_seconds);
}

int SequencesFor(const Study& study) {
  int most = kUsualSequences;
  for (const MethodSpec& spec : study.methods) {
    const int judged = study.judge_model.empty() ? JudgedAnswers(study, spec) : 0;
    most = std::max({most, spec.held, judged});
  }
  return std::min(most, kMostSequences);
}

ModelRun RunModel(const Study& study, const StudyPlan& plan, const std::string& model,
                  std::shared_ptr<Engine> engine, StudyFolder& folder, const EvalListener& listener,
                  std::stop_token stop, const OtherEngines& others) {
  const Clock::time_point begin = Clock::now();
  const EngineInfo& info = engine->Info();
  const std::vector<EvalRow> rows = MakeRows(study, plan, model, info);
  std::vector<const EvalRow*> queue;
  for (const EvalRow& row : rows) {
    if (!folder.Has(row.key)) queue.push_back(&row);
  }
  ModelRun run;
  run.model = model;
  run.rows = static_cast<int64_t>(rows.size());
  run.earlier = run.rows - static_cast<int64_t>(queue.size());
  run.sequences = std::max(info.max_running, 1);
  if (queue.empty()) return run;
  Runner(engine, {{Role::kJudge, others.judge ? others.judge : engine}})
      .CheckRaters(MakeRequest(study, *queue.front()));
  const EngineLoad before = engine->Load();
  Session(study, model, engine, others, folder, listener, std::move(queue), run)
      .Work(std::move(stop));
  run.load = engine->Load() - before;
  run.seconds = SecondsSince(begin);
  folder.NoteRun(RunLine(run, info));
  return run;
}

}  // namespace ponder
