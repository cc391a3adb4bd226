// A command of the program.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "cli/console.h"

namespace ponder {

// What the program exits with.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kInterrupted = 130;

// Life of one: AddFlags, then the command line is read, then Check, then Run.
class Command {
 public:
  virtual ~Command() = default;
  virtual std::string_view Name() const = 0;
  virtual std::string_view Summary() const = 0;
  virtual void AddFlags(CLI::App& app) = 0;
  // What can be found wrong before a model is loaded; throws kInvalidRequest or kNotFound.
  virtual void Check() {}
  // The exit code.
  virtual int Run(Console& console) = 0;
};

std::unique_ptr<Command> MakeAsk();
std::unique_ptr<Command> MakeChat();
std::unique_ptr<Command> MakeDemo();
std::unique_ptr<Command> MakeServe();
std::unique_ptr<Command> MakeEval();
std::unique_ptr<Command> MakeCost();
std::unique_ptr<Command> MakeTrain();
std::unique_ptr<Command> MakeTasks();
std::unique_ptr<Command> MakeMethods();
std::unique_ptr<Command> MakeScorers();
std::unique_ptr<Command> MakeModels();
std::unique_ptr<Command> MakeConfig();
std::unique_ptr<Command> MakeVersion();
std::unique_ptr<Command> MakeCompletion();

// Every command, in the order of the help text.
std::vector<std::unique_ptr<Command>> MakeCommands();

}  // namespace ponder
