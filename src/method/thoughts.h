// Thoughts as tree_of_thoughts makes them: a state, the thoughts that led there, and those that may
// come next.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/method.h"
#include "search/asker.h"

namespace ponder {

enum class ThoughtKind { kAuto, kPropose, kSample, kMoves };

template <>
struct ChoiceNames<ThoughtKind> {
  static constexpr std::pair<std::string_view, ThoughtKind> kNames[] = {
      {"auto", ThoughtKind::kAuto},
      {"propose", ThoughtKind::kPropose},
      {"sample", ThoughtKind::kSample},
      {"moves", ThoughtKind::kMoves}};
};

struct ThoughtState {
  std::string text;                   // what equal states have in common
  std::vector<std::string> thoughts;  // from the start to here
  std::optional<double> value;        // none: not valued yet
  int64_t tokens = 0;                 // generated for these thoughts
  bool done = false;                  // complete: the goal is reached, or the answer given
  StopReason stop = StopReason::kEnd;
};

class ThoughtSource {
 public:
  struct Rules {
    ThoughtKind kind = ThoughtKind::kAuto;
    int count = 5;  // thoughts asked for in each state
    int thought_tokens = 100;
  };

  // The question, the context and the asker outlive it. Throws kInvalidRequest when these thoughts
  // need a world and the question has none.
  ThoughtSource(const Question& question, Context& context, Asker& asker, Rules rules);

  ThoughtState Start() const;
  // The states one thought after these, in order, asked for in one batch. Thoughts that cannot be
  // carried out are dropped; so is a state that is in `seen`, which takes up the new ones.
  std::vector<ThoughtState> Next(std::span<const ThoughtState> states, std::set<std::string>& seen);
  // The same with the rest of the solution as the thought, `each` times a state; with a world there
  // is none.
  std::vector<ThoughtState> Finish(std::span<const ThoughtState> states, int each);
  // How many thoughts of a state are asked for one by one.
  int Each() const { return Lists() ? 1 : rules_.count; }

  // How a prompt tells of a state.
  std::string Told(const ThoughtState& state) const;
  // A prompt of src/method/prompts with question, state and form filled in; `more`: other blanks.
  std::string Text(std::string_view prompt, const ThoughtState& state,
                   std::vector<std::pair<std::string_view, std::string>> more = {}) const;
  // The state as an answer; with a world the reply that says its actions.
  Candidate AsCandidate(const ThoughtState& state) const;
  const WorldModel* world() const { return question_.world.get(); }

 private:
  bool Lists() const { return rules_.kind == ThoughtKind::kPropose; }
  GenerateRequest Request(const ThoughtState& state) const;
  std::vector<std::string> Read(const ThoughtState& state, const AskedReply& reply) const;
  void Add(const ThoughtState& from, const std::string& thought, const AskedReply& reply,
           std::set<std::string>& seen, std::vector<ThoughtState>& next) const;
  std::vector<ThoughtState> Moves(std::span<const ThoughtState> states,
                                  std::set<std::string>& seen) const;

  const Question& question_;
  Context& context_;
  Asker& asker_;
  Rules rules_;
};

}  // namespace ponder
