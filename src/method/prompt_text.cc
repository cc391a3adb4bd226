#include "method/prompt_text.h"

#include "embedded/prompts.h"
#include "text/template.h"

namespace ponder {
namespace {

constexpr std::string_view kShotBreak = "\n---\n";

// The first `count` worked examples of a file that keeps them apart by "---" lines.
std::string Shots(std::string_view name, Language language, int count) {
  std::string text = PromptText(name, language);
  size_t end = 0;
  std::string shots;
  for (int i = 0; i < count && end < text.size(); ++i) {
    const size_t next = text.find(kShotBreak, end);
    shots += text.substr(end, next - end) + "\n\n";
    end = next == std::string::npos ? text.size() : next + kShotBreak.size();
  }
  return shots;
}

}  // namespace

std::string PromptText(std::string_view name, Language language,
                       const std::vector<std::pair<std::string_view, std::string>>& values) {
  const char* suffix = language == Language::kKorean ? ".ko.txt" : ".en.txt";
  const std::string file = "prompts/" + std::string(name) + suffix;
  const std::string_view text = embedded::prompts::Get(file);
  if (text.empty()) throw Error(ErrorCode::kInternal, "no prompt " + file);
  return FillTemplate(text, values);
}

Prompt WithLastTurn(const Question& question, std::string text) {
  std::vector<Message> turns = question.messages;
  for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn) {
    if (turn->role != "user") continue;
    turn->content = {Piece{std::move(text), {}, 0}};
    break;
  }
  return question.Chat(std::move(turns));
}

Prompt StyledPrompt(const Question& question, PromptStyle style, Language language, int shots) {
  if (style == PromptStyle::kPlain || style == PromptStyle::kFewShot) {
    return question.Chat(question.messages);
  }
  const std::string form = AnswerForm(question.kind, language);
  if (style != PromptStyle::kDraft) {
    const char* name = style == PromptStyle::kCot ? "chain_of_thought" : "steps";
    return WithLastTurn(
        question, PromptText(name, language, {{"question", question.Text()}, {"form", form}}));
  }
  return WithLastTurn(question,
                      PromptText("chain_of_draft", language,
                                 {{"question", question.Text()},
                                  {"form", form},
                                  {"shots", Shots("chain_of_draft_shots", language, shots)}}));
}

std::string AnswerForm(AnswerKind kind, Language language) {
  switch (kind) {
    case AnswerKind::kNumber:
      return PromptText("form_number", language);
    case AnswerKind::kChoice:
      return PromptText("form_choice", language);
    case AnswerKind::kYesNo:
      return PromptText("form_yes_no", language);
    case AnswerKind::kDate:
      return PromptText("form_date", language);
    case AnswerKind::kAuto:
    case AnswerKind::kMath:
    case AnswerKind::kText:
    case AnswerKind::kCode:
      return PromptText("form_any", language);
  }
  return PromptText("form_any", language);
}

}  // namespace ponder
