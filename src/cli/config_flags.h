// The configuration as flags that the user did not have to give.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/config.h"

namespace ponder {

// Whether the command takes anything of the configuration.
bool TakesConfig(const std::string& command);

// After the command line was read: gives the command the flags that are configured and not given,
// and the files of models that are named in the configuration. Of two rivals (--method and
// --effort) the one of the higher layer stays: flag, environment, file. Throws kInvalidRequest.
void ApplyConfig(const Config& config, CLI::App& command);

}  // namespace ponder
