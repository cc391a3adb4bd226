// Fills the blanks of a prompt.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ponder {

// Every "{name}" of `text` replaced by its value, in one pass: what a value holds is not looked
// into. Other braces stay. A newline at the very end of the text (the file's) is dropped.
std::string FillTemplate(std::string_view text,
                         const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace ponder
