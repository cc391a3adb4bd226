#include "attack/victim.h"

#include <map>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "attack/attack_text.h"
#include "attack/victims.h"
#include "ponder/error.h"

namespace ponder {
namespace {

// So many draws in a row that were there before mean that there are no others.
constexpr uint64_t kDraws = 1000;

// A registered task whose answers are numbers.
class TaskVictim : public FramedVictim {
 public:
  explicit TaskVictim(const TaskInfo& info) : info_(info) {}

  std::string Name() const override { return std::string(info_.name); }
  const Task& Judge() const override { return *info_.task; }

  std::vector<TaskItem> Problems(const ProblemSource& source) const override {
    std::vector<TaskItem> items = All(source);
    if (!items.empty() && items.front().kind != AnswerKind::kNumber) {
      throw Error(ErrorCode::kInvalidRequest,
                  "task " + Name() + " cannot be attacked: its answers are no numbers");
    }
    std::erase_if(items, [](const TaskItem& item) { return !SuitsNumberGoals(item.gold); });
    if (items.size() > static_cast<size_t>(source.count)) {
      items.resize(static_cast<size_t>(source.count));
    }
    for (TaskItem& item : items) {
      item.max_tokens = kAttackedTokens;
      item.stop.clear();  // replies may think first
    }
    return items;
  }

  std::vector<TaskItem> Shown(const ProblemSource& source) const override {
    return info_.generates ? Victim::Shown(source) : Sums().Shown(source);
  }

 private:
  // Some do not suit: there are more than asked for.
  std::vector<TaskItem> All(const ProblemSource& source) const {
    if (info_.published && !source.data.empty()) {
      return ReadPublished(info_, source.data);
    }
    const int spare = 8 + source.count / 2;
    return MakeItems(info_.name, source.seed, source.count + spare, -1, source.language);
  }

  const TaskInfo& info_;
};

}  // namespace

void FramedVictim::Put(const std::vector<std::string>& texts, const RandomStream&,
                       TaskItem& item) const {
  std::string framed(kFrameBegin);
  for (const std::string& text : texts) framed += "\n" + text;
  framed += "\n" + std::string(kFrameEnd) + "\n\n";
  item.question = framed + item.question;
  const std::string rule = AttackText("frame", item.language);
  item.instructions = item.instructions.empty() ? rule : rule + "\n" + item.instructions;
}

std::vector<TaskItem> Victim::Shown(const ProblemSource& source) const {
  ProblemSource other = source;
  other.seed = RandomStream(source.seed).Child("shown").key();
  other.data.clear();  // those of a published set are what is attacked
  return Problems(other);
}

const Task& Victim::Judge() const {
  static const Task plain{};
  return plain;
}

bool Victim::Fits(const Goal& goal) const {
  return (GetSeat() == Seat::kShop) == (goal.kind == GoalKind::kHalf);
}

bool SuitsNumberGoals(std::string_view gold) {
  for (const Goal& goal : Goals()) {
    if (goal.kind != GoalKind::kHalf && !WantedAnswer(goal, gold)) return false;
  }
  return true;
}

std::vector<TaskItem> MakeProblems(std::string_view name, const ProblemSource& source,
                                   const MakeProblem& make) {
  const RandomStream random = RandomStream(source.seed).Child("attacked").Child(name);
  std::vector<TaskItem> items;
  std::unordered_set<std::string> seen;
  uint64_t repeated = 0;
  for (uint64_t draw = 0; repeated < kDraws; ++draw) {
    if (items.size() == static_cast<size_t>(source.count)) break;
    TaskItem item = make(random.Child(draw));
    if (!SuitsNumberGoals(item.gold) || !seen.insert(item.question).second) {
      ++repeated;
      continue;
    }
    repeated = 0;
    item.id = "gen-" + std::string(LanguageCode(source.language)) + "-" +
              std::to_string(source.seed) + "-" + std::to_string(items.size());
    item.language = source.language;
    item.max_tokens = kAttackedTokens;
    items.push_back(std::move(item));
  }
  return items;
}

const Victim& FindVictim(std::string_view name) {
  for (const Victim* victim : {&Sums(), &Products(), &Page(), &StrictShop(), &LooseShop()}) {
    if (victim->Name() == name) return *victim;
  }
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<TaskVictim>, std::less<>> made;
  const TaskInfo& info = FindTask(name);
  std::lock_guard lock(mutex);
  std::unique_ptr<TaskVictim>& victim = made[std::string(info.name)];
  if (!victim) victim = std::make_unique<TaskVictim>(info);
  return *victim;
}

}  // namespace ponder
