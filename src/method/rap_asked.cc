#include "method/rap_asked.h"

#include "method/prompt_text.h"
#include "scorer/yes_no.h"
#include "search/candidates.h"

namespace ponder {
namespace {

constexpr int kAlternatives = 20;  // as many as most servers give
constexpr double kUnclear = 0.5;   // of a judgement that says neither yes nor no

}  // namespace

std::string AskedSteps::Text(std::string_view prompt, const std::string& known, Blanks more) const {
  const Language language = context_.GetLanguage();
  more.emplace_back("question", question_.Text());
  more.emplace_back("known", known);
  more.emplace_back("form", AnswerForm(question_.kind, language));
  more.emplace_back("final", PromptText("rap_final", language));
  return PromptText(prompt, language, more);
}

std::vector<double> AskedSteps::Yes(std::string_view prompt, const std::string& known,
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

Candidate AskedSteps::MakeAnswer(std::string text, const std::vector<RapStep>& path) const {
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

std::unique_ptr<RapSteps> MakeRapSteps(const Question& question, Context& context, Asker& asker,
                                       const RapRules& rules) {
  if (question.world) return MakeWorldActions(question, context, asker, rules);
  return MakeSmallerQuestions(question, context, asker, rules);
}

}  // namespace ponder
