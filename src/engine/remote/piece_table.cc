#include "engine/remote/piece_table.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr Token kNamed = 1 << 30;  // ids from here on are in the table
constexpr int kLengthShift = 24;

}  // namespace

std::vector<Token> PieceTable::Cut(std::string_view text) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size(); at += kPieceBytes) {
    const size_t length = std::min(kPieceBytes, text.size() - at);
    auto token = static_cast<Token>(length) << kLengthShift;
    for (size_t i = 0; i < length; ++i) {
      token |= static_cast<Token>(static_cast<unsigned char>(text[at + i])) << (8 * i);
    }
    tokens.push_back(token);
  }
  return tokens;
}

std::vector<Token> PieceTable::Render(const Prompt& prompt) {
  std::vector<Token> tokens;
  const auto add = [&tokens](std::string_view text) {
    const std::vector<Token> more = Cut(text);
    tokens.insert(tokens.end(), more.begin(), more.end());
  };
  const auto add_pieces = [&](const std::vector<Piece>& pieces) {
    for (const Piece& piece : pieces) {
      tokens.insert(tokens.end(), piece.tokens.begin(), piece.tokens.end());
      add(std::string_view(piece.text).substr(std::min(piece.covered, piece.text.size())));
    }
  };
  if (prompt.messages) {
    for (const Message& message : *prompt.messages) {
      add(message.role + ": ");
      add_pieces(message.content);
      add("\n");
    }
    add("assistant: ");
  }
  add_pieces(prompt.partial);
  return tokens;
}

Token PieceTable::Name(std::string_view piece) {
  std::lock_guard lock(mutex_);
  const auto found = names_.find(piece);
  if (found != names_.end()) return found->second;
  const Token token = kNamed + static_cast<Token>(pieces_.size());
  names_[pieces_.emplace_back(piece)] = token;
  return token;
}

std::string PieceTable::Text(std::span<const Token> tokens) const {
  std::string text;
  for (Token token : tokens) {
    if (token >= kNamed) {
      std::lock_guard lock(mutex_);
      const auto index = static_cast<size_t>(token - kNamed);
      if (index < pieces_.size()) text += pieces_[index];
      continue;
    }
    const size_t length = std::min(kPieceBytes, static_cast<size_t>(token >> kLengthShift));
    for (size_t i = 0; i < length; ++i) text += static_cast<char>((token >> (8 * i)) & 0xff);
  }
  return text;
}

}  // namespace ponder
