// What a probe looks at: an answer at the ends of its steps, in numbers.
//
// Generation::hidden_states[i] is the state after i tokens. So the state that has read the first p
// tokens is [p]; where the model was cut short there is no such state for the last token, and the
// one before it is taken.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "ponder/engine.h"
#include "text/number_use.h"

namespace ponder {

struct ProbePoint {
  size_t end = 0;  // bytes of the generation's text
  int tokens = 0;  // up to here
  int steps = 0;   // filled lines up to here, this one included
  int right = 0;   // equations up to here
  int wrong = 0;
  double mean_logprob = 0;    // of the sampled tokens up to here, natural logarithm
  double lowest_logprob = 0;  // of one of them
  bool ended = false;         // the answer is over, and the model ended it
  bool cut = false;           // it is over, and a limit ended it
  NumberUse numbers;          // up to here; by ReadNumbers
  // States of Info().width floats:
  std::vector<float> last;  // that has read all up to here
  std::vector<float> mean;  // over the answer up to here
  std::vector<float> step;  // over this line, up to here
};

// Ends of the filled lines of a text, in bytes; the last is the end of the text. What a probe is
// fitted to.
std::vector<size_t> LineEnds(std::string_view text);

// One point for each of `ends` (bytes of generation.text, ascending), and one for the end of the
// text where the last of them lies before it. A point within a line says what it would say if the
// text ended there, so that steps of any kind look as the lines do to which a probe is fitted.
// Blanks in front of an end belong to what follows. Empty where the generation has no state for
// each of its tokens. Linear in text and tokens, but for the ends within one line.
std::vector<ProbePoint> ReadPoints(const Generation& generation, std::span<const size_t> ends,
                                   const Engine& engine);

// Fills in what the answer does with the numbers of its question.
void ReadNumbers(std::string_view question, std::string_view text, std::span<ProbePoint> points);

}  // namespace ponder
