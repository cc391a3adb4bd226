#include "eval/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/columns.h"

namespace ponder {
namespace {

std::string Padded(const std::string& cell, size_t width, bool left) {
  const std::string blanks(width - std::min(width, Columns(cell)), ' ');
  return left ? cell + blanks : blanks + cell;
}

std::vector<std::string> Heads(const Table& table) {
  std::vector<std::string> heads;
  for (const Table::Column& column : table.columns) heads.push_back(column.head);
  return heads;
}

std::string TerminalLine(const Table& table, const std::vector<size_t>& widths,
                         const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += Padded(cells[i], widths[i], table.columns[i].text);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string EscapeMarkdown(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    if (c == '|' || c == '\\' || c == '*' || c == '<') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string EscapeCsv(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string escaped = "\"";
  for (char c : text) escaped += c == '"' ? std::string("\"\"") : std::string(1, c);
  return escaped + "\"";
}

template <class Escape>
std::string Joined(const std::vector<std::string>& cells, std::string_view between, Escape escape) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += between;
    line += escape(cells[i]);
  }
  return line;
}

}  // namespace

std::string TerminalTable(const Table& table) {
  std::vector<size_t> widths;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    widths.push_back(Columns(table.columns[i].head));
    for (const auto& row : table.rows) widths[i] = std::max(widths[i], Columns(row[i]));
  }
  std::string text = TerminalLine(table, widths, Heads(table));
  for (const auto& row : table.rows) text += TerminalLine(table, widths, row);
  return text;
}

std::string MarkdownTable(const Table& table) {
  std::string text = "| " + Joined(Heads(table), " | ", EscapeMarkdown) + " |\n|";
  for (const Table::Column& column : table.columns) text += column.text ? "---|" : "---:|";
  text += "\n";
  for (const auto& row : table.rows) text += "| " + Joined(row, " | ", EscapeMarkdown) + " |\n";
  return text;
}

std::string HtmlTable(const Table& table) {
  std::string text = "<table>\n<thead><tr>";
  for (const Table::Column& column : table.columns) {
    text += fmt::format("<th scope=\"col\"{}>{}</th>", column.text ? " class=\"text\"" : "",
                        EscapeHtml(column.head));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (size_t i = 0; i < row.size(); ++i) {
      text += fmt::format("<td{} data-head=\"{}\">{}</td>",
                          table.columns[i].text ? " class=\"text\"" : "",
                          EscapeHtml(table.columns[i].head), EscapeHtml(row[i]));
    }
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table>\n";
}

std::string CsvTable(const Table& table) {
  std::string text = Joined(Heads(table), ",", EscapeCsv) + "\n";
  for (const auto& row : table.rows) text += Joined(row, ",", EscapeCsv) + "\n";
  return text;
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace ponder
