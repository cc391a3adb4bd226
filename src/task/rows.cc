#include "task/rows.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "ponder/error.h"
#include "text/scan.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string ReadFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw Error(ErrorCode::kNotFound, file.string() + ": cannot be read");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  return bytes;
}

std::string Line(const fs::path& file, size_t line) {
  return file.string() + ":" + std::to_string(line);
}

std::string RowName(const fs::path& file, size_t index) {
  return file.stem().string() + "-" + std::to_string(index);
}

std::vector<Row> RowsOfLines(const fs::path& file, std::string_view bytes) {
  std::vector<Row> rows;
  size_t line = 0;
  for (size_t pos = 0; pos < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', pos), bytes.size());
    const std::string_view text = scan::Trim(bytes.substr(pos, end - pos));
    pos = end + 1;
    ++line;
    if (text.empty()) continue;
    Json value = Json::parse(text, nullptr, false);
    if (!value.is_object()) {
      throw Error(ErrorCode::kInvalidRequest, Line(file, line) + ": not a JSON object");
    }
    rows.emplace_back(Line(file, line), RowName(file, rows.size() + 1), std::move(value));
  }
  return rows;
}

// Rows of an array have a number in place of a line: the parser keeps no lines.
std::vector<Row> RowsOfArray(const fs::path& file, Json& array) {
  std::vector<Row> rows;
  for (Json& value : array) {
    const std::string number = std::to_string(rows.size() + 1);
    if (!value.is_object()) {
      throw Error(ErrorCode::kInvalidRequest,
                  file.string() + ": entry " + number + " is not a JSON object");
    }
    rows.emplace_back(file.string() + ": entry " + number, RowName(file, rows.size() + 1),
                      std::move(value));
  }
  return rows;
}

std::vector<Row> RowsOfObject(const fs::path& file, std::string_view bytes, Json& object) {
  if (object.contains("examples") && object["examples"].is_array()) {
    return RowsOfArray(file, object["examples"]);
  }
  std::vector<Row> rows;
  const auto in_order = nlohmann::ordered_json::parse(bytes);
  for (const auto& [name, value] : in_order.items()) {
    rows.emplace_back(file.string() + ": \"" + name + '"', name, Json(value));
  }
  return rows;
}

// An object of objects, or one with a list of rows; else it is a file of JSON lines with one line.
bool HoldsRows(const Json& whole) {
  if (!whole.is_object()) return false;
  const auto examples = whole.find("examples");
  return (examples != whole.end() && examples->is_array()) ||
         std::all_of(whole.begin(), whole.end(), [](const Json& v) { return v.is_object(); });
}

// The fields of one CSV line from `pos` on, which it moves behind the line.
std::vector<std::string> CsvFields(std::string_view bytes, size_t& pos) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (; pos < bytes.size(); ++pos) {
    const char c = bytes[pos];
    if (c == '"') {
      const bool doubled = quoted && bytes.substr(pos, 2) == "\"\"";
      if (doubled) fields.back() += bytes[pos++];
      quoted = doubled || !quoted;
    } else if (c == '\n' && !quoted) {
      ++pos;
      break;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r' || quoted) {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

void Row::Refuse(std::string_view field, std::string_view wanted) const {
  throw Error(ErrorCode::kInvalidRequest, place_ + ": field \"" + std::string(field) +
                                              "\": " + std::string(wanted) + " is wanted");
}

const Json& Row::At(std::string_view field) const {
  const auto found = value_.find(field);
  if (found == value_.end()) {
    throw Error(ErrorCode::kInvalidRequest, place_ + ": no field \"" + std::string(field) + '"');
  }
  return *found;
}

std::string Row::Text(std::string_view field) const {
  if (!At(field).is_string()) Refuse(field, "a text");
  return At(field).get<std::string>();
}

int64_t Row::Integer(std::string_view field) const {
  const Json& value = At(field);
  if (value.is_number_integer()) return value.get<int64_t>();
  int64_t number = 0;
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) Refuse(field, "an integer");
  return number;
}

bool Row::Bool(std::string_view field) const {
  if (!At(field).is_boolean()) Refuse(field, "true or false");
  return At(field).get<bool>();
}

std::vector<std::string> Row::Texts(std::string_view field) const {
  const Json& value = At(field);
  const bool good = value.is_array() && std::all_of(value.begin(), value.end(),
                                                    [](const Json& v) { return v.is_string(); });
  if (!good) Refuse(field, "a list of texts");
  return value.get<std::vector<std::string>>();
}

Row Row::Inner(std::string_view field) const {
  if (!At(field).is_object()) Refuse(field, "an object");
  return Row(place_ + ": " + std::string(field), name_, At(field));
}

std::vector<Row> ReadRows(const fs::path& file) {
  const std::string bytes = ReadFile(file);
  Json whole = Json::parse(bytes, nullptr, false);
  std::vector<Row> rows = whole.is_array()   ? RowsOfArray(file, whole)
                          : HoldsRows(whole) ? RowsOfObject(file, bytes, whole)
                                             : RowsOfLines(file, bytes);
  if (rows.empty()) throw Error(ErrorCode::kInvalidRequest, file.string() + ": holds no rows");
  return rows;
}

std::vector<Row> ReadCsv(const fs::path& file) {
  const std::string bytes = ReadFile(file);
  size_t pos = 0;
  const std::vector<std::string> names = CsvFields(bytes, pos);
  std::vector<Row> rows;
  for (size_t line = 2; pos < bytes.size(); ++line) {
    const std::vector<std::string> fields = CsvFields(bytes, pos);
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() != names.size()) {
      throw Error(ErrorCode::kInvalidRequest, Line(file, line) + ": " +
                                                  std::to_string(fields.size()) + " values for " +
                                                  std::to_string(names.size()) + " columns");
    }
    Json value;
    for (size_t i = 0; i < names.size(); ++i) value[names[i]] = fields[i];
    rows.emplace_back(Line(file, line), RowName(file, rows.size() + 1), std::move(value));
  }
  if (rows.empty()) throw Error(ErrorCode::kInvalidRequest, file.string() + ": holds no rows");
  return rows;
}

}  // namespace ponder
