// Logic in the sentences of ProntoQA: "Every cat is a feline.", "Cats are not herbivorous.",
// "Alex is a cat.", their Korean counterparts, and what follows from them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

// "Every <subject> is (not) <predicate>", or of a single one: "<subject> is (not) <predicate>".
// Words are in one form for singular and plural, which is not always a word.
struct Claim {
  std::string subject;
  bool positive = true;
  std::string predicate;
  bool about_all = false;

  Claim Opposite() const { return {subject, !positive, predicate, about_all}; }
  friend auto operator<=>(const Claim&, const Claim&) = default;
};

// Words like "So" or "Therefore," at the beginning are passed over. nullopt for other sentences.
// Korean: "모든 a는 b이다", "a는 모두 b가 아니다", "a는 c다", "a는 c지 않다".
std::optional<Claim> ReadClaim(std::string_view sentence);

// What a question states, and its query.
struct Ontology {
  std::set<Claim> axioms;
  Claim query;

  // From "<sentences> True or false: <sentence>" or its Korean counterpart; nullopt when a sentence
  // is of another form.
  static std::optional<Ontology> Read(std::string_view question);

  // Claims about single ones that follow from the axioms.
  std::set<Claim> Closure() const;
  // Whether the query follows, or its opposite; nullopt when neither does.
  std::optional<bool> Label() const;
  // One step: some rule turns one of `known` into `claim`.
  bool Follows(const Claim& claim, const std::set<Claim>& known) const;
  // What is wrong with a proof, or "": every claim in it about things of the question is an axiom
  // or follows in one step from axioms and the claims before it, and the last one settles the
  // query.
  std::string ProofError(const std::vector<std::string>& sentences) const;
};

}  // namespace ponder
