#include "task/blocksworld_world.h"

#include <algorithm>

#include "text/action_line.h"

namespace ponder {
namespace {

class BlocksWorld : public WorldModel {
 public:
  BlocksWorld(BlocksProblem problem, Language language)
      : problem_(std::move(problem)), language_(language) {}

  std::string Start() const override { return Text(problem_.start); }

  std::vector<std::string> Actions(std::string_view text) const override {
    std::vector<std::string> actions;
    const auto state = Read(text);
    if (!state) return actions;
    for (const BlocksAction& action : ponder::Actions(*state)) {
      actions.push_back(Describe(action, problem_.names, language_));
    }
    return actions;
  }

  std::optional<std::string> Next(std::string_view text, std::string_view said) const override {
    const auto state = Read(text);
    const auto action = state ? Find(*state, said) : std::nullopt;
    if (!action) return std::nullopt;
    return Text(Apply(*state, *action));
  }

  bool IsGoal(std::string_view text) const override {
    const auto state = Read(text);
    return state && ponder::IsGoal(*state, problem_.goal);
  }

  double Progress(std::string_view text) const override {
    const auto state = Read(text);
    if (!state) return 0;
    const auto met = std::count_if(problem_.goal.begin(), problem_.goal.end(), [&](auto& fact) {
      return state->under[static_cast<size_t>(fact.first)] == fact.second;
    });
    if (problem_.goal.empty()) return 1;
    return static_cast<double>(met) / static_cast<double>(problem_.goal.size());
  }

  // Every block to the table, then those that belong on others onto them.
  int Depth() const override {
    int depth = 2 * static_cast<int>(problem_.goal.size());
    for (int block = 0; block < problem_.start.count; ++block) {
      const int8_t under = problem_.start.under[static_cast<size_t>(block)];
      depth += under == kOnTable ? 0 : under == kInHand ? 1 : 2;
    }
    return depth;
  }

  std::string Reply(std::span<const std::string> actions) const override {
    BlocksState state = problem_.start;
    BlocksPlan plan;
    for (const std::string& said : actions) {
      const auto action = Find(state, said);
      if (!action) break;
      plan.push_back(*action);
      state = Apply(state, *action);
    }
    return "#### " + Describe(plan, problem_.names, language_);
  }

 private:
  std::string Text(const BlocksState& state) const {
    return Describe(state, problem_.names, language_);
  }

  // nullopt when the text is no state.
  std::optional<BlocksState> Read(std::string_view text) const {
    BlocksState state{problem_.start.count, {}};
    const auto says = [&](int block, int under) {
      return text.find(BlockFact(block, static_cast<int8_t>(under), problem_.names, language_)) !=
             std::string_view::npos;
    };
    for (int block = 0; block < state.count; ++block) {
      int under = kInHand;
      while (under < state.count && (under == block || !says(block, under))) ++under;
      if (under == state.count) return std::nullopt;
      state.under[static_cast<size_t>(block)] = static_cast<int8_t>(under);
    }
    return state;
  }

  // The one action that a line names, where it can be done.
  std::optional<BlocksAction> Find(const BlocksState& state, std::string_view said) const {
    const BlocksPlan plan = ReadPlan(ActionLine(said), problem_.names);
    if (plan.size() != 1 || FaultOf(state, plan[0]) != BlocksFault::kNone) return std::nullopt;
    return plan[0];
  }

  BlocksProblem problem_;
  Language language_;
};

}  // namespace

std::shared_ptr<const WorldModel> MakeBlocksWorld(BlocksProblem problem, Language language) {
  return std::make_shared<BlocksWorld>(std::move(problem), language);
}

}  // namespace ponder
