// A JSON text, and the lines in which its rows begin: the parser itself keeps none.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ponder {

struct JsonText {
  nlohmann::json value;            // discarded when the text is no JSON
  std::vector<std::string> names;  // of the root's entries as they come, where it is an object
  std::vector<size_t> lines;       // of the root's entries
  // Of the entries of the array that the root has under "examples" or "instances".
  std::vector<size_t> inner_lines;
  size_t last_line = 1;  // that was read
};

JsonText ParseJsonText(const std::string& bytes);

}  // namespace ponder
