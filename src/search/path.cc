#include "search/path.h"

#include <algorithm>
#include <utility>

#include "engine/fitting.h"
#include "search/candidates.h"
#include "text/answer.h"
#include "text/scan.h"
#include "text/steps.h"

namespace ponder {
namespace {

constexpr int kMostTries = 4;        // of a step that comes without text, or ends after "e.g."
constexpr int kCharacterTokens = 4;  // that one character may take, at most

std::vector<std::string> BorderStrings(StepBorder border) {
  switch (border) {
    case StepBorder::kBlankLine:
      return {"\n\n"};
    case StepBorder::kLine:
      return {"\n"};
    case StepBorder::kSentence:
      return {". ", "! ", "? ", "\n", "\u3002", "\uFF01", "\uFF1F"};
    case StepBorder::kTokens:
      return {};
  }
  return {};
}

template <class T>
void Join(std::vector<T>& whole, std::vector<T>& more) {
  whole.insert(whole.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

void AddUsage(CallUsage& whole, const CallUsage& more) {
  whole.prompt += more.prompt;
  whole.cached += more.cached;
  whole.prefill += more.prefill;
  whole.generated += more.generated;
  whole.decoded += more.decoded;
  whole.flops += more.flops;
}

// `text`: what the generation said and the border that ended it. Its tokens stand for all of that,
// unless the last of them reaches further.
Piece PieceOf(const Engine& engine, const Generation& generation, std::string text) {
  if (text != generation.text && engine.Detokenize(generation.tokens) == text) {
    const size_t bytes = text.size();
    return {std::move(text), generation.tokens, bytes};
  }
  Piece piece = generation.AsPiece();
  piece.text = std::move(text);
  return piece;
}

// The first tokens stand for the first bytes as far as piece after piece is made of its tokens.
void Cover(Generation& whole, const std::vector<PathPiece>& pieces) {
  whole.covering_tokens = 0;
  whole.covered = 0;
  for (const auto& [piece, note] : pieces) {
    if (note) return;
    whole.covering_tokens += piece.tokens.size();
    whole.covered += piece.covered;
    if (piece.covered < piece.text.size()) return;
  }
}

template <class T>
void Shorten(std::vector<T>& list, size_t length) {
  if (list.size() > length) list.erase(list.begin() + static_cast<ptrdiff_t>(length), list.end());
}

// The first tokens of what was generated, and what is known of each.
void ShortenTokens(Generation& generation, size_t count) {
  Shorten(generation.tokens, count);
  Shorten(generation.origins, count);
  Shorten(generation.logprobs, count);
  Shorten(generation.top, count);
  Shorten(generation.certainty, count);
  Shorten(generation.hidden_states, count);
}

void Cut(Generation& whole, const StepEnd& end, const std::vector<PathPiece>& pieces) {
  whole.text.resize(end.text);
  ShortenTokens(whole, end.tokens);
  whole.usage.generated = end.generated;
  Cover(whole, pieces);
}

void Append(Generation& whole, Generation step, const std::string& text) {
  // A generation that ended by itself has the state after its last token too.
  Shorten(whole.hidden_states, whole.tokens.size());
  whole.text += text;
  Join(whole.tokens, step.tokens);
  Join(whole.origins, step.origins);
  Join(whole.logprobs, step.logprobs);
  Join(whole.top, step.top);
  Join(whole.certainty, step.certainty);
  Join(whole.hidden_states, step.hidden_states);
  whole.stop = step.stop;
  whole.stop_string = std::move(step.stop_string);
  whole.error = std::move(step.error);
  AddUsage(whole.usage, step.usage);
}

// What a path says since its last whole step.
std::string_view NewStep(const Path& path) {
  const size_t begin = path.step_ends.empty() ? 0 : path.step_ends.back().text;
  return std::string_view(path.said.text).substr(begin);
}

bool Contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

std::string_view Path::LastStep() const {
  if (step_ends.empty()) return said.text;
  const size_t begin = step_ends.size() < 2 ? 0 : step_ends[step_ends.size() - 2].text;
  return std::string_view(said.text).substr(begin, step_ends.back().text - begin);
}

bool Path::IsCopyOf(const Path& other) const {
  const auto same = [](const PathPiece& a, const PathPiece& b) {
    return a.note == b.note && a.piece.text == b.piece.text;
  };
  return SaysTheSame(other) && said.tokens == other.said.tokens && steps() == other.steps() &&
         std::ranges::equal(pieces, other.pieces, same);
}

Path Path::Fork(uint64_t index) const {
  Path copy = *this;
  copy.random = random.Child("fork").Child(index);
  return copy;
}

void Path::Note(std::string text) {
  pieces.push_back({.piece = {std::move(text), {}, 0}, .note = true});
}

Path Path::CutTo(size_t count) const {
  Path cut = *this;
  if (count >= steps()) return cut;
  const StepEnd end_of_cut = count == 0 ? StepEnd{0, 0, 0, 0} : step_ends[count - 1];
  cut.step_ends.resize(count);
  cut.values.resize(std::min(count, values.size()));
  cut.pieces.resize(end_of_cut.pieces);
  cut.end.reset();
  cut.ahead.reset();
  Cut(cut.said, end_of_cut, cut.pieces);
  return cut;
}

StepSource::StepSource(const Question& question, Context& context, Prompt prompt, StepRules rules,
                       ScorerNeeds needs)
    : question_(question),
      context_(context),
      prompt_(std::move(prompt)),
      rules_(rules),
      needs_(needs),
      borders_(BorderStrings(rules.border)) {}

Path StepSource::Root() const {
  Path root;
  root.random = context_.Random();
  return root;
}

void StepSource::Extend(std::span<Path* const> paths, bool greedy) {
  std::vector<Open> open;
  for (size_t i = 0; i < paths.size(); ++i) {
    if (paths[i]->open()) open.push_back({paths[i], i, paths[i]->said.usage.generated});
  }
  for (; told_ < paths.size(); ++told_) context_.Emit(CandidateStarted{static_cast<int>(told_)});
  Engine& engine = context_.EngineFor(Role::kPolicy);
  while (!open.empty()) {
    std::vector<GenerateRequest> requests;
    for (const Open& step : open) requests.push_back(Request(step, greedy));
    // A question that is too long is the caller's mistake, and the engine says so.
    const bool fresh =
        std::ranges::any_of(open, [](const Open& step) { return step.path->pieces.empty(); });
    std::vector<Generation> generations = fresh
                                              ? engine.Generate(requests, nullptr, context_.Stop())
                                              : GenerateWhatFits(engine, requests, context_.Stop());
    std::vector<Open> going_on;
    for (size_t i = 0; i < open.size(); ++i) {
      if (generations[i].stop == StopReason::kError) {
        context_.Warn("candidate " + std::to_string(open[i].slot) +
                      " failed: " + generations[i].error);
      }
      if (!Add(open[i], std::move(generations[i]))) continue;
      going_on.push_back(open[i]);
      ++going_on.back().tries;
    }
    open = std::move(going_on);
  }
}

GenerateRequest StepSource::Request(const Open& open, bool greedy) const {
  const Path& path = *open.path;
  Prompt prompt = prompt_;
  for (const PathPiece& part : path.pieces) prompt.partial.push_back(part.piece);
  const RandomStream random =
      path.random.Child(path.steps()).Child(static_cast<uint64_t>(open.tries));
  GenerateRequest request = NewRequest(context_, std::move(prompt), random, needs_);
  if (greedy) request.sampling.temperature = 0;
  const auto said = static_cast<int>(path.said.usage.generated);
  request.max_tokens = std::max(request.max_tokens - said, 1);
  if (!IsLast(path)) {
    request.stop.insert(request.stop.end(), borders_.begin(), borders_.end());
    if (rules_.step_tokens > 0) {
      const auto left = static_cast<int>(open.before + rules_.step_tokens) - said;
      const bool half = open.tries > 0 && NewStep(path).empty();
      request.max_tokens =
          std::min(request.max_tokens, std::max(left, half ? kCharacterTokens : 1));
    }
  }
  request.on_text = [&context = context_, slot = static_cast<int>(open.slot),
                     said](const StreamUpdate& update) {
    context.Emit(TokensGenerated{slot, std::string(update.text), said + update.tokens, false});
  };
  return request;
}

bool StepSource::IsLast(const Path& path) const {
  return static_cast<int>(path.steps()) + 1 >= rules_.max_steps;
}

bool StepSource::Add(const Open& open, Generation generation) const {
  Path& path = *open.path;
  const StopReason stop = generation.stop;
  const bool border = stop == StopReason::kStopString && !IsLast(path) &&
                      !Contains(context_.StopStrings(), generation.stop_string);
  const std::string ending = border ? generation.stop_string : "";
  const Engine& engine = context_.EngineFor(Role::kPolicy);
  Piece piece = PieceOf(engine, generation, generation.text + ending);
  // The beginning of a character that length has cut is not gone on from.
  if (stop == StopReason::kLength && piece.covered == piece.text.size()) {
    ShortenTokens(generation, piece.tokens.size());
  }
  Append(path.said, std::move(generation), piece.text);
  if (!piece.text.empty()) path.pieces.push_back({.piece = std::move(piece)});
  Cover(path.said, path.pieces);

  const std::string_view step = NewStep(path);
  const bool blank = scan::Trim(step).empty();
  const bool full = path.said.usage.generated >= context_.MaxTokens();
  const bool again = open.tries + 1 < kMostTries;
  if (border && again && (blank || !EndsHere(step))) return true;
  if (stop == StopReason::kLength && again && step.empty() && !full) return true;
  if (!blank) {
    path.step_ends.push_back({path.said.text.size(), path.said.tokens.size(), path.pieces.size(),
                              path.said.usage.generated});
  }
  if (stop == StopReason::kLength ? full || IsOver(path) : !border) path.end = stop;
  if (border && (blank || full)) path.end = StopReason::kLength;
  return false;
}

bool StepSource::IsOver(const Path& path) const {
  return static_cast<int>(path.steps()) >= rules_.max_steps;
}

// A full stop may be one of "e.g." or of "1.".
bool StepSource::EndsHere(std::string_view step) const {
  if (rules_.border != StepBorder::kSentence) return true;
  const std::string more = std::string(step) + "More";
  return SplitSteps(more, StepSplit::kSentence).back() == "More";
}

Candidate StepSource::AsCandidate(const Path& path) const {
  Engine& engine = context_.EngineFor(Role::kPolicy);
  Candidate candidate = MakeCandidate(question_, engine, prompt_, path.said);
  candidate.by_steps = true;
  candidate.open = path.open();
  candidate.stop = path.end.value_or(StopReason::kStopString);
  if (path.open()) {
    candidate.text = path.said.text;
    candidate.thinking.clear();
    if (!HasAnswerMark(candidate.text)) candidate.final.reset();
  } else if (candidate.stop != StopReason::kError) {
    candidate.final = FinalOf(question_, candidate.text, candidate.stop);
  }
  if (!std::string_view(path.said.text).starts_with(candidate.text)) return candidate;
  for (const StepEnd& end : path.step_ends) {
    const size_t inside = std::min(end.text, candidate.text.size());
    if (candidate.step_ends.empty() || inside > candidate.step_ends.back()) {
      candidate.step_ends.push_back(inside);
    }
  }
  return candidate;
}

Prompt StepSource::AskAbout(const Path& path, std::string text) const {
  std::vector<Message> turns = *prompt_.messages;
  std::vector<Piece> said = prompt_.partial;
  for (const PathPiece& part : path.pieces) said.push_back(part.piece);
  if (!said.empty()) turns.emplace_back("assistant", std::move(said));
  turns.emplace_back("user", std::move(text));
  return question_.Chat(std::move(turns));
}

}  // namespace ponder
