// Tokens of an engine whose model keeps its vocabulary to itself.
//
// A token here names a piece of text. Text is cut into pieces of at most three bytes (about what a
// token of a real vocabulary stands for, so counts are estimates); their bytes are in the id.
// Pieces that an endpoint reports as its own tokens are kept in a table. Thread-safe.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

class PieceTable {
 public:
  static constexpr size_t kPieceBytes = 3;

  static std::vector<Token> Cut(std::string_view text);
  // A prompt as it would be cut: roles as words, every piece by itself, so that what is added at
  // the end changes nothing before it.
  static std::vector<Token> Render(const Prompt& prompt);
  Token Name(std::string_view piece);  // of one real token
  std::string Text(std::span<const Token> tokens) const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> pieces_;
  std::map<std::string_view, Token> names_;  // views into pieces_
};

}  // namespace ponder
