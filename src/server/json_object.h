// A JSON object of a request, read field by field. What is wrong is said with the field's path
// ("messages[0].content") and what would be right; what nobody asked for can be listed.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/options.h"

namespace ponder {

using Json = nlohmann::ordered_json;

// On one line; bytes that are not UTF-8 are replaced.
std::string JsonText(const Json& json);

// Throws kInvalidRequest: not JSON, not UTF-8, deeper than 64, or no object.
Json ParseBody(std::string_view body);

// Throws kInvalidRequest "PATH: WANTED is wanted, not VALUE".
[[noreturn]] void ThrowWrongField(const std::string& path, const std::string& wanted,
                                  const Json& value);

// Refers to the JSON that it was made of. Fields with the value null count as absent. Readers throw
// kInvalidRequest for a value of another type or outside of `range` (both ends included).
class JsonObject {
 public:
  explicit JsonObject(const Json& json, std::string path = "");

  const Json* Find(std::string_view name);
  std::optional<bool> Bool(std::string_view name);
  std::optional<int64_t> Integer(std::string_view name, Range range);
  std::optional<double> Number(std::string_view name, Range range);
  std::optional<std::string> Text(std::string_view name);
  std::optional<JsonObject> Object(std::string_view name);
  // A text, or a list of texts.
  std::optional<std::vector<std::string>> Texts(std::string_view name);

  std::string PathOf(std::string_view name) const;
  const std::string& path() const { return path_; }
  // Paths of the fields that no reader was called for.
  std::vector<std::string> Unread() const;

 private:
  const Json& json_;
  std::string path_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace ponder
