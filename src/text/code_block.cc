#include "text/code_block.h"

#include <algorithm>

#include "text/scan.h"

namespace ponder {
namespace {

// Length of the fence that a line begins with (3 or more of one sign), else 0.
size_t FenceLength(std::string_view line) {
  if (line.empty() || (line[0] != '`' && line[0] != '~')) return 0;
  size_t length = 0;
  while (length < line.size() && line[length] == line[0]) ++length;
  return length >= 3 ? length : 0;
}

std::string LanguageOf(std::string_view info) {
  info = scan::Trim(info);
  size_t end = 0;
  while (end < info.size() && !scan::IsBlank(info[end]) && info[end] != '{') ++end;
  return scan::Lower(info.substr(0, end));
}

std::string_view LanguageFamily(std::string_view language) {
  if (language == "py" || language == "python3" || language == "python2") return "python";
  if (language == "c++" || language == "cc" || language == "cxx") return "cpp";
  return language;
}

template <typename Iterator>
std::optional<CodeBlock> Pick(Iterator begin, Iterator end, std::string_view language) {
  const std::string lower = scan::Lower(language);
  const std::string_view wanted = LanguageFamily(lower);
  const auto fits = [&](const CodeBlock& block) {
    return wanted.empty() || block.language.empty() || LanguageFamily(block.language) == wanted;
  };
  const auto closed =
      std::find_if(begin, end, [&](const CodeBlock& block) { return block.closed && fits(block); });
  if (closed != end) return *closed;
  const auto open = std::find_if(begin, end, fits);
  if (open != end) return *open;
  return std::nullopt;
}

}  // namespace

std::vector<CodeBlock> FindCodeBlocks(std::string_view text) {
  std::vector<CodeBlock> out;
  bool inside = false;
  char sign = 0;
  size_t fence = 0;
  for (size_t pos = 0; pos < text.size();) {
    size_t end = text.find('\n', pos);
    end = end == std::string_view::npos ? text.size() : end + 1;
    const std::string_view line = text.substr(pos, end - pos);
    const std::string_view bare = scan::Trim(line);
    const size_t length = FenceLength(bare);
    pos = end;
    if (!inside && length > 0) {
      const std::string_view info = bare.substr(length);
      if (bare[0] == '`' && info.find('`') != std::string_view::npos) continue;
      out.push_back({LanguageOf(info), "", false});
      inside = true;
      sign = bare[0];
      fence = length;
    } else if (inside && length >= fence && length == bare.size() && bare[0] == sign) {
      out.back().closed = true;
      inside = false;
    } else if (inside) {
      out.back().code.append(line);
    }
  }
  return out;
}

std::optional<CodeBlock> FirstCodeBlock(std::string_view text, std::string_view language) {
  const std::vector<CodeBlock> blocks = FindCodeBlocks(text);
  return Pick(blocks.begin(), blocks.end(), language);
}

std::optional<CodeBlock> LastCodeBlock(std::string_view text, std::string_view language) {
  const std::vector<CodeBlock> blocks = FindCodeBlocks(text);
  return Pick(blocks.rbegin(), blocks.rend(), language);
}

}  // namespace ponder
