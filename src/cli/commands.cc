#include "cli/command.h"

namespace ponder {

std::vector<std::unique_ptr<Command>> MakeCommands() {
  std::vector<std::unique_ptr<Command>> commands;
  for (auto make :
       {MakeAsk, MakeChat, MakeDemo, MakeServe, MakeEval, MakeCost, MakeTrain, MakeTasks,
        MakeMethods, MakeScorers, MakeModels, MakeConfig, MakeVersion, MakeCompletion}) {
    commands.push_back(make());
  }
  return commands;
}

}  // namespace ponder
