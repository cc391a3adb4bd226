// Fenced code blocks (``` or ~~~) of a Markdown reply. Linear; never throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

struct CodeBlock {
  std::string language;  // first word after the fence, lower case; may be empty
  std::string code;      // without the fences, with its last line end
  bool closed = false;   // false when the text ended inside the block
};

std::vector<CodeBlock> FindCodeBlocks(std::string_view text);

// First or last block, closed ones before open ones; with `language` only blocks of that language
// ("py" and "python3" count as "python", "c++" and "cc" as "cpp") or of none.
std::optional<CodeBlock> FirstCodeBlock(std::string_view text, std::string_view language = "");
std::optional<CodeBlock> LastCodeBlock(std::string_view text, std::string_view language = "");

}  // namespace ponder
