// Actions as models word them.
#pragma once

#include <string>
#include <string_view>

namespace ponder {

// The first line that holds something, without list marks ("1.", "2)", "-", "*"), a lead such as
// "Step 2:" or "Action:", and Markdown around it.
std::string ActionLine(std::string_view text);

// The text holds a letter or a digit: not just a rule, a fence or dots.
bool SaysSomething(std::string_view text);

}  // namespace ponder
