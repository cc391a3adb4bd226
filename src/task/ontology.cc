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

bool DropEnd(std::string& text, std::string_view end) {
  if (!text.ends_with(end) || text.size() == end.size()) return false;
  text.erase(text.size() - end.size());
  return true;
}

bool DropOneOf(std::string& text, std::string_view one, std::string_view other) {
  return DropEnd(text, one) || DropEnd(text, other);
}

// "모든 a는 b이다", "a는 모두 b가 아니다", "a는 c지 않다": the subject with its particle, then one
// word that states or two that deny.
std::optional<Claim> ReadKoreanClaim(std::string_view text) {
  for (const char* word : {"따라서 ", "그러므로 ", "그래서 "}) {
    if (Drop(text, word)) break;
  }
  Claim claim;
  claim.about_all = Drop(text, "모든 ");
  std::vector<std::string> words = Words(text);
  if (words.size() > 2 && words[1] == "모두") {
    claim.about_all = true;
    words.erase(words.begin() + 1);
  }
  if (words.size() < 2 || words.size() > 3 || !DropOneOf(words[0], "은", "는")) return std::nullopt;
  claim.subject = words[0];
  claim.positive = words.size() == 2;
  bool read = false;
  if (claim.positive) {
    read = DropOneOf(words[1], "이다", "다");
  } else if (words[2] == "아니다") {
    read = DropOneOf(words[1], "이", "가");
  } else {
    read = words[2] == "않다" && DropEnd(words[1], "지");
  }
  claim.predicate = words[1];
  if (!read) return std::nullopt;
  return claim;
}

}  // namespace

std::optional<Claim> ReadClaim(std::string_view sentence) {
  std::string_view text = scan::Trim(sentence);
  while (text.ends_with('.')) text.remove_suffix(1);
  if (text.ends_with("다")) return ReadKoreanClaim(text);
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
  // "True or false: <claim>", in Korean "... True, ... False...: <claim>".
  const size_t colon = question.rfind(": ");
  const size_t query = question.rfind("True", colon);
  if (colon == question.npos || query == question.npos) return std::nullopt;
  const std::optional<Claim> asked = ReadClaim(question.substr(colon + 2));
  if (!asked) return std::nullopt;
  Ontology ontology{{}, *asked};
  const size_t end = question.substr(0, query).rfind('.');
  for (const std::string& sentence : Sentences(question.substr(0, end + 1))) {
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
