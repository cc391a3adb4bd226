// A user's command as a checker of answers.
#pragma once

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace ponder {

struct CommandOutcome {
  bool finished = false;  // false: the time was up, or it was stopped; all it started is ended
  int exit_code = 0;      // 128 + n when signal n ended it
  std::string output;     // the first 64 KiB of its standard output
};

// Runs `command` in a shell (/bin/sh -c) with `input` as its standard input and `environment`
// (name, value) beside ours. Its standard error is ours. Throws kUnavailable when no process can be
// made.
CommandOutcome RunCommand(const std::string& command, const std::string& input,
                          const std::vector<std::pair<std::string, std::string>>& environment,
                          double seconds, const std::stop_token& stop);

}  // namespace ponder
