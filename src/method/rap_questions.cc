// rap without a world: steps are smaller questions, their states the answers most replies give.
#include <algorithm>
#include <cmath>
#include <map>

#include "method/prompt_text.h"
#include "method/rap_asked.h"
#include "search/candidates.h"
#include "text/action_line.h"
#include "text/answer.h"
#include "text/scan.h"

namespace ponder {
namespace {

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
      const int now = sampled ? std::min(kRapAnswersAtOnce, rules_.answers - asked) : 1;
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
      step.complete =
          step.last && (IsComplete(reply.stop) || FinalOf(question_, reply.text, reply.stop));
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
    const std::string text =
        Text(step.last ? "rap_answer_final" : "rap_answer", Known(path), {{"step", step.action}});
    int64_t left = context_.MaxTokens() - step.tokens;
    for (const RapStep& before : path) left -= before.tokens;
    if (!step.last) left = std::min<int64_t>(left, rules_.answer_tokens);
    return std::vector<GenerateRequest>(
        static_cast<size_t>(count),
        asker_.Thought(WithLastTurn(question_, text), static_cast<int>(std::max<int64_t>(left, 1)),
                       false));
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

}  // namespace

std::unique_ptr<RapSteps> MakeSmallerQuestions(const Question& question, Context& context,
                                               Asker& asker, const RapRules& rules) {
  return std::make_unique<SmallerQuestions>(question, context, asker, rules);
}

}  // namespace ponder
