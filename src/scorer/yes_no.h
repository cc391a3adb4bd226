// A question that a model answers with Yes or No, read from the probabilities of one token.
#pragma once

#include <optional>

#include "ponder/engine.h"

namespace ponder {

// Makes the request one for a single token with the alternatives that ChanceOfYes reads.
void AskYesNo(GenerateRequest& request);

// P(Yes) / (P(Yes) + P(No)) of the first token, whatever its case and the space in front of it;
// nullopt where neither is among the alternatives.
std::optional<double> ChanceOfYes(const Engine& engine, const Generation& reply);

}  // namespace ponder
