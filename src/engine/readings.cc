#include "engine/readings.h"

#include <string>

#include "engine/logits.h"

namespace ponder {

void CheckReadings(std::span<const Reading> readings, size_t length, int vocabulary) {
  for (size_t i = 0; i < readings.size(); ++i) {
    const auto refuse = [i](const std::string& why) {
      throw Error(ErrorCode::kInvalidRequest, "readings[" + std::to_string(i) + "]" + why);
    };
    const size_t position = readings[i].position;
    if (position >= length) {
      refuse(".position is " + std::to_string(position) + "; the text has " +
             std::to_string(length) + " tokens");
    }
    if (i > 0 && position <= readings[i - 1].position) {
      refuse(".position must be above the one before");
    }
    for (Token token : readings[i].tokens) {
      if (token < 0 || token >= vocabulary) {
        refuse(".tokens: " + std::to_string(token) + " is not in the vocabulary of " +
               std::to_string(vocabulary));
      }
    }
  }
}

ReadingValue TakeReading(const Reading& reading, std::span<const float> logits,
                         std::span<const float> hidden) {
  ReadingValue value;
  if (!reading.tokens.empty()) {
    const float all = LogSumExp(logits);
    for (Token token : reading.tokens) {
      value.logprobs.push_back(logits[static_cast<size_t>(token)] - all);
    }
  }
  if (reading.hidden_state) value.hidden_state.assign(hidden.begin(), hidden.end());
  return value;
}

}  // namespace ponder
