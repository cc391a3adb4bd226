#include "eval/attack_row.h"

#include "attack/attacked_task.h"
#include "eval/run_row.h"

namespace ponder {
namespace {

constexpr int kTextTokens = 160;  // of the attacker's reply

// The attacker is told everything in one turn, and answers once: what it costs is its own.
Request AskAttacker(const Study& study, const std::string& prompt, const RandomStream& random) {
  Request request;
  request.messages.emplace_back("user", prompt);
  request.seed = random.Child("attacker").key();
  request.sampling.temperature = study.temperature;
  request.max_tokens = kTextTokens;
  request.kind = AnswerKind::kText;
  request.language = study.language;
  return request;
}

Request AskDefender(const Study& study, const EvalRow& row, const TaskItem& item,
                    const RandomStream& random) {
  Request request = MakeRequest(study, row);
  request.messages = MakeMessages(*row.task, item, row.method->examples);
  request.seed = random.Child("defender").key();
  return request;
}

bool Succeeded(const EvalRecord& record) {
  for (const auto& [name, value] : record.scores) {
    if (name == kAttackScore) return value > 0;
  }
  return false;
}

// The defender's costs of the tries before.
void AddCosts(const EvalRecord& before, EvalRecord& record) {
  record.usage += before.usage;
  for (const auto& [role, usage] : before.usage_by_role) record.usage_by_role[role] += usage;
  record.seconds.total += before.seconds.total;
  record.seconds.engine += before.seconds.engine;
  record.seconds.first_token = before.seconds.first_token;
}

}  // namespace

bool IsAttackInLoop(const EvalRow& row) {
  const AttackedTask* attacked = AsAttacked(*row.task->info);
  return attacked && attacked->Tries(*row.item) > 0;
}

EvalRecord RunAttackInLoop(const Study& study, const std::string& model, const EvalRow& row,
                           Runner& defender, Runner& attacker, std::stop_token stop) {
  const AttackedTask& attacked = *AsAttacked(*row.task->info);
  const RandomStream random = RandomStream(row.seed).Child("tries");
  std::vector<AttackTry> tries;
  Usage attacker_usage;
  EvalRecord record;
  for (int i = 0; i < attacked.Tries(*row.item) && !stop.stop_requested(); ++i) {
    const RandomStream own = random.Child(static_cast<uint64_t>(i));
    const RunResult said =
        attacker.Run(AskAttacker(study, attacked.AskForText(*row.item, tries), own), nullptr, stop);
    attacker_usage += said.usage;
    tries.push_back({AttackedTask::ReadText(said.answer.text), ""});
    const TaskItem item = attacked.WithText(*row.item, tries.back().text);
    const EvalRecord before = std::move(record);
    record = MakeRecord(study, model, row,
                        defender.Run(AskDefender(study, row, item, own), nullptr, stop));
    if (i > 0) AddCosts(before, record);
    record.question = item.question;
    record.scores.emplace_back(kTriesScore, i + 1);
    tries.back().answer = record.text;
    if (Succeeded(record)) break;
  }
  record.usage_by_role["attacker"] = attacker_usage;
  return record;
}

}  // namespace ponder
