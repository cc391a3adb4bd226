#include "scorer/yes_no.h"

#include <cmath>
#include <string>

#include "text/scan.h"

namespace ponder {
namespace {

constexpr int kAlternatives = 20;  // as many as most servers give

}  // namespace

void AskYesNo(GenerateRequest& request) {
  request.sampling.temperature = 0;
  request.max_tokens = 1;
  request.top_logprobs = kAlternatives;
}

std::optional<double> ChanceOfYes(const Engine& engine, const Generation& reply) {
  double yes = 0;
  double no = 0;
  if (!reply.top.empty()) {
    for (const TokenAlternative& alternative : reply.top.front()) {
      const std::string text = engine.Detokenize(std::span(&alternative.token, 1));
      const std::string word = scan::Lower(scan::Trim(text));
      if (word == "yes") yes += std::exp(alternative.logprob);
      if (word == "no") no += std::exp(alternative.logprob);
    }
  }
  if (yes + no <= 0) return std::nullopt;
  return yes / (yes + no);
}

}  // namespace ponder
