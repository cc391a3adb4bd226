#include "method/step_method.h"

#include <algorithm>
#include <string>
#include <utility>

#include "search/candidates.h"

namespace ponder {

namespace {

ScorerNeeds Needs(Context& context, bool logprobs) {
  ScorerNeeds needs = context.GetScorer().Needs();
  needs.logprobs = needs.logprobs || logprobs;
  return needs;
}

}  // namespace

StepSearch::StepSearch(const Question& question, Context& context, const StepSettings& settings,
                       bool logprobs)
    : context_(context),
      settings_(settings),
      source_(question, context,
              StyledPrompt(question, settings.prompt, context.GetLanguage(), kDraftShots),
              {settings.step, settings.step_tokens, settings.max_steps}, Needs(context, logprobs)),
      scorer_(source_, context.GetScorer(), settings.aggregate) {}

// Values of different steps say nothing about each other where the scorer only compares. Where it
// has nothing more to say (no budget, stopped) the last ones stay.
void StepSearch::RateTogether(std::vector<Path>& paths) const {
  std::vector<std::vector<double>> before;
  std::vector<Path*> all;
  for (Path& path : paths) {
    before.push_back(path.values);
    all.push_back(&path);
  }
  scorer_.Rate(all);
  if (!std::ranges::all_of(paths, &Path::unrated)) return;
  for (size_t i = 0; i < paths.size(); ++i) paths[i].values = std::move(before[i]);
}

Answer StepSearch::Finish(std::vector<Path> paths, std::vector<double> values) const {
  if (values.empty() && scorer_.Compares()) RateTogether(paths);
  std::vector<std::pair<Candidate, double>> rated;
  for (size_t i = 0; i < paths.size(); ++i) {
    rated.emplace_back(source_.AsCandidate(paths[i]),
                       values.empty() ? scorer_.Value(paths[i]) : values[i]);
    Candidate& candidate = rated.back().first;
    if (std::exchange(candidate.open, false)) candidate.stop = StopReason::kLength;
  }
  const auto unfinished = std::stable_partition(
      rated.begin(), rated.end(), [](const auto& entry) { return IsComplete(entry.first.stop); });
  const auto whole = static_cast<size_t>(unfinished - rated.begin());

  std::vector<Candidate> candidates;
  std::vector<Score> scores;
  for (auto& [candidate, value] : rated) {
    const auto number = static_cast<int>(candidates.size());
    candidate.score = value;
    TellDone(context_, number, candidate);
    context_.Emit(Scored{number, context_.ScorerName(), value});
    scores.push_back({.total = value, .steps = {}});
    candidates.push_back(std::move(candidate));
  }
  RequireOneThatWorked(candidates);
  const bool cut = std::ranges::any_of(candidates, [](const Candidate& candidate) {
    return candidate.stop == StopReason::kBudget || candidate.stop == StopReason::kCancelled;
  });
  if (whole == 0 && !cut) context_.Warn("no path reached the end of an answer");
  const size_t looked_at = whole > 0 ? whole : candidates.size();
  const int chosen =
      Choose(source_.question(), context_, std::span(candidates).first(looked_at),
             std::span(scores).first(looked_at), ScoreScale::kProbability, settings_.selection);
  return AnswerWith(std::move(candidates), chosen);
}

void RequireDivides(std::string_view method, std::string_view whole_name, int whole,
                    std::string_view part_name, int part) {
  if (whole % part == 0) return;
  throw Error(ErrorCode::kInvalidRequest, "method " + std::string(method) + ": " +
                                              std::string(part_name) + "=" + std::to_string(part) +
                                              " must divide " + std::string(whole_name) + "=" +
                                              std::to_string(whole));
}

}  // namespace ponder
