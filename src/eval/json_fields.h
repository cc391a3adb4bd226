// Structs as JSON and back, by a list of their fields: `VisitFields(visit, value)` calls
// visit("name", value.name) for each, for a constant value and for one to be filled. So reader and
// writer cannot part.
#pragma once

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ponder/answer.h"
#include "ponder/error.h"
#include "ponder/language.h"
#include "ponder/scorer.h"

namespace ponder {

// Puts fields into an object.
class FieldWriter {
 public:
  using Json = nlohmann::ordered_json;

  template <class T>
  void operator()(const char* name, const T& value) {
    json_[name] = ToJson(value);
  }
  // Left out when it is empty.
  template <class T>
  void Optional(const char* name, const T& value) {
    if (!value.empty()) (*this)(name, value);
  }
  Json Take() { return std::move(json_); }

 private:
  static Json ToJson(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
  static Json ToJson(StopReason stop) { return StopReasonName(stop); }
  static Json ToJson(ScoreScale scale) { return ChoiceName(scale); }
  static Json ToJson(Language language) { return LanguageCode(language); }
  static Json ToJson(const std::vector<std::pair<std::string, double>>& scores) {
    Json json = Json::object();
    for (const auto& [name, score] : scores) json[name] = ToJson(score);
    return json;
  }
  template <class T>
  static Json ToJson(const std::optional<T>& value) {
    return value ? ToJson(*value) : Json(nullptr);
  }
  template <class T>
  static Json ToJson(const std::vector<T>& list) {
    Json json = Json::array();
    for (const T& value : list) json.push_back(ToJson(value));
    return json;
  }
  template <class T>
  static Json ToJson(const std::map<std::string, T>& map) {
    Json json = Json::object();
    for (const auto& [name, value] : map) json[name] = ToJson(value);
    return json;
  }
  template <class T>
  static Json ToJson(const T& value) {
    if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) {
      FieldWriter inner;
      VisitFields(inner, value);
      return inner.Take();
    } else {
      return value;
    }
  }

  Json json_ = Json::object();
};

// Takes fields out of an object. Throws kInvalidRequest naming the field that is missing or is not
// what is wanted; fields that nobody asks for are passed over.
class FieldReader {
 public:
  using Json = nlohmann::ordered_json;

  // `place`: the path to the object, for messages; "" for the whole.
  FieldReader(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
    if (!json.is_object()) Refuse(place_, "an object");
  }

  template <class T>
  void operator()(const char* name, T& value) {
    const std::string place = place_.empty() ? name : place_ + "." + name;
    const auto found = json_.find(name);
    if (found == json_.end()) {
      throw Error(ErrorCode::kInvalidRequest, "field \"" + place + "\" is missing");
    }
    Read(*found, place, value);
  }
  // Stays as it is when it is missing.
  template <class T>
  void Optional(const char* name, T& value) {
    if (json_.contains(name)) (*this)(name, value);
  }

 private:
  using Place = const std::string&;

  [[noreturn]] static void Refuse(Place place, const std::string& wanted) {
    const std::string where = place.empty() ? "" : "field \"" + place + "\": ";
    throw Error(ErrorCode::kInvalidRequest, where + wanted + " is wanted");
  }
  static void Read(const Json& json, Place place, std::string& value) {
    if (!json.is_string()) Refuse(place, "a text");
    value = json.get<std::string>();
  }
  static void Read(const Json& json, Place place, bool& value) {
    if (!json.is_boolean()) Refuse(place, "true or false");
    value = json.get<bool>();
  }
  static void Read(const Json& json, Place place, double& value) {
    if (!json.is_number() && !json.is_null()) Refuse(place, "a number");
    value = json.is_null() ? std::nan("") : json.get<double>();
  }
  static void Read(const Json& json, Place place, StopReason& value) {
    for (int i = 0; i <= static_cast<int>(StopReason::kError); ++i) {
      value = static_cast<StopReason>(i);
      if (json.is_string() && json.get<std::string>() == StopReasonName(value)) return;
    }
    Refuse(place, "a reason to stop");
  }
  static void Read(const Json& json, Place place, ScoreScale& value) {
    for (const auto& [name, scale] : ChoiceNames<ScoreScale>::kNames) {
      value = scale;
      if (json.is_string() && json.get<std::string>() == name) return;
    }
    Refuse(place, "\"probability\", \"log\" or \"rank\"");
  }
  static void Read(const Json& json, Place place, Language& value) {
    if (json != "en" && json != "ko") Refuse(place, "\"en\" or \"ko\"");
    value = json == "ko" ? Language::kKorean : Language::kEnglish;
  }
  static void Read(const Json& json, Place place,
                   std::vector<std::pair<std::string, double>>& scores) {
    if (!json.is_object()) Refuse(place, "an object");
    for (const auto& [name, value] : json.items()) {
      Read(value, place + "." + name, scores.emplace_back(name, 0).second);
    }
  }
  template <class T>
  static void Read(const Json& json, Place place, std::optional<T>& value) {
    if (!json.is_null()) Read(json, place, value.emplace());
  }
  template <class T>
  static void Read(const Json& json, Place place, std::vector<T>& list) {
    if (!json.is_array()) Refuse(place, "a list");
    for (const Json& each : json) {
      const std::string inner = place + "[" + std::to_string(list.size()) + "]";
      Read(each, inner, list.emplace_back());
    }
  }
  template <class T>
  static void Read(const Json& json, Place place, std::map<std::string, T>& map) {
    if (!json.is_object()) Refuse(place, "an object");
    for (const auto& [name, value] : json.items()) Read(value, place + "." + name, map[name]);
  }
  template <class T>
  static void Read(const Json& json, Place place, T& value) {
    if constexpr (std::is_class_v<T>) {
      FieldReader inner(json, place);
      VisitFields(inner, value);
    } else {
      if (!json.is_number_integer()) Refuse(place, "a whole number");
      value = json.get<T>();
    }
  }

  const Json& json_;
  std::string place_;
};

// A line of JSON with a field "format" from `oldest` to `newest`. Throws kInvalidRequest, saying
// what is wrong with it.
inline FieldReader::Json ParseFormatted(std::string_view line, int oldest, int newest) {
  FieldReader::Json json = FieldReader::Json::parse(line, nullptr, false);
  if (json.is_discarded()) throw Error(ErrorCode::kInvalidRequest, "this is no JSON");
  int format = 0;
  FieldReader(json, "")("format", format);
  if (format >= oldest && format <= newest) return json;
  const std::string read =
      oldest == newest ? "format " + std::to_string(newest)
                       : "formats " + std::to_string(oldest) + " to " + std::to_string(newest);
  throw Error(ErrorCode::kInvalidRequest, "field \"format\": written in format " +
                                              std::to_string(format) + "; this program reads " +
                                              read);
}

}  // namespace ponder
