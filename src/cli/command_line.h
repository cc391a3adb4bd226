// The command line as a whole: which command, with which flags.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"

namespace ponder {

class CommandLine {
 public:
  CommandLine();

  // `args` without the program's name. Returns the command to run; null when all is said already
  // (help was printed to `console.out`). Throws Error kInvalidRequest or kNotFound, one line.
  Command* Parse(const std::vector<std::string>& args, Console& console);

  CLI::App& app() { return app_; }

 private:
  void CheckCommandName(const std::vector<std::string>& args) const;

  CLI::App app_;
  std::vector<std::unique_ptr<Command>> commands_;
  std::string config_file_;  // of --config
};

// Parses and runs; errors become one line on `console.err` and an exit code.
int RunCommandLine(const std::vector<std::string>& args, Console& console);

}  // namespace ponder
