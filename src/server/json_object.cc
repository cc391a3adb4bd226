#include "server/json_object.h"

#include <fmt/format.h>

#include <cmath>

#include "ponder/error.h"
#include "text/utf8.h"

namespace ponder {
namespace {

constexpr int kDeepest = 64;
constexpr size_t kShown = 40;  // bytes of a wrong value in a message

std::string Shown(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  std::string text = JsonText(value);
  if (text.size() > kShown) {
    text.resize(CompleteUtf8Prefix(std::string_view(text).substr(0, kShown)));
    text += "...";
  }
  return text;
}

std::string RangeText(const char* kind, Range range) {
  const auto number = [](double value) { return fmt::format("{:g}", value); };
  return fmt::format("{} from {} to {}", kind, number(range.low), number(range.high));
}

}  // namespace

std::string JsonText(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json ParseBody(std::string_view body) {
  const size_t bad = FirstInvalidUtf8(body);
  if (bad != std::string_view::npos) {
    throw Error(ErrorCode::kInvalidRequest, fmt::format("body: not UTF-8 at byte {}", bad));
  }
  const auto check_depth = [](int depth, Json::parse_event_t, Json&) {
    if (depth <= kDeepest) return true;
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("body: JSON of at most {} levels is wanted", kDeepest));
  };
  Json json;
  try {
    json = Json::parse(body, check_depth);
  } catch (const Json::exception&) {
    throw Error(ErrorCode::kInvalidRequest, "body: a JSON object is wanted; this is no valid JSON");
  }
  if (!json.is_object()) ThrowWrongField("body", "a JSON object", json);
  return json;
}

void ThrowWrongField(const std::string& path, const std::string& wanted, const Json& value) {
  throw Error(ErrorCode::kInvalidRequest,
              fmt::format("{}: {} is wanted, not {}", path, wanted, Shown(value)));
}

JsonObject::JsonObject(const Json& json, std::string path) : json_(json), path_(std::move(path)) {
  if (!json.is_object()) ThrowWrongField(path_, "an object", json);
}

const Json* JsonObject::Find(std::string_view name) {
  read_.emplace(name);
  const auto found = json_.find(name);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<bool> JsonObject::Bool(std::string_view name) {
  const Json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) ThrowWrongField(PathOf(name), "true or false", *value);
  return value->get<bool>();
}

std::optional<int64_t> JsonObject::Integer(std::string_view name, Range range) {
  const std::optional<double> number = Number(name, range);
  if (!number) return std::nullopt;
  if (std::floor(*number) != *number) {
    ThrowWrongField(PathOf(name), RangeText("a whole number", range), *Find(name));
  }
  const Json& value = *Find(name);
  return value.is_number_float() ? static_cast<int64_t>(*number) : value.get<int64_t>();
}

std::optional<double> JsonObject::Number(std::string_view name, Range range) {
  const Json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  const double number = value->is_number() ? value->get<double>() : NAN;
  if (!(number >= range.low && number <= range.high)) {
    ThrowWrongField(PathOf(name), RangeText("a number", range), *value);
  }
  return number;
}

std::optional<std::string> JsonObject::Text(std::string_view name) {
  const Json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) ThrowWrongField(PathOf(name), "a text", *value);
  return value->get<std::string>();
}

std::optional<JsonObject> JsonObject::Object(std::string_view name) {
  const Json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  return JsonObject(*value, PathOf(name));
}

std::optional<std::vector<std::string>> JsonObject::Texts(std::string_view name) {
  const Json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return std::vector<std::string>{value->get<std::string>()};
  if (!value->is_array()) ThrowWrongField(PathOf(name), "a text or a list of texts", *value);
  std::vector<std::string> texts;
  for (const Json& text : *value) {
    if (!text.is_string()) {
      ThrowWrongField(fmt::format("{}[{}]", PathOf(name), texts.size()), "a text", text);
    }
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

std::string JsonObject::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

std::vector<std::string> JsonObject::Unread() const {
  std::vector<std::string> paths;
  for (const auto& [name, value] : json_.items()) {
    if (!read_.contains(name) && !value.is_null()) paths.push_back(PathOf(name));
  }
  return paths;
}

}  // namespace ponder
