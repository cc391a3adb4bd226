// The world of a question that has states: what can be done in each, and what comes of it. Search
// methods then walk from state to state; without a world, a state is the text so far.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

// States and actions are texts, in the words that the question itself uses: they go into prompts as
// they are, and equal texts are equal states. Thread-safe; never throws for what a model says.
class WorldModel {
 public:
  virtual ~WorldModel() = default;

  virtual std::string Start() const = 0;
  // Every action that is possible in a state, in a fixed order; empty at a dead end.
  virtual std::vector<std::string> Actions(std::string_view state) const = 0;
  // The state after an action, as a model may word it; nullopt when it is not possible.
  virtual std::optional<std::string> Next(std::string_view state,
                                          std::string_view action) const = 0;
  virtual bool IsGoal(std::string_view state) const = 0;
  // How near a state is to the goal, 0 to 1, as far as it can be told without a search: the share
  // of goals that are met. 1 at the goal.
  virtual double Progress(std::string_view state) const = 0;
  // Actions that always suffice where the goal can be reached at all.
  virtual int Depth() const = 0;
  // The reply that says these actions, as the question asks for it.
  virtual std::string Reply(std::span<const std::string> actions) const = 0;
};

}  // namespace ponder
