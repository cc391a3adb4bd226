// Cuts a reply into reasoning steps. The pieces are views into the text, trimmed, never empty.
#pragma once

#include <string_view>
#include <vector>

namespace ponder {

enum class StepSplit {
  kBlankLine,  // paragraphs: one or more lines that hold nothing
  kLine,       // every filled line
  kSentence,  // after . ! ? (or their full-width forms) before a blank or the end, and at line ends
};

// Linear; code fences and LaTeX are not looked into, except that a full stop between digits ("3.5")
// or after an initial or a short form ("e.g.", "Mr.", "1.") ends no sentence.
std::vector<std::string_view> SplitSteps(std::string_view text, StepSplit how);

}  // namespace ponder
