#include "task/blocks_pddl.h"

#include <algorithm>
#include <array>

#include "task/blocks_prompt.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

// The object that a PDDL name stands for.
int ObjectNamed(const Row& row, std::string_view field, const std::string& name,
                const std::vector<std::string>& objects) {
  const auto found = std::find(objects.begin(), objects.end(), name);
  if (found == objects.end()) row.Refuse(field, "only blocks of the question, not " + name);
  return static_cast<int>(found - objects.begin());
}

// The names a to l are colours by the published code; other names get the colours in turn.
BlockNames NamesOf(const std::vector<std::string>& objects) {
  BlockNames names;
  for (size_t i = 0; i < objects.size(); ++i) names.push_back(static_cast<int>(i));
  const bool letters = std::all_of(objects.begin(), objects.end(), [](const std::string& name) {
    return name.size() == 1 && name[0] >= 'a' && name[0] < 'a' + kBlockColours;
  });
  for (size_t i = 0; letters && i < objects.size(); ++i) names[i] = objects[i][0] - 'a';
  return names;
}

BlocksState ReadState(const Row& row) {
  const std::vector<std::string> objects = row.Texts("objects");
  BlocksState state{static_cast<int>(objects.size()), {}};
  state.under.fill(kOnTable);
  for (const std::string& fact : row.Texts("init")) {
    const std::vector<std::string> words = Words(fact);
    const size_t wanted = words.empty()             ? 0
                          : words[0] == "handempty" ? 1
                          : words[0] == "on"        ? 3
                                                    : 2;
    if (words.size() != wanted || wanted == 0) row.Refuse("init", "\"on a b\" and such facts");
    if (words[0] == "holding" || words[0] == "on") {
      const auto block = static_cast<size_t>(ObjectNamed(row, "init", words[1], objects));
      state.under[block] = words[0] == "on"
                               ? static_cast<int8_t>(ObjectNamed(row, "init", words[2], objects))
                               : kInHand;
    }
  }
  return state;
}

BlocksGoal ReadGoal(const Row& row) {
  const std::vector<std::string> objects = row.Texts("objects");
  BlocksGoal goal;
  for (const std::string& fact : row.Texts("goal")) {
    const std::vector<std::string> words = Words(fact);
    if (words.size() != 3 || words[0] != "on") row.Refuse("goal", "facts \"on a b\"");
    goal.emplace_back(ObjectNamed(row, "goal", words[1], objects),
                      ObjectNamed(row, "goal", words[2], objects));
  }
  return goal;
}

// "(stack a b)" and such, without brackets.
BlocksPlan PlanOf(const Row& row, std::string_view field, const std::vector<std::string>& actions,
                  const std::vector<std::string>& objects) {
  BlocksPlan plan;
  constexpr std::array<std::string_view, 4> kVerbs = {"pick-up", "put-down", "stack", "unstack"};
  for (const std::string& text : actions) {
    const std::vector<std::string> words = Words(text);
    const auto* verb =
        words.empty() ? kVerbs.end() : std::find(kVerbs.begin(), kVerbs.end(), words[0]);
    const auto kind = static_cast<BlocksAction::Kind>(verb - kVerbs.begin());
    const size_t wanted = verb - kVerbs.begin() < 2 ? 2 : 3;
    if (verb == kVerbs.end() || words.size() != wanted) {
      row.Refuse(field, "\"stack a b\" and such");
    }
    plan.push_back({kind, ObjectNamed(row, field, words[1], objects),
                    wanted == 3 ? ObjectNamed(row, field, words[2], objects) : -1});
  }
  return plan;
}

}  // namespace

BlocksProblem ReadBlocksProblem(const Row& row) {
  if (row.Has("query")) return ReadBlocksPrompt(row);
  const std::vector<std::string> objects = row.Texts("objects");
  if (objects.empty() || objects.size() > kMaxBlocks) row.Refuse("objects", "1 to 15 blocks");
  return {ReadState(row), ReadGoal(row), NamesOf(objects)};
}

std::optional<BlocksPlan> ReadBlocksPlan(const Row& row, const BlockNames& names) {
  if (row.Has("plan")) return PlanOf(row, "plan", row.Texts("plan"), row.Texts("objects"));
  constexpr std::string_view kPlan = "ground_truth_plan";
  if (!row.Has(kPlan)) return std::nullopt;
  std::vector<std::string> colours, actions;
  for (const int name : names) colours.emplace_back(BlockColour(name, Language::kEnglish));
  const std::string bare = scan::ReplaceAll(row.Text(kPlan), "(", "");
  for (std::string& action : Split(scan::ReplaceAll(bare, ")", ""), "\n")) {
    if (!action.empty()) actions.push_back(std::move(action));
  }
  return PlanOf(row, kPlan, actions, colours);
}

}  // namespace ponder
