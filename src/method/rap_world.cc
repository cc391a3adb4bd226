// rap in a world: steps are its actions, their states the world's own.
#include <algorithm>
#include <cmath>

#include "method/prompt_text.h"
#include "method/rap_asked.h"

namespace ponder {
namespace {

constexpr double kLeast = 1e-6;  // a chance whose logarithm is wanted

// The reward is w (log P(action) + log P(good)) + (1 - w) (the share of goals met, or the bonus).
class WorldActions : public AskedSteps {
 public:
  using AskedSteps::AskedSteps;

  bool Done() const override { return World().IsGoal(World().Start()); }

  std::vector<RapStep> After(const std::vector<RapStep>& path, bool) override {
    const std::string state = path.empty() ? World().Start() : path.back().state;
    std::vector<RapStep> steps;
    for (std::string& action : World().Actions(state)) {
      RapStep step;
      step.state = World().Next(state, action).value_or(state);
      step.action = std::move(action);
      const bool back = step.state == World().Start() ||
                        std::any_of(path.begin(), path.end(), [&](const RapStep& before) {
                          return before.state == step.state;
                        });
      if (!back) steps.push_back(std::move(step));
    }
    if (steps.empty()) return steps;
    const std::string known = PromptText("rap_now", context_.GetLanguage(), {{"state", state}});
    if (rules_.likelihood) KeepLikeliest(known, steps);
    if (asker_.cut()) return steps;
    const std::vector<double> good = Yes("rap_good", known, steps);
    for (size_t i = 0; i < steps.size(); ++i) {
      steps[i].looks += std::log(std::max(good[i], kLeast));
      steps[i].estimate = Reward(steps[i]);
    }
    return steps;
  }

  void Take(std::vector<RapStep>& path) override {
    RapStep& step = path.back();
    step.taken = true;
    step.complete = World().IsGoal(step.state);
    step.terminal = step.complete || World().Actions(step.state).empty();
    step.reward = Reward(step);
  }

  Candidate AsCandidate(const std::vector<RapStep>& path) const override {
    std::vector<std::string> actions;
    for (const RapStep& step : path) actions.push_back(step.action);
    return MakeAnswer(World().Reply(actions), path);
  }

 private:
  const WorldModel& World() const { return *question_.world; }

  double Reward(const RapStep& step) const {
    const bool reached = World().IsGoal(step.state);
    const double goal = reached ? rules_.goal : World().Progress(step.state);
    return rules_.weight * step.looks + (1 - rules_.weight) * goal;
  }

  // By the model's log-likelihood of the action as its reply.
  void KeepLikeliest(const std::string& known, std::vector<RapStep>& steps) const {
    const Prompt prompt = WithLastTurn(question_, Text("rap_move", known));
    std::vector<EvaluateRequest> requests;
    for (const RapStep& step : steps) {
      EvaluateRequest& request = requests.emplace_back();
      request.prompt = prompt;
      request.continuation = {step.action, {}, 0};
    }
    const std::vector<Evaluation> likelihoods = Evaluate(requests);
    for (size_t i = 0; i < steps.size(); ++i) {
      const Evaluation& found = likelihoods[i];
      const bool whole = !found.tokens.empty() && found.logprobs.size() == found.tokens.size();
      if (!whole) asker_.NoteCut(StopReason::kBudget);
      for (const float logprob : found.logprobs) steps[i].looks += logprob;
    }
    std::stable_sort(steps.begin(), steps.end(),
                     [](const RapStep& a, const RapStep& b) { return a.looks > b.looks; });
    if (steps.size() > static_cast<size_t>(rules_.actions)) {
      steps.resize(static_cast<size_t>(rules_.actions));
    }
  }

  std::vector<Evaluation> Evaluate(const std::vector<EvaluateRequest>& requests) const {
    try {
      return context_.EngineFor(Role::kPolicy).Evaluate(requests, context_.Stop());
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kUnsupported) throw;
      throw Error(error.code(), std::string("method rap: likelihood=true needs ") + error.what() +
                                    "; likelihood=false does without");
    }
  }
};

}  // namespace

std::unique_ptr<RapSteps> MakeWorldActions(const Question& question, Context& context, Asker& asker,
                                           const RapRules& rules) {
  return std::make_unique<WorldActions>(question, context, asker, rules);
}

}  // namespace ponder
