// Completion scripts for shells, made from the command line itself and the registries.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace ponder {

std::string BashCompletion(const CLI::App& app);
std::string ZshCompletion(const CLI::App& app);

}  // namespace ponder
