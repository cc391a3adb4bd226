#include "ponder/method.h"
#include "ponder/scorer.h"
#include "text/answer.h"

namespace ponder {

const ScorerInfo& FindScorer(std::string_view name) {
  const std::string wanted = NormalName(name);
  std::vector<std::string> known;
  std::string list;
  for (const ScorerInfo* info : Scorers()) {
    if (info->name == wanted) return *info;
    known.push_back(info->name);
    list += " " + info->name;
  }
  const std::string near = NearestName(wanted, known);
  throw Error(ErrorCode::kNotFound,
              "no scorer \"" + std::string(name) + "\"; " +
                  (near.empty() ? "there are" + list : "did you mean " + near + "?"));
}

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kPolicy:
      return "policy";
    case Role::kJudge:
      return "judge";
  }
  return "policy";
}

std::string Question::Text() const {
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (message->role == "user") return message->Text();
  }
  return "";
}

Prompt Question::Chat(std::vector<Message> turns) const {
  Prompt prompt = Prompt::Chat(std::move(turns));
  prompt.template_arguments = template_arguments;
  return prompt;
}

std::optional<std::string> Question::ReadAnswer(std::string_view reply) const {
  return reader ? reader->Extract(reply) : ExtractAnswer(reply, kind);
}

std::string Question::VoteKey(std::string_view answer) const {
  return reader ? reader->VoteKey(answer) : CanonicalAnswer(answer, kind);
}

}  // namespace ponder
