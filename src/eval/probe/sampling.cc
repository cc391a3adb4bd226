#include "eval/probe/sampling.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "base/parallel.h"
#include "eval/item_reader.h"
#include "eval/method_spec.h"
#include "eval/probe/rollouts.h"
#include "ponder/runner.h"
#include "task/task.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

// Makes a method keep what a probe looks at, and says nothing of its own.
class Keeper : public Scorer {
 public:
  ScorerNeeds Needs() const override { return {.logprobs = true, .hidden_states = true}; }
  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    Score nothing;
    nothing.abstained = true;
    return std::vector<Score>(candidates.size(), nothing);
  }
};

int MaxTokensOf(const ProbeAbout& about, const TaskItem& item) {
  return about.max_tokens > 0 ? about.max_tokens : item.max_tokens;
}

Request MakeRequest(const ProbeAbout& about, const PlannedTask& task, const TaskItem& item) {
  Request request;
  request.method = "best_of_n";
  request.options = {{"n", std::to_string(about.samples)}, {"prompt", about.prompt}};
  const ExampleStyle examples = ParseMethodSpec("best_of_n:prompt=" + about.prompt).examples;
  request.messages = MakeMessages(task, item, examples);
  request.scorer = "probe samples";
  request.custom_scorer = std::make_shared<Keeper>();
  request.seed = RandomStream(about.seed).Child(task.info->name).Child(item.id).key();
  request.sampling.temperature = about.temperature;
  request.max_tokens = MaxTokensOf(about, item);
  request.stop = item.stop;
  request.kind = item.kind;
  request.reader = std::make_shared<ItemReader>(*task.info->task, item);
  request.language = item.language;
  return request;
}

std::optional<ProbeSample> MakeSample(const Task& task, const TaskItem& item,
                                      const Candidate& candidate, const Engine& engine) {
  ProbeSample sample;
  const Generation& generation = candidate.generation;
  sample.points = ReadPoints(generation, LineEnds(generation.text), engine);
  if (candidate.stop == StopReason::kError || sample.points.empty()) return std::nullopt;
  sample.text = generation.text;
  sample.final = candidate.final;
  if (sample.final) {
    sample.vote_key = task.VoteKey(item, *sample.final);
    sample.right = task.Check(item, *sample.final).right;
  }
  sample.stop = candidate.stop;
  sample.tokens = candidate.tokens;
  sample.targets.assign(sample.points.size(), sample.right ? 1 : 0);
  sample.rollouts.assign(sample.points.size(), 0);
  return sample;
}

struct Job {
  const PlannedTask* task;
  const TaskItem* item;
};

class Session {
 public:
  Session(const ProbeAbout& about, int64_t budget, std::shared_ptr<Engine> engine,
          ProbeFolder& folder, const ProbeSamplingListener& listener)
      : about_(about),
        budget_(budget),
        engine_(engine),
        runner_(std::move(engine)),
        folder_(folder),
        listener_(listener),
        earlier_(folder.tokens()) {}

  void Plan(const StudyPlan& plan) {
    for (const PlannedTask& task : plan.tasks) {
      for (const TaskItem& item : task.items) {
        ++total_;
        if (!folder_.Has(std::string(task.info->name), item.id)) jobs_.push_back({&task, &item});
      }
    }
  }

  ProbeSamplingResult Work(std::stop_token stop) {
    const std::stop_callback link(stop, [this] { stop_.request_stop(); });
    const int sequences = std::max(engine_->Info().max_running, 1);
    const auto wanted = static_cast<size_t>(sequences / std::max(about_.samples, 1) + 2);
    Parallel(std::min(std::max(jobs_.size(), size_t{1}), wanted), [this](size_t) {
      try {
        while (const Job* job = Next()) Ask(*job);
      } catch (...) {
        stop_.request_stop();  // the folder cannot be written: nothing else is worth its time
        throw;
      }
    });
    result_.questions = folder_.questions();
    result_.tokens = folder_.tokens();
    return result_;
  }

 private:
  // The next question, its worst case set aside.
  const Job* Next() {
    std::lock_guard lock(mutex_);
    if (stop_.stop_requested() || next_ >= jobs_.size()) return nullptr;
    const int64_t most = MostTokens(about_, *jobs_[next_].item);
    if (folder_.tokens() + set_aside_ + most > budget_) {
      result_.budget_spent = true;
      return nullptr;
    }
    set_aside_ += most;
    return &jobs_[next_++];
  }

  void Ask(const Job& job) {
    std::optional<ProbeQuestion> question;
    std::string error;
    try {
      question = Sampled(job);
    } catch (const Error& what) {
      if (what.code() == ErrorCode::kUnsupported) throw;
      error = what.what();
    }
    std::lock_guard lock(mutex_);
    set_aside_ -= MostTokens(about_, *job.item);
    if (stop_.stop_requested()) return;  // what was stopped is no sample
    if (question) {
      folder_.Add(*question);
    } else {
      ++result_.failed;
      if (result_.first_error.empty()) result_.first_error = job.item->id + ": " + error;
    }
    Tell();
  }

  ProbeQuestion Sampled(const Job& job) {
    const Task& task = *job.task->info->task;
    const Request request = MakeRequest(about_, *job.task, *job.item);
    const RunResult result = runner_.Run(request, nullptr, stop_.get_token());
    ProbeQuestion question;
    question.task = job.task->info->name;
    question.item = job.item->id;
    question.question = job.item->question;
    question.gold = job.item->gold;
    question.tokens = result.usage.completion_tokens;
    for (const Candidate& candidate : result.answer.candidates) {
      std::optional<ProbeSample> sample = MakeSample(task, *job.item, candidate, *engine_);
      if (!sample) continue;
      if (about_.rollouts > 0) {
        question.tokens += AddRollouts({request, task, *job.item, about_.rollouts}, candidate,
                                       *engine_, *sample, stop_.get_token());
      }
      question.samples.push_back(std::move(*sample));
    }
    return question;
  }

  void Tell() const {
    if (!listener_) return;
    const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    listener_(
        {folder_.questions(), total_, folder_.tokens(), folder_.tokens() - earlier_, seconds});
  }

 public:
  static int64_t MostTokens(const ProbeAbout& about, const TaskItem& item) {
    const int64_t answers = int64_t{about.samples} * MaxTokensOf(about, item);
    return answers + answers * about.rollouts * kRolloutPoints;
  }

 private:
  const ProbeAbout& about_;
  int64_t budget_;
  std::shared_ptr<Engine> engine_;
  Runner runner_;
  ProbeFolder& folder_;
  const ProbeSamplingListener& listener_;
  const int64_t earlier_;
  const Clock::time_point begin_ = Clock::now();
  std::vector<Job> jobs_;
  int64_t total_ = 0;
  std::stop_source stop_;

  std::mutex mutex_;  // all below, and the folder
  size_t next_ = 0;
  int64_t set_aside_ = 0;
  ProbeSamplingResult result_;
};

}  // namespace

int64_t MostTokensOfAQuestion(const ProbeAbout& about, const StudyPlan& plan) {
  int64_t most = 0;
  for (const PlannedTask& task : plan.tasks) {
    for (const TaskItem& item : task.items) {
      most = std::max(most, Session::MostTokens(about, item));
    }
  }
  return most;
}

ProbeSamplingResult SampleForProbe(const ProbeAbout& about, const StudyPlan& plan, int64_t budget,
                                   std::shared_ptr<Engine> engine, ProbeFolder& folder,
                                   const ProbeSamplingListener& listener, std::stop_token stop) {
  if (engine->Info().hidden_states == Support::kNone) {
    throw Error(ErrorCode::kUnsupported,
                "train probe needs hidden states, which this engine does not give");
  }
  Session session(about, budget, std::move(engine), folder, listener);
  session.Plan(plan);
  return session.Work(std::move(stop));
}

}  // namespace ponder
