#include "ponder/runner.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "run/check_request.h"
#include "run/run_context.h"
#include "scorer/ratings.h"

namespace ponder {
namespace {

// Stops a source when the time is up, unless it is destroyed before.
class Deadline {
 public:
  Deadline(std::optional<double> seconds, std::stop_source& source) {
    if (!seconds) return;
    thread_ = std::jthread([this, &source, seconds = *seconds](std::stop_token gone) {
      std::unique_lock lock(mutex_);
      const auto span = std::chrono::duration<double>(std::min(seconds, 1e8));
      wake_.wait_for(lock, gone, span, [] { return false; });
      if (gone.stop_requested()) return;
      passed_ = true;
      source.request_stop();
    });
  }
  bool passed() {
    std::lock_guard lock(mutex_);
    return passed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool passed_ = false;
  std::jthread thread_;  // last: it uses the others
};

struct NamedScorer {
  std::string name;
  std::shared_ptr<Scorer> scorer;
};

NamedScorer PickScorer(const Request& request, const MethodInfo& method) {
  if (request.custom_scorer) {
    if (method.default_scorer.empty() || !request.scorer_options.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  method.default_scorer.empty()
                      ? "custom_scorer: method " + method.name + " does not score"
                      : "scorer_options: a custom scorer takes none");
    }
    return {request.scorer.empty() ? "custom" : request.scorer, request.custom_scorer};
  }
  const std::string& name = request.scorer.empty() ? method.default_scorer : request.scorer;
  if (method.default_scorer.empty() && !request.scorer.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "scorer: method " + method.name + " does not score");
  }
  if (name.empty()) {
    if (request.scorer_options.empty()) return {};
    throw Error(ErrorCode::kInvalidRequest,
                "scorer_options: method " + method.name + " does not score");
  }
  const ScorerInfo& info = FindScorer(name);
  return {info.name, info.create(request.scorer_options)};
}

std::vector<NamedScorer> PickRaters(const Request& request) {
  std::vector<NamedScorer> raters;
  for (const ScorerChoice& choice : request.raters) {
    const ScorerInfo& info = FindScorer(choice.scorer);
    raters.push_back({info.name, info.create(choice.options)});
  }
  return raters;
}

ScorerNeeds NeedsOf(const std::vector<NamedScorer>& scorers) {
  ScorerNeeds needs;
  for (const NamedScorer& each : scorers) needs = needs | each.scorer->Needs();
  return needs;
}

void CheckScorers(const std::vector<NamedScorer>& scorers, const Request& request,
                  const EngineInfo& policy, const Engine& judge) {
  for (const NamedScorer& each : scorers) {
    CheckNeeds(each.name, each.scorer->Needs(), request, policy);
    each.scorer->RequirePolicy(policy);
    each.scorer->Require(judge.Info());
  }
}

void PrepareScorers(const std::vector<NamedScorer>& scorers, const Engine& judge) {
  for (const NamedScorer& each : scorers) each.scorer->Prepare(judge);
}

Usage Sum(const std::map<std::string, Usage>& lines) {
  Usage sum;
  for (const auto& [name, usage] : lines) sum += usage;
  return sum;
}

Question QuestionOf(const Request& request) {
  return {.messages = request.messages,
          .kind = request.kind,
          .reader = request.reader,
          .world = request.world,
          .checker = request.checker,
          .raw = request.raw,
          .partial = request.partial,
          .tools = request.tools,
          .tool_choice = request.tool_choice,
          .parallel_tool_calls = request.parallel_tool_calls,
          .template_arguments = request.template_arguments};
}

// In a context of its own, so that neither budget nor bill of the run notice.
Rating RateBy(const NamedScorer& rater, const Request& request,
              const std::map<Role, std::shared_ptr<Engine>>& engines, std::stop_token stop,
              Answer& answer) {
  const auto ledger = std::make_shared<BudgetLedger>(BudgetLimits{});
  const EventSink silent;
  RunContext context(request, engines, ledger, rater.scorer, rater.name, silent, std::move(stop));
  Rating rating{.scorer = rater.name,
                .scale = rater.scorer->Scale(),
                .alone = rater.scorer->RatesAlone(),
                .scores = {},
                .usage = {}};
  try {
    rating.scores = RateAll(*rater.scorer, QuestionOf(request), answer.candidates, context);
  } catch (const Error& error) {
    rating.scores.assign(answer.candidates.size(), Score{.steps = {}, .abstained = true});
    context.Warn(error.what());
  }
  for (const std::string& warning : context.TakeWarnings()) {
    answer.warnings.push_back("rater " + rater.name + ": " + warning);
  }
  rating.usage = Sum(ledger->Lines());
  return rating;
}

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Usage& Usage::operator+=(const Usage& other) {
  prompt_tokens += other.prompt_tokens;
  cached_tokens += other.cached_tokens;
  prefill_tokens += other.prefill_tokens;
  completion_tokens += other.completion_tokens;
  reasoning_tokens += other.reasoning_tokens;
  scorer_tokens += other.scorer_tokens;
  scorer_prompt_tokens += other.scorer_prompt_tokens;
  calls += other.calls;
  forward_tokens += other.forward_tokens;
  logical_forward_tokens += other.logical_forward_tokens;
  flops += other.flops;
  return *this;
}

Runner::Runner(std::shared_ptr<Engine> engine, std::map<Role, std::shared_ptr<Engine>> engines)
    : engine_(std::move(engine)), engines_(std::move(engines)) {
  for (Role role : {Role::kPolicy, Role::kJudge}) engines_.try_emplace(role, engine_);
}

RunResult Runner::Run(const Request& request, const EventSink& events, std::stop_token stop) {
  const auto begin = std::chrono::steady_clock::now();
  const EngineInfo& engine = engines_.at(Role::kPolicy)->Info();
  const MethodInfo& info = FindMethod(request.method);
  CheckRequest(request, info, engine);
  const std::unique_ptr<Method> method = info.create(request.options);
  const NamedScorer scorer = PickScorer(request, info);
  const std::vector<NamedScorer> raters = PickRaters(request);
  std::vector<NamedScorer> scorers = raters;
  if (scorer.scorer) scorers.push_back(scorer);
  CheckScorers(scorers, request, engine, *engines_.at(Role::kJudge));
  method->Require(engine);
  PrepareScorers(scorers, *engines_.at(Role::kJudge));

  const auto ledger = std::make_shared<BudgetLedger>(
      BudgetLimits{request.budget.tokens, request.budget.forward_tokens});
  std::stop_source source;
  const std::stop_callback link(stop, [&source] { source.request_stop(); });
  Deadline deadline(request.budget.seconds, source);
  RunContext context(request, engines_, ledger, scorer.scorer, scorer.name, events,
                     source.get_token());
  context.SetRaterNeeds(NeedsOf(raters));

  RunResult result;
  result.answer = method->Run(QuestionOf(request), context);
  result.method = info.name;
  result.options = method->Options();
  result.scorer = scorer.name;
  result.model = engine.model;
  result.seed = request.seed;
  result.usage_by_role = ledger->Lines();
  Usage& policy = result.usage_by_role[std::string(RoleName(Role::kPolicy))];
  for (const Candidate& candidate : result.answer.candidates) {
    policy.reasoning_tokens += candidate.reasoning_tokens;
  }
  result.usage = Sum(result.usage_by_role);
  if (ledger->limited() || deadline.passed()) result.answer.stop = StopReason::kBudget;
  if (stop.stop_requested()) result.answer.stop = StopReason::kCancelled;
  for (std::string& warning : context.TakeWarnings()) {
    result.answer.warnings.push_back(std::move(warning));
  }
  if (result.answer.chosen >= 0) {
    context.Emit(Chosen{result.answer.chosen, result.answer.text});
  }
  context.Emit(RunDone{result.usage, result.answer.stop});
  result.seconds = {SecondsSince(begin), ledger->FirstTokenSeconds(), ledger->EngineSeconds()};
  if (result.answer.candidates.size() > 1 && !stop.stop_requested()) {
    for (const NamedScorer& rater : raters) {
      result.ratings.push_back(RateBy(rater, request, engines_, stop, result.answer));
    }
    if (stop.stop_requested()) result.ratings.clear();
  }
  return result;
}

void Runner::CheckRaters(const Request& request) const {
  const std::vector<NamedScorer> raters = PickRaters(request);
  const Engine& judge = *engines_.at(Role::kJudge);
  CheckScorers(raters, request, engines_.at(Role::kPolicy)->Info(), judge);
  PrepareScorers(raters, judge);
}

}  // namespace ponder
