// Theories in the manner of ProntoQA: rules about made-up kinds, a thing of one of them, and a
// claim about it that follows or does not.
#pragma once

#include <string>
#include <vector>

#include "ponder/language.h"
#include "task/draw.h"

namespace ponder {

struct Theory {
  std::vector<std::string> rules;  // sentences
  std::vector<std::string> chain;  // the proof: claim, rule, claim, ...
  std::string query;               // a sentence
  bool label = false;              // whether it holds
};

// `hops` rules, 1 to 5, lead from what the thing is to the claim. An unrelated kind has the
// opposite of the property in question, so that the property alone gives nothing away.
Theory DrawTheory(Draw& draw, size_t hops, Language language);

}  // namespace ponder
