// An engine whose prompts carry arguments for the model's chat template.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "ponder/engine.h"

namespace ponder {

// The engine itself where there are none. Values are JSON texts. What a prompt has of its own goes
// before `arguments`.
std::shared_ptr<Engine> WithTemplateArguments(std::shared_ptr<Engine> engine,
                                              std::map<std::string, std::string> arguments);

}  // namespace ponder
