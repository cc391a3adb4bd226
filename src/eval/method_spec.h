// Methods as a study names them: "NAME[:key=value,...][@SCORER[:key=value,...]]".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {

struct MethodSpec {
  std::string method;    // registry name
  OptionValues options;  // in force, defaults included
  std::string scorer;    // registry name; "": the method's default, or none
  OptionValues scorer_options;
  ExampleStyle examples = ExampleStyle::kReasoning;
  int width = 1;  // Method::Width
  int held = 0;   // Method::Held

  // The shortest text that means the same: registry names, options that differ from their
  // defaults in the order of the registry.
  std::string Normal() const;
  // Everything that determines what it does.
  std::string Full() const;
  // Candidates that it is likely to sample: its option n, else 1.
  int Candidates() const;
};

// Checked against the registries. Throws kInvalidRequest or kNotFound.
MethodSpec ParseMethodSpec(std::string_view text);

// Specs in a row, parted by commas. A comma also parts options, so: what follows a comma is an
// option of the spec before it where it has a "=" before any ":" or "@", else a new spec.
// "self_consistency:n=5,stop=beta,direct" is two of them.
std::vector<MethodSpec> ParseMethodList(std::string_view text);

// "judge:scale=grade,probe": scorers with their options, parted by commas as methods are. The names
// are those of the registry afterwards. Checked and thrown as above.
std::vector<ScorerChoice> ParseScorerList(std::string_view text);
std::string ScorerText(const ScorerChoice& choice);

}  // namespace ponder
