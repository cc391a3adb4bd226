// Batches of prompts of which some may be longer than the model's context.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// Whether the engine can run this prompt. Renders it.
bool FitsContext(const Engine& engine, const Prompt& prompt);

// As Engine::Generate, which refuses a whole batch when one of its prompts is too long: here that
// one comes back without text, stopped by kContextFull, and the others run. For searches, where a
// candidate that has no room left is no reason to lose the rest. Where the engine only estimates
// lengths and refuses all the same, all come back so.
std::vector<Generation> GenerateWhatFits(Engine& engine, std::span<const GenerateRequest> requests,
                                         std::stop_token stop);

}  // namespace ponder
