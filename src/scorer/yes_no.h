// A question that a model answers with Yes or No, read from the probabilities of one token.
#pragma once

#include <optional>

#include "ponder/engine.h"

namespace ponder {

// Makes the request one for a single token with the alternatives that ChanceOfYes reads.
void AskYesNo(GenerateRequest& request);

// P(Yes) / (P(Yes) + P(No)) at the first token of a reply, whatever its case and the space in front
// of it, or, without alternatives, what the reply says; nullopt when it says neither.
std::optional<double> ChanceOfYes(const Engine& engine, const Generation& reply);

}  // namespace ponder
