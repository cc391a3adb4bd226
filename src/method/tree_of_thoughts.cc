// tree_of_thoughts: search through partial solutions that the model itself thinks up and values.
// Yao et al. 2023, arXiv 2305.10601.
//
// 1. A state is the question with the thoughts so far; the search starts without any.
// 2. Thoughts: from a state, k next ones: sampled one by one, each on its own (sample), or proposed
//    in one reply (propose), so that none comes twice where they are short.
// 3. Values: each state alone (the mean of some verdicts: sure 20, likely 1, impossible 0.001), or
//    the states of a level against each other (the share of votes).
// 4. Breadth first: of all states one thought further, the b best are kept, until the depth limit.
//    Depth first: the best child first; one whose value is no higher than the threshold is cut off
//    with all below it; back to its parent when it leads to nothing.
// 5. The answer is the state of the highest value.
//
// We differ: equal states are valued once and followed once. Verdicts are averaged, not added, so
// that the threshold does not depend on their number; a state of which no verdict can be read
// counts as likely. A complete answer takes its place among the b best and is not thought on; the
// search ends when b are complete. Depth first ends at the first answer. Where nothing is complete
// at the end, the best state is asked for the rest in one go. A question with a world (game24,
// blocksworld, ...) has its states and moves: what cannot be done is dropped, the first goal ends
// the search, and thoughts may be all moves (moves) or values the share of goals met (progress).
#include <algorithm>
#include <map>

#include "method/prompt_text.h"
#include "method/thought_values.h"
#include "method/thoughts.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "search/tree.h"

namespace ponder {

enum class ThoughtSearch { kBreadthFirst, kDepthFirst };

template <>
struct ChoiceNames<ThoughtSearch> {
  static constexpr std::pair<std::string_view, ThoughtSearch> kNames[] = {
      {"bfs", ThoughtSearch::kBreadthFirst}, {"dfs", ThoughtSearch::kDepthFirst}};
};

namespace {

struct Settings {
  ThoughtKind thoughts = ThoughtKind::kAuto;
  int k = 5;
  ThoughtValue value = ThoughtValue::kModel;
  int evaluations = 3;
  ThoughtSearch search = ThoughtSearch::kBreadthFirst;
  int breadth = 5;
  int depth = 10;
  double threshold = -1;
  int states = 100;
  int thought_tokens = 100;
  int evaluation_tokens = 80;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("thoughts", thoughts,
          "propose: several in one reply; sample: one a reply; moves: all that the question's "
          "states allow; auto: propose where there are states, else sample");
    visit("k", k, Range{1, 64}, "thoughts asked for in a state");
    visit("value", value,
          "model: sure, likely or impossible; vote: the most promising; progress: goals met; "
          "scorer: what the scorer says");
    visit("evaluations", evaluations, Range{1, 64}, "verdicts a state, or votes a level");
    visit("search", search, "bfs: level by level; dfs: the best thought first, and back");
    visit("breadth", breadth, Range{1, 256}, "bfs: states kept of a level");
    visit("depth", depth, Range{1, 100}, "most thoughts in a row; states may need fewer");
    visit("threshold", threshold, Range{-1, 1000},
          "dfs: a state of no higher value is cut off; -1: only those that all verdicts call "
          "impossible");
    visit("states", states, Range{1, 10000}, "dfs: most states to think on from");
    visit("thought_tokens", thought_tokens, Range{1, 1e6}, "longest thought");
    visit("evaluation_tokens", evaluation_tokens, Range{1, 1e6}, "longest verdict or vote");
  }
};

// One run.
class Search {
 public:
  Search(const Settings& settings, const Question& question, Context& context)
      : settings_(settings),
        context_(context),
        asker_(question, context),
        source_(question, context, asker_,
                {settings.thoughts, settings.k, settings.thought_tokens}),
        values_(question, context, asker_, source_,
                {settings.value, settings.evaluations, settings.evaluation_tokens}),
        depth_(source_.world() == nullptr ? settings.depth
                                          : std::min(settings.depth, source_.world()->Depth())) {}

  Answer Run() {
    const ThoughtState start = source_.Start();  // 1.
    loose_ = {start};
    if (start.done) {
      answers_ = {start};
    } else if (settings_.search == ThoughtSearch::kBreadthFirst) {
      BreadthFirst(start);
    } else {
      DepthFirst(start, 1);
    }
    return Conclude();
  }

 private:
  std::vector<ThoughtState> Think(std::span<const ThoughtState> states, int depth,
                                  std::set<std::string>& seen) {
    const bool last = depth == depth_ && source_.world() == nullptr;
    return last ? source_.Finish(states, source_.Each()) : source_.Next(states, seen);
  }

  void BreadthFirst(const ThoughtState& start) {
    std::vector<ThoughtState> frontier = {start};
    std::set<std::string> seen = {start.text};
    for (int depth = 1; depth <= depth_ && !frontier.empty(); ++depth) {
      std::vector<ThoughtState> next = Think(frontier, depth, seen);  // 2.
      const size_t thoughts = next.size();
      if (next.empty() || Ends(next)) return;
      values_.Value(next);  // 3.
      if (Ends(next)) return;
      frontier = Kept(std::move(next));  // 4.
      if (!frontier.empty()) loose_ = frontier;
      Tell(depth, thoughts, frontier.size());
    }
  }

  // The best states that are not complete; those that are become answers.
  std::vector<ThoughtState> Kept(std::vector<ThoughtState> states) {
    SortByValue(states);
    const size_t room = static_cast<size_t>(settings_.breadth) - answers_.size();
    if (states.size() > room) states.resize(room);
    std::vector<ThoughtState> open;
    for (ThoughtState& state : states) {
      (state.done ? answers_ : open).push_back(std::move(state));
    }
    return open;
  }

  // True: nothing is left to look for.
  bool DepthFirst(const ThoughtState& state, int depth) {
    if (expanded_ == settings_.states) return true;
    ++expanded_;
    thought_on_[state.text] = depth;
    std::set<std::string> seen = {state.text};
    std::vector<ThoughtState> next = Think(std::span(&state, 1), depth, seen);
    std::erase_if(next, [&](const ThoughtState& child) {
      const auto known = thought_on_.find(child.text);
      return known != thought_on_.end() && known->second <= depth + 1;
    });
    if (Ends(next)) return true;
    values_.Value(next);
    if (Ends(next)) return true;
    Tell(depth, next.size(), 1);
    SortByValue(next);
    for (const ThoughtState& child : next) {
      if (IsCutOff(child)) continue;
      if (child.done) {
        answers_ = {child};
        return true;
      }
      if (!loose_.front().value || BetterValue(*child.value, *loose_.front().value)) {
        loose_ = {child};
      }
      if (depth < depth_ && DepthFirst(child, depth + 1)) return true;
    }
    return false;
  }

  bool IsCutOff(const ThoughtState& state) const {
    if (settings_.threshold < 0) return values_.IsHopeless(*state.value);
    return !BetterValue(*state.value, settings_.threshold);
  }

  // The budget is spent, the run cancelled, or a goal reached.
  bool Ends(const std::vector<ThoughtState>& next) {
    if (asker_.cut()) {
      if (!next.empty()) loose_ = next;
      return true;
    }
    if (source_.world() == nullptr) return false;
    for (const ThoughtState& state : next) {
      if (!state.done) continue;
      answers_.push_back(state);
      answers_.back().value = values_.OfGoal();
    }
    return !answers_.empty();
  }

  static void SortByValue(std::vector<ThoughtState>& states) {
    std::stable_sort(states.begin(), states.end(), [](auto& a, auto& b) {
      return BetterValue(a.value.value_or(0), b.value.value_or(0));
    });
  }

  void Tell(int depth, size_t thoughts, size_t kept) {
    context_.Emit(StepDone{"thought " + std::to_string(depth) + " of " + std::to_string(depth_),
                           std::to_string(thoughts) + " new, " + std::to_string(kept) + " kept, " +
                               std::to_string(answers_.size()) + " complete"});
  }

  // What the depth limit has cut for length has had its try.
  std::vector<ThoughtState> Unfinished() const {
    std::vector<ThoughtState> states;
    for (const ThoughtState& state : loose_) {
      if (state.stop == StopReason::kEnd) states.push_back(state);
    }
    return states;
  }

  Answer Conclude() {
    if (answers_.empty() && !asker_.cut()) answers_ = source_.Finish(Unfinished(), 1);
    const bool complete = !answers_.empty();
    std::vector<ThoughtState> found = complete ? answers_ : loose_;
    if (values_.Compares() && complete && !asker_.cut()) values_.Value(found);
    SortByValue(found);  // 5.
    std::vector<Candidate> candidates;
    for (ThoughtState& state : found) {
      if (!complete && state.stop == StopReason::kEnd) {
        state.stop = asker_.cut().value_or(StopReason::kLength);
      }
      Candidate& candidate = candidates.emplace_back(source_.AsCandidate(state));
      candidate.score = state.value;
      const int number = static_cast<int>(candidates.size()) - 1;
      TellDone(context_, number, candidate);
      if (state.value) context_.Emit(Scored{number, "tree_of_thoughts", *state.value});
    }
    if (!complete && !asker_.cut()) context_.Warn("no line of thought reached an answer");
    return AnswerWith(std::move(candidates), -1);
  }

  const Settings& settings_;
  Context& context_;
  Asker asker_;
  ThoughtSource source_;
  ThoughtValues values_;
  int depth_;
  std::vector<ThoughtState> answers_;      // complete ones
  std::vector<ThoughtState> loose_;        // the best of the others
  std::map<std::string, int> thought_on_;  // dfs: states that were, and how deep
  int expanded_ = 0;
};

class TreeOfThoughts : public Method {
 public:
  explicit TreeOfThoughts(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    return Search(settings_, question, context).Run();
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  int Width() const override {
    const int from = settings_.search == ThoughtSearch::kBreadthFirst ? settings_.breadth : 1;
    const int states = from * settings_.k;
    if (settings_.value == ThoughtValue::kModel) return states * settings_.evaluations;
    return settings_.value == ThoughtValue::kVote ? std::max(states, settings_.evaluations)
                                                  : states;
  }

 private:
  Settings settings_;
};

}  // namespace

extern const MethodInfo tree_of_thoughts_method;
const MethodInfo tree_of_thoughts_method{
    .name = "tree_of_thoughts",
    .aliases = {"tot"},
    .summary = "a search through thoughts that the model thinks up and values",
    .paper = "Yao et al. 2023, arXiv 2305.10601",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<TreeOfThoughts>(
          ReadOptions<Settings>("method tree_of_thoughts", options));
    },
};

}  // namespace ponder
