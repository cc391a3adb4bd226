// A conversation as a file: one JSON object with its turns and how answers are made.
#pragma once

#include <string>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// Throws kUnavailable when the file cannot be written.
void SaveChat(const std::string& file, const std::vector<Message>& messages);
// Throws kNotFound or kInvalidRequest (not a saved conversation).
std::vector<Message> LoadChat(const std::string& file);

}  // namespace ponder
