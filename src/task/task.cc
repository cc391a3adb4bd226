#include "task/task.h"

#include "ponder/error.h"
#include "ponder/options.h"
#include "text/answer.h"
#include "text/utf8.h"

namespace ponder {
namespace {

// At most this much of a model's words goes into a reason.
constexpr size_t kShown = 80;

std::string Shown(std::string_view answer) {
  std::string shown(answer.substr(0, CompleteUtf8Prefix(answer.substr(0, kShown))));
  for (char& c : shown) c = c == '\n' || c == '\r' ? ' ' : c;
  return '"' + shown + (shown.size() < answer.size() ? "...\"" : "\"");
}

}  // namespace

TaskItem Task::Make(const RandomStream&, int, Language) const {
  throw Error(ErrorCode::kUnsupported, "this task makes no questions; it reads a published set");
}

std::vector<TaskItem> Task::Read(const std::filesystem::path& file) const {
  throw Error(ErrorCode::kUnsupported,
              file.string() + ": this task reads no set; it makes its questions");
}

std::optional<std::string> Task::Solve(const TaskItem&) const { return std::nullopt; }

std::optional<std::string> Task::Extract(const TaskItem& item, std::string_view reply) const {
  return ExtractAnswer(reply, item.kind);
}

std::string Task::VoteKey(const TaskItem& item, std::string_view answer) const {
  return CanonicalAnswer(answer, item.kind);
}

Verdict Task::Check(const TaskItem& item, std::string_view answer) const {
  if (AnswersEqual(answer, item.gold, item.kind)) return {true, ""};
  return {false, Shown(answer) + " instead of " + Shown(item.gold)};
}

std::shared_ptr<const WorldModel> Task::World(const TaskItem&) const { return nullptr; }

Verdict Task::CheckReply(const TaskItem& item, std::string_view reply) const {
  const std::optional<std::string> answer = Extract(item, reply);
  if (answer) return Check(item, *answer);
  Verdict none = Check(item, "");  // with the scores, all of them lowest
  none.right = false;
  none.reason = "no answer in the reply";
  return none;
}

const TaskInfo& FindTask(std::string_view name) {
  const std::string wanted = NormalName(name);
  std::vector<std::string> known;
  for (const TaskInfo* info : Tasks()) {
    if (info->name == wanted) return *info;
    known.emplace_back(info->name);
  }
  std::string message = "unknown task \"" + std::string(name.substr(0, 60)) + "\"";
  const std::string nearest = NearestName(wanted, known);
  if (!nearest.empty()) {
    message += "; did you mean " + nearest + "?";
  } else {
    message += "; there are";
    for (const std::string& other : known) message += " " + other;
  }
  throw Error(ErrorCode::kNotFound, message);
}

}  // namespace ponder
