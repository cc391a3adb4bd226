#include "ponder/engine.h"

#include <cmath>

namespace ponder {
namespace {

void Require(bool good, std::string_view field, std::string_view right) {
  if (good) return;
  throw Error(ErrorCode::kInvalidRequest, std::string(field) + " must be " + std::string(right));
}

bool Within(double value, double low, double high) {
  return std::isfinite(value) && value >= low && value <= high;
}

}  // namespace

std::string Message::Text() const {
  std::string text;
  for (const Piece& piece : content) text += piece.text;
  return text;
}

Prompt Prompt::Chat(std::vector<Message> messages) {
  Prompt prompt;
  prompt.messages = std::make_shared<const std::vector<Message>>(std::move(messages));
  return prompt;
}

Prompt Prompt::Raw(std::string text) {
  Prompt prompt;
  prompt.partial.push_back({std::move(text), {}, 0});
  return prompt;
}

Piece Generation::AsPiece() const {
  const auto covering = static_cast<ptrdiff_t>(covering_tokens);
  return {text, {tokens.begin(), tokens.begin() + covering}, covered};
}

void Sampling::Validate() const {
  Require(Within(temperature, 0, 100), "temperature", "a number from 0 to 100");
  Require(top_k >= 0, "top_k", "0 (off) or more");
  Require(Within(top_p, 0, 1) && top_p > 0, "top_p", "above 0 and at most 1");
  Require(Within(min_p, 0, 1), "min_p", "from 0 to 1");
  Require(Within(typical_p, 0, 1) && typical_p > 0, "typical_p", "above 0 and at most 1");
  Require(Within(repetition_penalty, 0.01, 100), "repetition_penalty", "from 0.01 to 100");
  Require(Within(frequency_penalty, -100, 100), "frequency_penalty", "from -100 to 100");
  Require(Within(presence_penalty, -100, 100), "presence_penalty", "from -100 to 100");
  Require(penalty_window >= 0, "penalty_window", "0 or more");
  Require(grammar.empty() || json_schema.empty(), "grammar and json_schema", "given one at a time");
}

std::string_view StopReasonName(StopReason reason) {
  switch (reason) {
    case StopReason::kEnd:
      return "end";
    case StopReason::kStopString:
      return "stop_string";
    case StopReason::kLength:
      return "length";
    case StopReason::kPhaseLimit:
      return "phase_limit";
    case StopReason::kBudget:
      return "budget";
    case StopReason::kCancelled:
      return "cancelled";
    case StopReason::kContextFull:
      return "context_full";
    case StopReason::kError:
      return "error";
  }
  return "error";
}

std::string_view SupportName(Support support) {
  switch (support) {
    case Support::kNone:
      return "none";
    case Support::kByRestart:
      return "by restart";
    case Support::kNative:
      return "native";
  }
  return "none";
}

double ForwardFlops(const EngineInfo& info, int64_t begin, int64_t count) {
  const double n = static_cast<double>(count);
  const double positions = n * static_cast<double>(begin) + n * (n + 1) / 2;
  const int64_t weights = info.active_parameters > 0 ? info.active_parameters : info.parameters;
  return 2.0 * static_cast<double>(weights) * n +
         4.0 * info.layers * info.attention_width * positions;
}

}  // namespace ponder
