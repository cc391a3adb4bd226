#include "search/candidates.h"

#include <algorithm>
#include <utility>

#include "text/answer.h"
#include "text/thinking.h"

namespace ponder {
namespace {

// Whether a stream is inside its thinking, by the marks of the model's chat template.
class ThinkingWatch {
 public:
  explicit ThinkingWatch(const EngineInfo& info)
      : marks_(info.chat_template.empty() ? nullptr : FindThinkingMarks(info.chat_template)) {}

  // Adds text; says whether its end is thinking.
  bool Add(std::string_view text) {
    if (marks_ == nullptr || closed_) return false;
    const size_t overlap = std::min(seen_.size(), marks_->end.size());
    const size_t from = seen_.size() - overlap;
    seen_ += text;
    closed_ = seen_.find(marks_->end, from) != std::string::npos;
    const size_t begin = std::min(seen_.find_first_not_of(" \n"), seen_.size());
    return !closed_ && std::string_view(seen_).substr(begin).starts_with(marks_->start);
  }

 private:
  const ThinkingMarks* marks_;
  std::string seen_;
  bool closed_ = false;
};

// Takes the mark between thinking and answer out of a stream with a thinking phase. It stands at
// the end of the thinking (the model wrote it) or at the beginning of the answer (it was forced).
class MarkFilter {
 public:
  explicit MarkFilter(ThinkingPhase phase) : phase_(std::move(phase)) {}

  // What of an update's text is to be shown, in its phase.
  std::string Add(const StreamUpdate& update) {
    if (update.phase == 0) return WithoutEnd(std::string(update.text));
    if (answering_) return std::string(update.text);
    begin_ += update.text;
    const size_t at = std::min(begin_.find_first_not_of(" \n"), begin_.size());
    const std::string_view said = std::string_view(begin_).substr(at);
    if (said.size() < phase_.end.size() && phase_.end.starts_with(said)) return "";
    answering_ = true;
    if (phase_.end_is_words || !said.starts_with(phase_.end)) return begin_;
    return begin_.substr(at + phase_.end.size());
  }

 private:
  // Words move into the answer.
  std::string WithoutEnd(std::string text) {
    if (!text.ends_with(phase_.end)) return text;
    if (phase_.end_is_words) begin_ = phase_.end;
    text.resize(text.size() - phase_.end.size());
    return text;
  }

  ThinkingPhase phase_;
  std::string begin_;  // of the answer, until it is clear whether it is the mark
  bool answering_ = false;
};

void Stream(GenerateRequest& request, Context& context, const EngineInfo& info, int candidate,
            const std::optional<ThinkingPhase>& phase) {
  if (phase) {
    request.on_text = [&context, candidate,
                       filter = MarkFilter(*phase)](const StreamUpdate& update) mutable {
      context.Emit(
          TokensGenerated{candidate, filter.Add(update), update.tokens, update.phase == 0});
    };
    return;
  }
  request.on_text = [&context, candidate,
                     watch = ThinkingWatch(info)](const StreamUpdate& update) mutable {
    const bool thinking = watch.Add(update.text);
    context.Emit(TokensGenerated{candidate, std::string(update.text), update.tokens, thinking});
  };
}

void WarnOfFailures(const std::vector<Candidate>& candidates, int first, Context& context) {
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].stop != StopReason::kError) continue;
    context.Warn("candidate " + std::to_string(first + static_cast<int>(i)) +
                 " failed: " + candidates[i].generation.error);
  }
}

int64_t ThinkingTokens(const Engine& engine, const Candidate& candidate) {
  if (candidate.thinking.empty()) return 0;
  if (candidate.text.empty()) return static_cast<int64_t>(candidate.generation.tokens.size());
  return static_cast<int64_t>(engine.Tokenize(candidate.thinking, false).size());
}

}  // namespace

GenerateRequest NewRequest(Context& context, Prompt prompt, RandomStream random,
                           const ScorerNeeds& scorer_needs) {
  const ScorerNeeds needs = scorer_needs | context.RaterNeeds();
  GenerateRequest request;
  request.prompt = std::move(prompt);
  request.random = random;
  request.sampling = context.GetSampling();
  request.max_tokens = context.MaxTokens();
  request.stop = context.StopStrings();
  request.signals = context.GetSignals();
  request.logprobs = needs.logprobs || context.TopLogprobs();
  request.top_logprobs = context.TopLogprobs().value_or(0);
  request.certainty = needs.certainty;
  request.hidden_states = needs.hidden_states;
  return request;
}

std::vector<GenerateRequest> Forks(Context& context, const Prompt& prompt, int n, int first,
                                   const ScorerNeeds& needs) {
  std::vector<GenerateRequest> requests;
  for (int i = 0; i < n; ++i) {
    requests.push_back(NewRequest(context, prompt,
                                  context.Random().Child(static_cast<uint64_t>(first + i)), needs));
  }
  return requests;
}

std::optional<std::string> FinalOf(const Question& question, std::string_view text,
                                   StopReason stop) {
  if (!IsComplete(stop) && !HasAnswerMark(text)) return std::nullopt;
  return question.ReadAnswer(text);
}

Candidate MakeCandidate(const Question& question, const Engine& engine, Prompt prompt,
                        Generation generation, const SplitReply& split) {
  Candidate candidate;
  candidate.prompt = std::move(prompt);
  candidate.stop = generation.stop;
  candidate.tokens = generation.usage.generated;
  candidate.generation = std::move(generation);
  if (split) {
    split(engine, candidate);
  } else {
    ParsedReply reply = engine.ParseReply(candidate.prompt, candidate.generation.text, false);
    candidate.thinking = std::move(reply.thinking);
    candidate.text = std::move(reply.content);
    candidate.tool_calls = std::move(reply.tool_calls);
    candidate.reasoning_tokens = ThinkingTokens(engine, candidate);
  }
  if (candidate.stop != StopReason::kError) {
    candidate.final = FinalOf(question, candidate.text, candidate.stop);
  }
  return candidate;
}

std::vector<Candidate> Sample(const Question& question, Context& context,
                              std::vector<GenerateRequest> requests, const SampleOptions& options) {
  Engine& engine = context.EngineFor(Role::kPolicy);
  const auto number = [&](size_t i) { return options.first + static_cast<int>(i); };
  for (size_t i = 0; i < requests.size(); ++i) {
    context.Emit(CandidateStarted{number(i)});
    Stream(requests[i], context, engine.Info(), number(i), options.thinking_phase);
  }
  std::vector<bool> told(requests.size(), false);
  const auto tell = [&](size_t i, const Candidate& candidate) {
    told[i] = true;
    if (!options.goes_on || !options.goes_on(candidate)) TellDone(context, number(i), candidate);
  };
  const auto make = [&](size_t i, Generation generation) {
    return MakeCandidate(question, engine, requests[i].prompt, std::move(generation),
                         options.split);
  };
  const OnDone on_done = [&](size_t i, const Generation& generation) -> std::vector<size_t> {
    const Candidate candidate = make(i, generation);
    tell(i, candidate);
    if (!options.on_done) return {};
    return options.on_done(i, candidate);
  };
  std::vector<Generation> generations = engine.Generate(requests, on_done, context.Stop());
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < generations.size(); ++i) {
    candidates.push_back(make(i, std::move(generations[i])));
    if (!told[i]) tell(i, candidates.back());
  }
  if (!options.more_to_come) RequireOneThatWorked(candidates);
  WarnOfFailures(candidates, options.first, context);
  return candidates;
}

void TellDone(Context& context, int number, const Candidate& candidate) {
  context.Emit(
      CandidateDone{number, candidate.text, candidate.final, candidate.tokens, candidate.stop});
}

void RequireOneThatWorked(const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    if (candidate.stop != StopReason::kError) return;
  }
  if (candidates.empty()) return;
  throw Error(ErrorCode::kUnavailable,
              "the engine failed on every candidate: " + candidates.front().generation.error);
}

Answer AnswerWith(std::vector<Candidate> candidates, int index) {
  Answer answer;
  const auto first = [&](auto&& good) {
    for (size_t i = 0; index < 0 && i < candidates.size(); ++i) {
      if (good(candidates[i])) index = static_cast<int>(i);
    }
  };
  first([](const Candidate& candidate) { return IsComplete(candidate.stop) && candidate.final; });
  first([](const Candidate& candidate) { return candidate.final.has_value(); });
  first([](const Candidate& candidate) { return IsComplete(candidate.stop); });
  first([](const Candidate& candidate) {
    return !candidate.text.empty() || !candidate.tool_calls.empty();
  });
  first([](const Candidate& candidate) { return !candidate.thinking.empty(); });
  answer.chosen = index;
  if (index >= 0) {
    const Candidate& chosen = candidates[static_cast<size_t>(index)];
    answer.text = chosen.text;
    answer.thinking = chosen.thinking;
    answer.tool_calls = chosen.tool_calls;
    answer.final = chosen.final;
    answer.stop = chosen.stop;
  } else if (!candidates.empty()) {
    answer.stop = candidates.front().stop;
  }
  answer.candidates = std::move(candidates);
  return answer;
}

}  // namespace ponder
