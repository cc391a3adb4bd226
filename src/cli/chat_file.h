// A conversation as a file: one JSON object.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// What it takes to go on as if it had never stopped.
struct SavedChat {
  std::vector<Message> messages;
  uint64_t turns = 0;  // asked so far: each draws from random numbers of its own
  std::string model;   // the tokens that messages carry are of this one
};

// Whole or not at all: written beside the file and put in its place. Throws kUnavailable when the
// file cannot be written.
void SaveChat(const std::string& file, const SavedChat& chat);
// Throws kNotFound, or kInvalidRequest (no saved conversation) with what is wrong.
SavedChat LoadChat(const std::string& file);

}  // namespace ponder
