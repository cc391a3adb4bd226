// The stories of the task word_problems: each makes a question and its exact answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "task/draw.h"

namespace ponder {

struct WordProblem {
  std::string question;
  int64_t answer;
};
using WordTemplate = WordProblem (*)(Draw& draw, std::string_view name, std::string_view other);

std::span<const WordTemplate> WordTemplates();

}  // namespace ponder
