// What a model is asked for its text, and what is made of its reply.
#include <algorithm>

#include "attack/attack_text.h"
#include "attack/attacked_task.h"
#include "text/scan.h"
#include "text/template.h"
#include "text/utf8.h"

namespace ponder {
namespace {

constexpr size_t kShownTries = 4;    // the last ones: more would fill the prompt
constexpr size_t kShownBytes = 300;  // of a text or an answer
constexpr size_t kTextBytes = 1000;  // of the adversary's text

std::string OneLine(std::string_view text, size_t bytes) {
  text = text.substr(0, CompleteUtf8Prefix(text.substr(0, bytes)));
  return scan::ReplaceAll(scan::Trim(text), "\n", " ");
}

// Mark and mark again: what is left when the first is gone must not be one either.
void TakeOut(std::string& text, std::string_view mark) {
  for (size_t at; (at = scan::Lower(text).find(mark)) != std::string::npos;) {
    text.erase(at, mark.size());
  }
}

std::string Blank(std::string_view mark) {  // "text" of "{text}"
  return std::string(mark.substr(1, mark.size() - 2));
}

}  // namespace

int AttackedTask::Tries(const TaskItem& item) const {
  return attack_.asks_model ? StrengthOf(item) : 0;
}

std::string AttackedTask::AskForText(const TaskItem& item,
                                     const std::vector<AttackTry>& earlier) const {
  const Language language = item.language;
  std::string failures;
  const size_t begin = earlier.size() - std::min(earlier.size(), kShownTries);
  for (size_t i = begin; i < earlier.size(); ++i) {
    failures += AttackText("red_team_failure", language,
                           {{"text", OneLine(earlier[i].text, kShownBytes)},
                            {"answer", OneLine(earlier[i].answer, kShownBytes)}});
  }
  const std::string shown = WithText(item, AttackText("red_team_place", language)).question;
  return AttackText(
      "red_team", language,
      {{"question", shown}, {"rule", GoalText(goal_, language)}, {"failures", failures}});
}

TaskItem AttackedTask::WithText(const TaskItem& item, const std::string& text) const {
  TaskItem with = item;
  with.question = FillTemplate(item.question, {{Blank(kTextMark), text}});
  return with;
}

std::string AttackedTask::ReadText(std::string_view reply) {
  reply = scan::Trim(reply);
  std::string text(reply.substr(0, CompleteUtf8Prefix(reply.substr(0, kTextBytes))));
  for (bool again = true; again;) {
    const size_t before = text.size();
    TakeOut(text, kFrameBegin);
    TakeOut(text, kFrameEnd);
    again = text.size() != before;
  }
  return text;
}

std::string AttackedTask::Fingerprint(const TaskItem& item) const {
  return Tries(item) == 0 ? "" : std::to_string(Tries(item)) + AskForText(item, {{"a", "b"}});
}

}  // namespace ponder
