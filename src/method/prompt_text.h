// The prompts that methods use: files of src/method/prompts/, compiled in.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// How a candidate is asked.
enum class PromptStyle {
  kPlain,    // the question as it is
  kFewShot,  // the same; worked examples before it, if any, reason (Wei et al. 2022)
  kCot,      // think step by step, answer after "####"
  kDraft,    // the same in drafts of five words
  kSteps,    // the same in short paragraphs, a step each
};

template <>
struct ChoiceNames<PromptStyle> {
  static constexpr std::pair<std::string_view, PromptStyle> kNames[] = {
      {"plain", PromptStyle::kPlain},
      {"few_shot", PromptStyle::kFewShot},
      {"cot", PromptStyle::kCot},
      {"draft", PromptStyle::kDraft},
      {"steps", PromptStyle::kSteps}};
};

inline constexpr std::string_view kPromptHelp = "how the question is put";

// prompts/NAME.en.txt or .ko.txt with its blanks filled. Throws kInternal when there is none.
std::string PromptText(std::string_view name, Language language,
                       const std::vector<std::pair<std::string_view, std::string>>& values = {});

// The form of worked examples that goes with a style.
constexpr ExampleStyle ExamplesOf(PromptStyle style) {
  if (style == PromptStyle::kPlain) return ExampleStyle::kAnswer;
  return style == PromptStyle::kDraft ? ExampleStyle::kDraft : ExampleStyle::kReasoning;
}

// The conversation with the last user turn replaced by `text`.
Prompt WithLastTurn(const Question& question, std::string text);

// Worked examples of drafts that methods put into their prompts.
inline constexpr int kDraftShots = 4;

// The conversation, its last turn put into the words of the style. `shots`: worked examples of
// kDraft (at most as many as the data has).
Prompt StyledPrompt(const Question& question, PromptStyle style, Language language, int shots = 0);

// What a short answer should look like for this kind of question ("a number", ...).
std::string AnswerForm(AnswerKind kind, Language language);

}  // namespace ponder
