#include "task/ontology.h"

#include <algorithm>

#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

// One form for singular and plural: "cats" and "cat", "butterflies" and "butterfly". Adjectives in
// -s lose it everywhere, which does no harm.
std::string OneForm(std::string_view words) {
  std::string form = scan::Lower(words);
  if (form.ends_with("ies")) return form.replace(form.size() - 3, 3, "y");
  if (form.ends_with('s')) form.pop_back();
  return form;
}

bool Drop(std::string_view& text, std::string_view beginning) {
  if (!scan::StartsAtNoCase(text, 0, beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

}  // namespace

std::optional<Claim> ReadClaim(std::string_view sentence) {
  std::string_view text = scan::Trim(sentence);
  while (text.ends_with('.')) text.remove_suffix(1);
  for (const char* word : {"so, ", "so ", "therefore, ", "therefore ", "thus, ", "then "}) {
    if (Drop(text, word)) break;
  }
  Claim claim;
  claim.about_all = Drop(text, "every ") || Drop(text, "each ");
  size_t verb = text.find(" is ");
  size_t length = 4;
  if (verb == text.npos) {
    verb = text.find(" are ");
    length = 5;
    if (verb == text.npos || claim.about_all) return std::nullopt;
    claim.about_all = true;
  }
  const std::string_view subject = text.substr(0, verb);
  claim.subject = claim.about_all ? OneForm(subject) : scan::Lower(subject);
  text.remove_prefix(verb + length);
  claim.positive = !Drop(text, "not ");
  if (!Drop(text, "a ")) Drop(text, "an ");
  claim.predicate = OneForm(text);
  if (claim.subject.empty() || claim.predicate.empty()) return std::nullopt;
  return claim;
}

std::optional<Ontology> Ontology::Read(std::string_view question) {
  constexpr std::string_view kQuery = "True or false: ";
  const size_t query = question.rfind(kQuery);
  if (query == question.npos) return std::nullopt;
  const std::optional<Claim> asked = ReadClaim(question.substr(query + kQuery.size()));
  if (!asked) return std::nullopt;
  Ontology ontology{{}, *asked};
  for (const std::string& sentence : Sentences(question.substr(0, query))) {
    const std::optional<Claim> axiom = ReadClaim(sentence);
    if (!axiom) return std::nullopt;
    ontology.axioms.insert(*axiom);
  }
  return ontology;
}

bool Ontology::Follows(const Claim& claim, const std::set<Claim>& known) const {
  return std::any_of(axioms.begin(), axioms.end(), [&](const Claim& rule) {
    return rule.about_all && rule.positive == claim.positive && rule.predicate == claim.predicate &&
           known.contains({claim.subject, true, rule.subject, false});
  });
}

std::set<Claim> Ontology::Closure() const {
  std::set<Claim> known;
  for (const Claim& axiom : axioms) {
    if (!axiom.about_all) known.insert(axiom);
  }
  for (size_t before = 0; before != known.size();) {
    before = known.size();
    for (const Claim& rule : axioms) {
      if (!rule.about_all) continue;
      std::set<Claim> more;
      for (const Claim& claim : known) {
        if (claim.positive && claim.predicate == rule.subject) {
          more.insert({claim.subject, rule.positive, rule.predicate, false});
        }
      }
      known.merge(more);
    }
  }
  return known;
}

std::optional<bool> Ontology::Label() const {
  const std::set<Claim> known = Closure();
  if (known.contains(query)) return true;
  if (known.contains(query.Opposite())) return false;
  return std::nullopt;
}

std::string Ontology::ProofError(const std::vector<std::string>& sentences) const {
  std::set<std::string> subjects = {query.subject};
  std::set<Claim> known;
  for (const Claim& axiom : axioms) {
    subjects.insert(axiom.subject);
    if (!axiom.about_all) known.insert(axiom);
  }
  std::optional<Claim> last;
  for (const std::string& sentence : sentences) {
    const std::optional<Claim> claim = ReadClaim(sentence);
    if (!claim || !subjects.contains(claim->subject)) continue;
    if (!axioms.contains(*claim) && (claim->about_all || !Follows(*claim, known))) {
      return "\"" + sentence + "\" does not follow";
    }
    if (claim->about_all) continue;
    known.insert(*claim);
    last = claim;
  }
  if (!last) return "no proof";
  if (*last == query || *last == query.Opposite()) return "";
  return "the proof does not reach the claim in question";
}

}  // namespace ponder
