// An answer that grows step by step, and who makes its steps.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// Where a step ends.
enum class StepBorder { kBlankLine, kLine, kSentence, kTokens };

template <>
struct ChoiceNames<StepBorder> {
  static constexpr std::pair<std::string_view, StepBorder> kNames[] = {
      {"blank_line", StepBorder::kBlankLine},
      {"line", StepBorder::kLine},
      {"sentence", StepBorder::kSentence},
      {"tokens", StepBorder::kTokens}};
};

struct StepRules {
  StepBorder border = StepBorder::kBlankLine;
  // Longest step, in tokens: what is longer is cut there. 0: as long as the candidate may be; not
  // for kTokens.
  int step_tokens = 0;
  int max_steps = 40;  // the last of them goes on to the end of the answer
};

// What the model sees of a path. A note was put in by a method: the model did not say it, and it is
// no part of the answer.
struct PathPiece {
  Piece piece;
  bool note = false;
};

// Where a step ends in what a path said.
struct StepEnd {
  size_t text;    // bytes
  size_t tokens;  // those of the border included
  size_t pieces;
  int64_t generated;
};

struct Path {
  RandomStream random;            // its next step draws from Child(number of steps)
  Generation said;                // all steps in one; the text has the borders between them
  std::vector<PathPiece> pieces;  // the same and the notes between, to go on from
  std::vector<StepEnd> step_ends;
  std::vector<double> values;  // what the scorer said after each step; empty: nothing yet
  bool unrated = false;        // the scorer could not tell of the last step
  bool rated_by_step = false;  // it gave each step a score
  // What it comes to some steps further on, where that was looked at: its value until the scorer is
  // asked again.
  std::optional<double> ahead;
  std::optional<StopReason> end;  // none: it can go on

  bool open() const { return !end; }
  // Ended by the model or by a stop string of the request; not cut, cancelled or failed.
  bool finished() const { return end && IsComplete(*end); }
  bool SaysTheSame(const Path& other) const {
    return said.text == other.said.text && end == other.end;
  }
  // Token for token, notes included: whoever looks at it finds the same.
  bool IsCopyOf(const Path& other) const;
  size_t steps() const { return step_ends.size(); }
  std::string_view LastStep() const;
  // Copy number `index` of this path: says the same so far, draws other numbers from now on.
  Path Fork(uint64_t index) const;
  // Puts a note where the path stands.
  void Note(std::string text);
  // As it stood after so many steps (all of it where it has no more).
  Path CutTo(size_t steps) const;
};

class StepSource {
 public:
  // The question and the context outlive it.
  StepSource(const Question& question, Context& context, Prompt prompt, StepRules rules,
             ScorerNeeds needs);

  Path Root() const;
  // One more step for each of the paths that are open, in one batch. `greedy`: the most likely one.
  // In events path i is candidate i.
  void Extend(std::span<Path* const> paths, bool greedy = false);
  // The path as a candidate: what scorers and answers are made of. An open one reads as if it had
  // stopped at its last border.
  Candidate AsCandidate(const Path& path) const;
  // The conversation with the path so far as the model's turn, notes and all, and this as the next
  // of the user: only `text` is new to the engine.
  Prompt AskAbout(const Path& path, std::string text) const;

  const Question& question() const { return question_; }
  Context& context() const { return context_; }

 private:
  struct Open {  // a step that is being made
    Path* path;
    size_t slot;
    int64_t before;  // tokens the path had when it began
    int tries = 0;
  };
  GenerateRequest Request(const Open& open, bool greedy) const;
  // Takes in what was generated; true when the step goes on.
  bool Add(const Open& open, Generation generation) const;
  bool IsLast(const Path& path) const;
  bool IsOver(const Path& path) const;
  bool EndsHere(std::string_view step) const;

  const Question& question_;
  Context& context_;
  Prompt prompt_;
  StepRules rules_;
  ScorerNeeds needs_;
  std::vector<std::string> borders_;
  size_t told_ = 0;  // paths whose start was told
};

}  // namespace ponder
