#include <algorithm>

#include "ponder/error.h"
#include "task/rows.h"

namespace ponder {
namespace {

// The fields of one record from `pos` on, which it moves behind the record. Quoted fields may hold
// line ends.
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

std::vector<Row> ReadCsv(const std::filesystem::path& file) {
  const std::string bytes = ReadRowFile(file);
  size_t pos = 0;
  const std::vector<std::string> names = CsvFields(bytes, pos);
  std::vector<Row> rows;
  for (size_t line = 2; pos < bytes.size();) {
    const size_t begin = pos;
    const std::vector<std::string> fields = CsvFields(bytes, pos);
    const std::string place = PlaceOf(file, line);
    line += static_cast<size_t>(std::count(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                                           bytes.begin() + static_cast<std::ptrdiff_t>(pos), '\n'));
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() != names.size()) {
      throw Error(ErrorCode::kInvalidRequest, place + ": " + std::to_string(fields.size()) +
                                                  " values for " + std::to_string(names.size()) +
                                                  " columns");
    }
    nlohmann::json value;
    for (size_t i = 0; i < names.size(); ++i) value[names[i]] = fields[i];
    rows.emplace_back(place, RowName(file, rows.size() + 1), std::move(value));
  }
  if (rows.empty()) throw Error(ErrorCode::kInvalidRequest, file.string() + ": holds no rows");
  return rows;
}

}  // namespace ponder
