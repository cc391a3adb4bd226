// The rows of a study, their prompts and their keys.
#include <algorithm>
#include <cstdio>
#include <unordered_set>

#include "attack/attacked_task.h"
#include "base/hash.h"
#include "eval/plan.h"
#include "ponder/random.h"

namespace ponder {
namespace {

// A hash of texts in a row, as 16 hex digits.
class TextHash {
 public:
  TextHash& Add(std::string_view text) {
    hash_ = Combine(hash_, HashText(text));
    return *this;
  }
  TextHash& Add(int64_t number) { return Add(std::to_string(number)); }
  std::string Hex() const {
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash_));
    return hex;
  }

 private:
  uint64_t hash_ = 0;
};

std::string HashMessages(const std::vector<Message>& messages) {
  TextHash hash;
  for (const Message& message : messages) hash.Add(message.role).Add(message.Text());
  return hash.Hex();
}

std::string ExampleReply(const Example& example, ExampleStyle style) {
  const std::string answer = "#### " + example.answer;
  if (style == ExampleStyle::kAnswer) return answer;
  const bool draft = style == ExampleStyle::kDraft && !example.draft.empty();
  const std::string& way = draft ? example.draft : example.reasoning;
  return way.empty() ? answer : way + "\n" + answer;
}

// All that determines what the row gives, and nothing else: not its place in the study, not what
// else runs.
std::string KeyOf(const EvalRow& row, const Study& study, const std::string& model,
                  const EngineInfo& engine) {
  TextHash hash;
  hash.Add(model).Add(engine.model).Add(engine.architecture).Add(engine.file_type);
  hash.Add(engine.parameters).Add(engine.file_bytes).Add(engine.chat_template);
  hash.Add(row.task->info->name).Add(row.item->id).Add(row.item->gold).Add(row.prompt_hash);
  for (const std::string& stop : row.item->stop) hash.Add(stop);
  hash.Add(row.method->Full()).Add(row.budget_tokens.value_or(-1)).Add(row.sample);
  hash.Add(std::to_string(row.seed)).Add(MaxTokens(study, *row.item));
  hash.Add(std::to_string(study.temperature)).Add(LanguageCode(study.language));
  if (row.effort != nullptr) hash.Add(row.effort->Label());
  if (!study.judge_model.empty()) hash.Add("judge").Add(study.judge_model);
  const AttackedTask* attacked = AsAttacked(*row.task->info);
  if (attacked && attacked->Tries(*row.item) > 0) {
    hash.Add(attacked->Fingerprint(*row.item)).Add(study.attacker_model);
  }
  return hash.Hex();
}

double WeightOf(const EvalRow& row, const Study& study) {
  const double most = 1.0 * MaxTokens(study, *row.item) * row.method->Candidates();
  const double once =
      row.budget_tokens ? std::min(most, static_cast<double>(*row.budget_tokens)) : most;
  const AttackedTask* attacked = AsAttacked(*row.task->info);
  return attacked ? once * std::max(1, attacked->Tries(*row.item)) : once;
}

// Whose random numbers an item has: those of its problem, so that attacks of different strength
// meet the same chances, and more tries begin with the same ones.
std::string ChancesOf(const PlannedTask& task, const TaskItem& item) {
  return AsAttacked(*task.info) ? AttackedTask::ProblemOf(item.id) : item.id;
}

// Calls `add` for the rows of all methods and efforts on one item.
template <class Add>
void ForEachMethod(const Study& study, EvalRow row, bool thinks, Add add) {
  for (const MethodSpec& method : study.methods) {
    row.method = &method;
    add(row);
  }
  for (const EffortSpec& effort : study.efforts) {
    row.method = &effort.For(row.item->kind, thinks);
    row.effort = &effort;
    add(row);
  }
}

// Calls `add` for all rows.
template <class Add>
void ForEachRow(const Study& study, const StudyPlan& plan, bool thinks, Add add) {
  const RandomStream random = RandomStream(study.seed).Child("eval");
  for (const PlannedTask& task : plan.tasks) {
    const RandomStream of_task = random.Child(task.info->name);
    for (const TaskItem& item : task.items) {
      for (int sample = 0; sample < study.samples; ++sample) {
        const RandomStream own =
            of_task.Child(ChancesOf(task, item)).Child(static_cast<uint64_t>(sample));
        for (const std::optional<int64_t>& budget : study.budgets) {
          EvalRow row{.task = &task, .item = &item, .budget_tokens = budget, .sample = sample};
          row.seed = own.key();
          ForEachMethod(study, row, thinks, add);
        }
      }
    }
  }
}

}  // namespace

std::vector<Message> MakeMessages(const PlannedTask& task, const TaskItem& item,
                                  ExampleStyle style) {
  std::vector<Message> messages;
  if (!item.instructions.empty()) messages.emplace_back("system", item.instructions);
  for (const Example& example : task.examples) {
    if (example.question == item.question) continue;  // it would give the answer away
    messages.emplace_back("user", example.question);
    messages.emplace_back("assistant", ExampleReply(example, style));
  }
  messages.emplace_back("user", item.question);
  return messages;
}

std::vector<EvalRow> MakeRows(const Study& study, const StudyPlan& plan, const std::string& model,
                              const EngineInfo& engine) {
  std::vector<EvalRow> rows;
  std::unordered_set<std::string> seen;
  ForEachRow(study, plan, MarksThinking(engine.chat_template), [&](EvalRow row) {
    row.prompt_hash = HashMessages(MakeMessages(*row.task, *row.item, row.method->examples));
    row.key = KeyOf(row, study, model, engine);
    row.weight = WeightOf(row, study);
    if (seen.insert(row.key).second) rows.push_back(std::move(row));
  });
  std::stable_sort(rows.begin(), rows.end(),
                   [](const EvalRow& a, const EvalRow& b) { return a.weight > b.weight; });
  return rows;
}

}  // namespace ponder
