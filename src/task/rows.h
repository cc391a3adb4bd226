// Rows of published files, whatever their shape: JSON lines, a JSON array, an object that holds the
// rows ({"examples": [...]}, or one row a name), or CSV with a head line.
//
// Whatever is wrong is an Error kInvalidRequest with file, line and field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

class Row {
 public:
  Row(std::string place, std::string name, nlohmann::json value)
      : place_(std::move(place)), name_(std::move(name)), value_(std::move(value)) {}

  bool Has(std::string_view field) const { return value_.contains(field); }
  const nlohmann::json& At(std::string_view field) const;
  std::string Text(std::string_view field) const;  // not an empty one
  int64_t Integer(std::string_view field) const;   // a number, or a text that is one
  bool Bool(std::string_view field) const;
  std::vector<std::string> Texts(std::string_view field) const;
  Row Inner(std::string_view field) const;  // the object in a field
  // The text or number in a field; the row's name where there is no such field.
  std::string Id(std::string_view field) const;

  // "test-12": unique in its file, for sets that have no names of their own.
  const std::string& name() const { return name_; }
  // "test.jsonl:12".
  const std::string& place() const { return place_; }
  const nlohmann::json& value() const { return value_; }
  // Throws with the place of this row: "test.jsonl:12: field "answer": a number is wanted".
  [[noreturn]] void Refuse(std::string_view field, std::string_view wanted) const;

 private:
  std::string place_;
  std::string name_;
  nlohmann::json value_;
};

// At least one row.
std::vector<Row> ReadRows(const std::filesystem::path& file);
// Every value is a text; a byte order mark is passed over.
std::vector<Row> ReadCsv(const std::filesystem::path& file);

// What both share: the whole file without a byte order mark, "test.jsonl:12", and "test-12".
std::string ReadRowFile(const std::filesystem::path& file);
std::string PlaceOf(const std::filesystem::path& file, size_t line);
std::string RowName(const std::filesystem::path& file, size_t number);

}  // namespace ponder
