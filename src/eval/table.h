// A table of texts, and how it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ponder {

struct Table {
  struct Column {
    std::string head;
    bool text = false;  // to the left, as words are; numbers stand to the right
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // one cell a column
};

std::string TerminalTable(const Table& table);
std::string MarkdownTable(const Table& table);
// For narrow pages every cell also carries its column's head.
std::string HtmlTable(const Table& table);
std::string CsvTable(const Table& table);

// With the signs that mean something in HTML written as entities.
std::string EscapeHtml(std::string_view text);

}  // namespace ponder
