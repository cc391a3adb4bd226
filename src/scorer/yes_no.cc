#include "scorer/yes_no.h"

#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include "text/scan.h"

namespace ponder {
namespace {

constexpr int kAlternatives = 20;  // as many as most servers give

}  // namespace

void AskYesNo(GenerateRequest& request) {
  request.sampling.temperature = 0;
  request.max_tokens = 1;
  request.aside = true;
  request.top_logprobs = kAlternatives;
}

std::optional<double> ChanceOfYes(const Engine& engine, const Generation& reply) {
  double yes = 0;
  double no = 0;
  const auto count = [&](std::string_view text, double chance) {
    const std::string word = scan::Lower(scan::Trim(text));
    if (word == "yes") yes += chance;
    if (word == "no") no += chance;
  };
  if (reply.top.empty()) {
    count(reply.text.substr(0, reply.text.find_first_of(".,!\n")), 1);
  } else {
    for (const TokenAlternative& alternative : reply.top.front()) {
      count(engine.Detokenize(std::span(&alternative.token, 1)), std::exp(alternative.logprob));
    }
  }
  if (yes + no <= 0) return std::nullopt;
  return yes / (yes + no);
}

}  // namespace ponder
