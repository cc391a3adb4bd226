#include "method/thought_values.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "method/prompt_text.h"
#include "scorer/ratings.h"
#include "text/number.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Verdict {
  std::string_view word;
  double worth;
};
constexpr std::array<Verdict, 6> kVerdicts = {{{"sure", kSure},
                                               {"likely", kLikely},
                                               {"impossible", kImpossible},
                                               {"\uD655\uC2E4", kSure},
                                               {"\uC544\uB9C8", kLikely},
                                               {"\uBD88\uAC00\uB2A5", kImpossible}}};

// Where the word stands last: English as a word of its own ("unlikely" is not "likely") and not
// behind "not".
size_t LastWord(const std::string& text, std::string_view word) {
  const auto letter = [&](size_t at) { return at < text.size() && scan::IsAlpha(text[at]); };
  for (size_t at = text.rfind(word); at != std::string::npos;
       at = at == 0 ? std::string::npos : text.rfind(word, at - 1)) {
    const bool own = (at == 0 || !letter(at - 1)) && !letter(at + word.size());
    const bool denied = at >= 4 && text.compare(at - 4, 4, "not ") == 0;
    if (own && !denied) return at;
  }
  return std::string::npos;
}

}  // namespace

std::optional<double> ReadVerdict(std::string_view reply) {
  const std::string text = scan::Lower(reply);
  std::optional<double> worth;
  size_t last = 0;
  for (const Verdict& verdict : kVerdicts) {
    const size_t at = LastWord(text, verdict.word);
    if (at == std::string::npos || (worth && at < last)) continue;
    worth = verdict.worth;
    last = at;
  }
  return worth;
}

std::optional<size_t> ReadVote(std::string_view reply, size_t count) {
  const std::string text = scan::Lower(reply);
  size_t mark = std::string::npos;
  for (const std::string_view word : {"best", "\uCD5C\uC120"}) {
    const size_t at = text.rfind(word);
    if (at != std::string::npos && (mark == std::string::npos || at > mark)) mark = at;
  }
  std::optional<size_t> vote;
  for (const NumberToken& number :
       FindNumbers(mark == std::string::npos ? text : text.substr(mark))) {
    const bool named = number.value && number.value->IsInteger() && number.value->num >= 1 &&
                       number.value->num <= static_cast<Int128>(count);
    if (!named) continue;
    vote = static_cast<size_t>(number.value->num);
    if (mark != std::string::npos) break;
  }
  return vote;
}

ThoughtValues::ThoughtValues(const Question& question, Context& context, Asker& asker,
                             const ThoughtSource& source, Rules rules)
    : question_(question), context_(context), asker_(asker), source_(source), rules_(rules) {
  if (rules_.kind == ThoughtValue::kProgress && source_.world() == nullptr) {
    throw Error(ErrorCode::kInvalidRequest,
                "value=progress needs a question with states (game24, blocksworld, ...); use "
                "model, vote or scorer");
  }
  if (rules_.kind != ThoughtValue::kScorer) return;
  const ScorerNeeds needs = context_.GetScorer().Needs();
  if (!needs.logprobs && !needs.certainty && !needs.hidden_states) return;
  throw Error(ErrorCode::kUnsupported,
              "value=scorer needs a scorer that reads the text of an answer; " +
                  context_.ScorerName() + " reads how one reply was generated");
}

bool ThoughtValues::Compares() const {
  return rules_.kind == ThoughtValue::kVote ||
         (rules_.kind == ThoughtValue::kScorer && OnlyCompares(context_.GetScorer()));
}

void ThoughtValues::Value(std::span<ThoughtState> states) {
  if (states.empty()) return;
  switch (rules_.kind) {
    case ThoughtValue::kModel:
      return ByModel(states);
    case ThoughtValue::kVote:
      return ByVote(states);
    case ThoughtValue::kScorer:
      return ByScorer(states);
    case ThoughtValue::kProgress:
      for (ThoughtState& state : states) state.value = source_.world()->Progress(state.text);
  }
}

// At temperature 0 every sample says the same.
int ThoughtValues::Samples() const {
  return context_.GetSampling().temperature == 0 ? 1 : rules_.evaluations;
}

GenerateRequest ThoughtValues::Ask(const std::string& text) const {
  return asker_.Judgement(WithLastTurn(question_, text), text, rules_.tokens);
}

// The mean of the verdicts; where none can be read, the state is as likely as not.
void ThoughtValues::ByModel(std::span<ThoughtState> states) {
  std::vector<const ThoughtState*> asked;
  std::vector<GenerateRequest> requests;
  for (const ThoughtState& state : states) {
    if (!known_.emplace(state.text, kLikely).second) continue;
    asked.push_back(&state);
    const GenerateRequest request = Ask(source_.Text("tree_of_thoughts_value", state));
    requests.insert(requests.end(), static_cast<size_t>(Samples()), request);
  }
  const std::vector<AskedReply> replies = asker_.Judge(std::move(requests));
  for (size_t i = 0; i < asked.size(); ++i) {
    double sum = 0;
    int read = 0;
    for (int k = 0; k < Samples(); ++k) {
      const auto worth =
          ReadVerdict(replies[i * static_cast<size_t>(Samples()) + static_cast<size_t>(k)].text);
      sum += worth.value_or(0);
      read += worth.has_value();
    }
    if (read > 0) known_[asked[i]->text] = sum / read;
  }
  for (ThoughtState& state : states) state.value = known_.at(state.text);
}

// The share of the votes. Of one state there is nothing to choose.
void ThoughtValues::ByVote(std::span<ThoughtState> states) {
  for (ThoughtState& state : states) state.value = states.size() == 1 ? 1 : 0;
  if (states.size() == 1) return;
  std::string choices;
  for (size_t i = 0; i < states.size(); ++i) {
    choices += (i == 0 ? "" : "\n\n") + std::to_string(i + 1) + ". " + source_.Told(states[i]);
  }
  const std::string text = PromptText("tree_of_thoughts_vote", context_.GetLanguage(),
                                      {{"question", question_.Text()},
                                       {"count", std::to_string(states.size())},
                                       {"choices", choices}});
  const std::vector<GenerateRequest> requests(static_cast<size_t>(Samples()), Ask(text));
  for (const AskedReply& reply : asker_.Judge(requests)) {
    const auto vote = ReadVote(reply.text, states.size());
    if (vote) *states[*vote - 1].value += 1.0 / Samples();
  }
}

// Where the scorer cannot tell, a state counts as the mean of the others.
void ThoughtValues::ByScorer(std::span<ThoughtState> states) {
  std::vector<Candidate> candidates;
  for (const ThoughtState& state : states) candidates.push_back(source_.AsCandidate(state));
  Scorer& scorer = context_.GetScorer();
  const std::vector<Score> scores = RateAll(scorer, question_, candidates, context_);
  double sum = 0;
  int told = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (scores[i].abstained) continue;
    states[i].value =
        scorer.Scale() == ScoreScale::kLog ? std::exp(scores[i].total) : scores[i].total;
    sum += *states[i].value;
    ++told;
  }
  for (ThoughtState& state : states) {
    if (!state.value) state.value = told > 0 ? sum / told : 0;
  }
}

}  // namespace ponder
