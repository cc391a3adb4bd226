#include "task/rows.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include "ponder/error.h"
#include "task/json_lines.h"
#include "text/scan.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

[[noreturn]] void Refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, place + ": " + what);
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
    if (!value.is_object()) Refuse(PlaceOf(file, line), "not a JSON object");
    rows.emplace_back(PlaceOf(file, line), RowName(file, rows.size() + 1), std::move(value));
  }
  return rows;
}

std::vector<Row> RowsOfArray(const fs::path& file, Json& array, const std::vector<size_t>& lines) {
  std::vector<Row> rows;
  for (Json& value : array) {
    const std::string place = PlaceOf(file, lines.at(rows.size()));
    if (!value.is_object()) Refuse(place, "not a JSON object");
    rows.emplace_back(place, RowName(file, rows.size() + 1), std::move(value));
  }
  return rows;
}

// One row a name, in the order of the file.
std::vector<Row> RowsOfObject(const fs::path& file, JsonText& text) {
  std::vector<Row> rows;
  for (size_t i = 0; i < text.names.size(); ++i) {
    const std::string& name = text.names[i];
    const std::string place = PlaceOf(file, text.lines[i]);
    Json& value = text.value[name];
    if (value.is_null()) Refuse(place, "\"" + name + "\" stands there twice");
    rows.emplace_back(place, name, std::exchange(value, nullptr));
  }
  return rows;
}

bool HoldsObjects(const Json& value) {
  return value.is_structured() &&
         std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_object(); });
}

// The list of rows in an object that says something about itself beside it; null when there is
// none.
Json* ListOfRows(JsonText& text) {
  for (const char* name : {"examples", "instances"}) {
    const auto found = text.value.find(name);
    if (found != text.value.end() && found->is_array()) return &*found;
  }
  return nullptr;
}

}  // namespace

void Row::Refuse(std::string_view field, std::string_view wanted) const {
  ponder::Refuse(place_,
                 "field \"" + std::string(field) + "\": " + std::string(wanted) + " is wanted");
}

const Json& Row::At(std::string_view field) const {
  const auto found = value_.find(field);
  if (found == value_.end()) ponder::Refuse(place_, "no field \"" + std::string(field) + '"');
  return *found;
}

std::string Row::Text(std::string_view field) const {
  const Json& value = At(field);
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
    Refuse(field, "a text that is not empty");
  }
  return value.get<std::string>();
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

std::string Row::Id(std::string_view field) const {
  if (!Has(field)) return name_;
  if (At(field).is_string()) return Text(field);
  return std::to_string(Integer(field));
}

std::string ReadRowFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw Error(ErrorCode::kNotFound, file.string() + ": cannot be read");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  return bytes;
}

std::string PlaceOf(const fs::path& file, size_t line) {
  return file.string() + ":" + std::to_string(line);
}

std::string RowName(const fs::path& file, size_t number) {
  return file.stem().string() + "-" + std::to_string(number);
}

std::vector<Row> ReadRows(const fs::path& file) {
  const std::string bytes = ReadRowFile(file);
  JsonText text = ParseJsonText(bytes);
  std::vector<Row> rows;
  if (Json* list = ListOfRows(text)) {
    rows = RowsOfArray(file, *list, text.inner_lines);
  } else if (text.value.is_array()) {
    rows = RowsOfArray(file, text.value, text.lines);
  } else if (text.value.is_object() && HoldsObjects(text.value)) {
    rows = RowsOfObject(file, text);
  } else if (scan::Trim(bytes).starts_with('[')) {
    Refuse(PlaceOf(file, text.last_line), "not JSON from here on");
  } else {
    rows = RowsOfLines(file, bytes);
  }
  if (rows.empty()) Refuse(file.string(), "holds no rows");
  return rows;
}

}  // namespace ponder
