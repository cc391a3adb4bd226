#include "method/rap_steps.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "method/prompt_text.h"
#include "scorer/yes_no.h"
#include "search/candidates.h"
#include "text/action_line.h"
#include "text/answer.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr int kAlternatives = 20;  // as many as most servers give
constexpr double kUnclear = 0.5;   // of a judgement that says neither yes nor no
constexpr double kLeast = 1e-6;    // a chance whose logarithm is wanted
constexpr int kAtOnce = 2;         // smaller answers between two looks at their majority

class AskedSteps : public RapSteps {
 public:
  AskedSteps(const Question& question, Context& context, Asker& asker, const RapRules& rules)
      : question_(question), context_(context), asker_(asker), rules_(rules) {}

 protected:
  using Blanks = std::vector<std::pair<std::string_view, std::string>>;

  std::string Text(std::string_view prompt, const std::string& known, Blanks more = {}) const {
    const Language language = context_.GetLanguage();
    more.emplace_back("question", question_.Text());
    more.emplace_back("known", known);
    more.emplace_back("form", AnswerForm(question_.kind, language));
    more.emplace_back("final", PromptText("rap_final", language));
    return PromptText(prompt, language, more);
  }

  // P(Yes) for each of the steps, all in one batch.
  std::vector<double> Yes(std::string_view prompt, const std::string& known,
                          const std::vector<RapStep>& steps) const {
    const Engine& engine = context_.EngineFor(Role::kJudge);
    std::vector<GenerateRequest> requests;
    for (const RapStep& step : steps) {
      const std::string text = Text(prompt, known, {{"step", step.action}});
      requests.push_back(asker_.Judgement(WithLastTurn(question_, text), text, 1));
      requests.back().sampling.temperature = 0;
      if (engine.Info().logits != Support::kNone) requests.back().top_logprobs = kAlternatives;
    }
    std::vector<double> chances;
    for (const AskedReply& reply : asker_.Judge(std::move(requests))) {
      chances.push_back(ChanceOfYes(engine, reply.generation).value_or(kUnclear));
    }
    return chances;
  }

  Candidate MakeAnswer(std::string text, const std::vector<RapStep>& path) const {
    Candidate candidate;
    candidate.text = std::move(text);
    for (const RapStep& step : path) candidate.tokens += step.tokens;
    if (!path.empty()) candidate.stop = path.back().stop;
    const bool open = path.empty() || !path.back().complete;
    if (open && candidate.stop == StopReason::kEnd) candidate.stop = StopReason::kLength;
    candidate.final = FinalOf(question_, candidate.text, candidate.stop);
    candidate.prompt = StyledPrompt(question_, PromptStyle::kCot, context_.GetLanguage());
    candidate.generation.text = candidate.text;
    candidate.generation.stop = candidate.stop;
    return candidate;
  }

  const Question& question_;
  Context& context_;
  Asker& asker_;
  const RapRules rules_;
};

// The reward is useful^w confidence^(1 - w).
class SmallerQuestions : public AskedSteps {
 public:
  using AskedSteps::AskedSteps;

  std::vector<RapStep> After(const std::vector<RapStep>& path, bool closing) override {
    std::vector<RapStep> steps = closing ? std::vector<RapStep>{Last()} : Questions(path);
    if (steps.empty() && !asker_.cut()) steps.push_back(Last());
    if (asker_.cut()) return steps;
    const std::vector<double> useful = Yes("rap_useful", Known(path), steps);
    for (size_t i = 0; i < steps.size(); ++i) {
      steps[i].looks = useful[i];
      steps[i].estimate = Reward(useful[i], rules_.confidence);
    }
    return steps;
  }

  void Take(std::vector<RapStep>& path) override {
    RapStep step = std::move(path.back());
    path.pop_back();
    std::map<std::string, int> votes;
    std::map<std::string, AskedReply> first;
    int counted = 0;
    std::string leader;
    const bool sampled = context_.GetSampling().temperature > 0;
    for (int asked = 0; asked < (sampled ? rules_.answers : 1) && !asker_.cut();) {
      const int now = sampled ? std::min(kAtOnce, rules_.answers - asked) : 1;
      asked += now;
      for (AskedReply& reply : asker_.Think(Answers(path, step, now))) {
        if (reply.text.empty()) continue;
        const std::string key = KeyOf(step, reply.text);
        ++votes[key];
        ++counted;
        if (leader.empty() || votes[key] > votes[leader]) leader = key;
        first.try_emplace(key, std::move(reply));
      }
      if (counted > 1 && 2 * votes[leader] > counted) break;
    }
    step.taken = true;
    step.terminal = step.last || counted == 0;
    if (counted > 0) {
      const AskedReply& reply = first.at(leader);
      step.state = reply.text;
      step.tokens += reply.tokens;
      step.stop = step.last || asker_.cut() ? reply.stop : StopReason::kEnd;
      const bool whole = reply.stop == StopReason::kEnd || reply.stop == StopReason::kStopString;
      step.complete = step.last && (whole || FinalOf(question_, reply.text, reply.stop));
      step.reward = Reward(step.looks, static_cast<double>(votes[leader]) / counted);
    }
    path.push_back(std::move(step));
  }

  Candidate AsCandidate(const std::vector<RapStep>& path) const override {
    Candidate candidate = MakeAnswer(Pairs(path), path);
    if (!path.empty() && path.back().complete) {
      candidate.final = FinalOf(question_, path.back().state, path.back().stop);
    }
    return candidate;
  }

 private:
  double Reward(double useful, double confidence) const {
    return std::pow(useful, rules_.weight) * std::pow(confidence, 1 - rules_.weight);
  }

  RapStep Last() const {
    RapStep step;
    step.action = PromptText("rap_final", context_.GetLanguage());
    step.last = true;
    return step;
  }

  static std::string Pairs(const std::vector<RapStep>& path) {
    std::string pairs;
    for (const RapStep& step : path) {
      pairs += (pairs.empty() ? "" : "\n") + step.action;
      if (!step.state.empty()) pairs += "\n" + step.state;
    }
    return pairs;
  }

  std::string Known(const std::vector<RapStep>& path) const {
    if (path.empty()) return PromptText("rap_nothing", context_.GetLanguage());
    return PromptText("rap_known", context_.GetLanguage(), {{"pairs", Pairs(path)}});
  }

  // Different ones that were not asked before.
  std::vector<RapStep> Questions(const std::vector<RapStep>& path) const {
    const std::string text = Text("rap_question", Known(path));
    const std::vector<GenerateRequest> requests(
        static_cast<size_t>(rules_.actions),
        asker_.Thought(WithLastTurn(question_, text), rules_.question_tokens, true));
    std::vector<RapStep> steps;
    const auto known = [](const std::vector<RapStep>& all, const std::string& action) {
      const std::string plain = CanonicalAnswer(action, AnswerKind::kText);
      return std::any_of(all.begin(), all.end(), [&](const RapStep& step) {
        return CanonicalAnswer(step.action, AnswerKind::kText) == plain;
      });
    };
    for (const AskedReply& reply : asker_.Think(requests)) {
      RapStep step;
      step.action = ActionLine(reply.text);
      if (IsLast(step.action)) step = Last();
      step.tokens = reply.tokens;
      if (asker_.cut()) step.stop = reply.stop;
      const bool fresh = !known(steps, step.action) && !known(path, step.action);
      if (SaysSomething(step.action) && fresh) steps.push_back(step);
    }
    return steps;
  }

  static bool IsLast(std::string_view action) {
    const std::string plain = scan::Lower(action);
    return plain.starts_with("now we can answer") ||
           plain.starts_with("\uC774\uC81C \uBB38\uC81C\uC5D0 \uB2F5\uD560");
  }

  std::vector<GenerateRequest> Answers(const std::vector<RapStep>& path, const RapStep& step,
                                       int count) const {
    const std::string text = Text(step.last ? "rap_answer_final" : "rap_answer", Known(path),
                                  {{"step", step.action}});
    int64_t left = context_.MaxTokens() - step.tokens;
    for (const RapStep& before : path) left -= before.tokens;
    if (!step.last) left = std::min<int64_t>(left, rules_.answer_tokens);
    return std::vector<GenerateRequest>(
        static_cast<size_t>(count),
        asker_.Thought(WithLastTurn(question_, text),
                       static_cast<int>(std::max<int64_t>(left, 1)), false));
  }

  std::string KeyOf(const RapStep& step, const std::string& reply) const {
    if (step.last) {
      const auto final = question_.ReadAnswer(reply);
      if (final) return question_.VoteKey(*final);
    }
    const auto answer = ExtractAnswer(reply, AnswerKind::kAuto);
    return answer ? CanonicalAnswer(*answer, AnswerKind::kAuto)
                  : CanonicalAnswer(reply, AnswerKind::kText);
  }
};

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
    const std::string known =
        PromptText("rap_now", context_.GetLanguage(), {{"state", state}});
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

std::unique_ptr<RapSteps> MakeRapSteps(const Question& question, Context& context, Asker& asker,
                                       const RapRules& rules) {
  if (question.world) return std::make_unique<WorldActions>(question, context, asker, rules);
  return std::make_unique<SmallerQuestions>(question, context, asker, rules);
}

}  // namespace ponder
