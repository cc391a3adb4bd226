#include "method/thoughts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "method/prompt_text.h"
#include "search/candidates.h"
#include "text/action_line.h"
#include "text/answer.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kMostListed = 40;  // actions that a prompt shows

std::string Lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::vector<std::string> FilledLines(std::string_view text) {
  std::vector<std::string> lines;
  for (size_t pos = 0; pos < text.size();) {
    const size_t end = std::min(text.find('\n', pos), text.size());
    const std::string_view line = scan::Trim(text.substr(pos, end - pos));
    if (!line.empty()) lines.emplace_back(line);
    pos = end + 1;
  }
  return lines;
}

bool Cut(StopReason stop) { return stop == StopReason::kBudget || stop == StopReason::kCancelled; }

// Up to case, blanks and marks: two thoughts that only differ so are one.
std::string Plain(std::string_view thought) { return CanonicalAnswer(thought, AnswerKind::kText); }

}  // namespace

ThoughtSource::ThoughtSource(const Question& question, Context& context, Asker& asker, Rules rules)
    : question_(question), context_(context), asker_(asker), rules_(rules) {
  if (rules_.kind == ThoughtKind::kAuto) {
    rules_.kind = world() == nullptr ? ThoughtKind::kSample : ThoughtKind::kPropose;
  }
  if (rules_.kind == ThoughtKind::kMoves && world() == nullptr) {
    throw Error(ErrorCode::kInvalidRequest,
                "thoughts=moves needs a question with states (game24, blocksworld, ...); use "
                "sample or propose");
  }
}

ThoughtState ThoughtSource::Start() const {
  ThoughtState start;
  if (world() == nullptr) return start;
  start.text = world()->Start();
  start.done = world()->IsGoal(start.text);
  return start;
}

std::string ThoughtSource::Told(const ThoughtState& state) const {
  const Language language = context_.GetLanguage();
  if (world() != nullptr) {
    return PromptText("tree_of_thoughts_now", language, {{"state", state.text}});
  }
  if (state.thoughts.empty()) return PromptText("tree_of_thoughts_blank", language);
  return PromptText("tree_of_thoughts_so_far", language, {{"steps", Lines(state.thoughts)}});
}

std::string ThoughtSource::Text(std::string_view prompt, const ThoughtState& state,
                                std::vector<std::pair<std::string_view, std::string>> more) const {
  const Language language = context_.GetLanguage();
  more.emplace_back("question", question_.Text());
  more.emplace_back("state", Told(state));
  more.emplace_back("count", std::to_string(rules_.count));
  more.emplace_back("form", AnswerForm(question_.kind, language));
  return PromptText(prompt, language, more);
}

GenerateRequest ThoughtSource::Request(const ThoughtState& state) const {
  std::vector<std::pair<std::string_view, std::string>> more;
  std::string name = Lists() ? "tree_of_thoughts_propose" : "tree_of_thoughts_sample";
  if (world() != nullptr) {
    std::vector<std::string> moves = world()->Actions(state.text);
    if (moves.size() > kMostListed) moves = {moves.front(), "...", moves.back()};
    more.emplace_back("moves", Lines(moves));
    name += "_move";
  }
  const int tokens = rules_.thought_tokens * (Lists() ? rules_.count : 1);
  return asker_.Thought(WithLastTurn(question_, Text(name, state, std::move(more))), tokens,
                        !Lists());
}

// The thoughts that a reply names.
std::vector<std::string> ThoughtSource::Read(const ThoughtState& state,
                                             const AskedReply& reply) const {
  std::vector<std::string> thoughts;
  for (const std::string& line : FilledLines(reply.text)) {
    std::string thought = world() == nullptr && HasAnswerMark(line) ? line : ActionLine(line);
    if (world() != nullptr && !world()->Next(state.text, thought)) continue;
    if (SaysSomething(thought)) thoughts.push_back(std::move(thought));
    if (!Lists()) break;
  }
  const auto most = static_cast<size_t>(Lists() ? rules_.count : 1);
  if (thoughts.size() > most) thoughts.resize(most);
  return thoughts;
}

void ThoughtSource::Add(const ThoughtState& from, const std::string& thought,
                        const AskedReply& reply, std::set<std::string>& seen,
                        std::vector<ThoughtState>& next) const {
  ThoughtState state = from;
  state.value.reset();
  state.thoughts.push_back(thought);
  state.tokens += reply.tokens;
  if (Cut(reply.stop)) state.stop = reply.stop;
  if (world() != nullptr) {
    const auto reached = world()->Next(from.text, thought);
    if (!reached) return;
    state.text = *reached;
    state.done = world()->IsGoal(*reached);
  } else {
    const bool again = std::any_of(from.thoughts.begin(), from.thoughts.end(),
                                   [&](auto& other) { return Plain(other) == Plain(thought); });
    if (again) return;
    state.text += Plain(thought) + "\n";
    state.done = HasAnswerMark(thought) && question_.ReadAnswer(thought).has_value();
  }
  if (seen.insert(state.text).second) next.push_back(std::move(state));
}

std::vector<ThoughtState> ThoughtSource::Moves(std::span<const ThoughtState> states,
                                               std::set<std::string>& seen) const {
  std::vector<ThoughtState> next;
  for (const ThoughtState& state : states) {
    for (const std::string& move : world()->Actions(state.text)) Add(state, move, {}, seen, next);
  }
  return next;
}

std::vector<ThoughtState> ThoughtSource::Next(std::span<const ThoughtState> states,
                                              std::set<std::string>& seen) {
  if (rules_.kind == ThoughtKind::kMoves) return Moves(states, seen);
  std::vector<GenerateRequest> requests;
  std::vector<const ThoughtState*> from;
  for (const ThoughtState& state : states) {
    if (world() != nullptr && world()->Actions(state.text).empty()) continue;
    const GenerateRequest request = Request(state);
    const auto left = static_cast<int64_t>(context_.MaxTokens()) - state.tokens;
    if (world() == nullptr && left < 1) continue;  // as long as a candidate may be
    for (int i = 0; i < Each(); ++i) {
      requests.push_back(request);
      if (world() == nullptr) {
        requests.back().max_tokens =
            static_cast<int>(std::min<int64_t>(requests.back().max_tokens, left));
      }
      from.push_back(&state);
    }
  }
  const std::vector<AskedReply> replies = asker_.Think(std::move(requests));
  std::vector<ThoughtState> next;
  for (size_t i = 0; i < replies.size(); ++i) {
    for (const std::string& thought : Read(*from[i], replies[i])) {
      Add(*from[i], thought, replies[i], seen, next);
    }
  }
  return next;
}

std::vector<ThoughtState> ThoughtSource::Finish(std::span<const ThoughtState> states, int each) {
  std::vector<ThoughtState> next;
  if (world() != nullptr) return next;
  std::vector<GenerateRequest> requests;
  for (const ThoughtState& state : states) {
    const int64_t left = std::max<int64_t>(context_.MaxTokens() - state.tokens, 1);
    const Prompt prompt = WithLastTurn(question_, Text("tree_of_thoughts_finish", state));
    for (int i = 0; i < each; ++i) {
      requests.push_back(asker_.Thought(prompt, static_cast<int>(left), false));
    }
  }
  const std::vector<AskedReply> replies = asker_.Think(std::move(requests));
  for (size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].text.empty()) continue;
    ThoughtState state = states[i / static_cast<size_t>(each)];
    state.value.reset();
    state.thoughts.push_back(replies[i].text);
    state.text += Plain(replies[i].text) + "\n";
    state.tokens += replies[i].tokens;
    state.stop = replies[i].stop;
    state.done = IsComplete(state.stop);
    next.push_back(std::move(state));
  }
  return next;
}

Candidate ThoughtSource::AsCandidate(const ThoughtState& state) const {
  Candidate candidate;
  candidate.by_steps = true;
  candidate.text = world() != nullptr ? world()->Reply(state.thoughts) : Lines(state.thoughts);
  candidate.tokens = state.tokens;
  candidate.stop = state.stop;
  candidate.final = FinalOf(question_, candidate.text, state.stop);
  for (size_t end = 0, i = 0; world() == nullptr && i < state.thoughts.size(); ++i) {
    end += state.thoughts[i].size() + (i == 0 ? 0 : 1);
    candidate.step_ends.push_back(end);
  }
  candidate.prompt = StyledPrompt(question_, PromptStyle::kCot, context_.GetLanguage());
  candidate.generation.text = candidate.text;
  candidate.generation.stop = state.stop;
  return candidate;
}

}  // namespace ponder
