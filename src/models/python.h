// Runs the compiled-in scripts/fetch.py in a python3 of its own.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace ponder {

// Runs fetch.py with these arguments; on_line gets each line that it prints, on stdout and stderr
// alike. Returns its exit code (128 + n if signal n ended it); 130 if `stop` did. Error
// kUnavailable if there is no python3.
int RunFetchScript(const std::vector<std::string>& arguments,
                   const std::function<void(const std::string&)>& on_line,
                   const std::stop_token& stop);

}  // namespace ponder
