#include "eval/record.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "ponder/error.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kStops = {
    StopReason::kEnd,    StopReason::kStopString, StopReason::kLength,      StopReason::kPhaseLimit,
    StopReason::kBudget, StopReason::kCancelled,  StopReason::kContextFull, StopReason::kError};

// Reader and writer go over one list of fields each (Visit), so that they cannot part.

// Puts fields into an object.
class Writer {
 public:
  template <class T>
  void operator()(const char* name, const T& value) {
    json_[name] = ToJson(value);
  }
  Json Take() { return std::move(json_); }

 private:
  static Json ToJson(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
  static Json ToJson(StopReason stop) { return StopReasonName(stop); }
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
  static Json ToJson(const T& value);

  Json json_ = Json::object();
};

// Takes fields out of an object; `place_` is the path to it, for messages.
class Reader {
 public:
  Reader(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
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

 private:
  [[noreturn]] static void Refuse(const std::string& place, const std::string& wanted) {
    throw Error(ErrorCode::kInvalidRequest,
                place.empty() ? wanted + " is wanted"
                              : "field \"" + place + "\": " + wanted + " is wanted");
  }
  static void Read(const Json& json, const std::string& place, std::string& value) {
    if (!json.is_string()) Refuse(place, "a text");
    value = json.get<std::string>();
  }
  static void Read(const Json& json, const std::string& place, bool& value) {
    if (!json.is_boolean()) Refuse(place, "true or false");
    value = json.get<bool>();
  }
  static void Read(const Json& json, const std::string& place, double& value) {
    if (!json.is_number() && !json.is_null()) Refuse(place, "a number");
    value = json.is_null() ? std::nan("") : json.get<double>();
  }
  static void Read(const Json& json, const std::string& place, StopReason& value) {
    for (const StopReason stop : kStops) {
      if (!json.is_string() || json.get<std::string>() != StopReasonName(stop)) continue;
      value = stop;
      return;
    }
    Refuse(place, "a reason to stop");
  }
  static void Read(const Json& json, const std::string& place, Language& value) {
    if (json != "en" && json != "ko") Refuse(place, "\"en\" or \"ko\"");
    value = json == "ko" ? Language::kKorean : Language::kEnglish;
  }
  static void Read(const Json& json, const std::string& place,
                   std::vector<std::pair<std::string, double>>& scores) {
    if (!json.is_object()) Refuse(place, "an object");
    for (const auto& [name, value] : json.items()) {
      Read(value, place + "." + name, scores.emplace_back(name, 0).second);
    }
  }
  template <class T>
  static void Read(const Json& json, const std::string& place, std::optional<T>& value) {
    if (!json.is_null()) Read(json, place, value.emplace());
  }
  template <class T>
  static void Read(const Json& json, const std::string& place, std::vector<T>& list) {
    if (!json.is_array()) Refuse(place, "a list");
    for (const Json& each : json) {
      Read(each, place + "[" + std::to_string(list.size()) + "]", list.emplace_back());
    }
  }
  template <class T>
  static void Read(const Json& json, const std::string& place, std::map<std::string, T>& map) {
    if (!json.is_object()) Refuse(place, "an object");
    for (const auto& [name, value] : json.items()) Read(value, place + "." + name, map[name]);
  }
  template <class T>
  static void Read(const Json& json, const std::string& place, T& value);

  const Json& json_;
  std::string place_;
};

template <class Visitor, class Value>
void VisitUsage(Visitor& visit, Value& usage) {
  visit("prompt_tokens", usage.prompt_tokens);
  visit("cached_tokens", usage.cached_tokens);
  visit("prefill_tokens", usage.prefill_tokens);
  visit("completion_tokens", usage.completion_tokens);
  visit("reasoning_tokens", usage.reasoning_tokens);
  visit("scorer_tokens", usage.scorer_tokens);
  visit("scorer_prompt_tokens", usage.scorer_prompt_tokens);
  visit("calls", usage.calls);
  visit("forward_tokens", usage.forward_tokens);
  visit("logical_forward_tokens", usage.logical_forward_tokens);
  visit("flops", usage.flops);
}

template <class Visitor, class Value>
void VisitSeconds(Visitor& visit, Value& seconds) {
  visit("total", seconds.total);
  visit("first_token", seconds.first_token);
  visit("engine", seconds.engine);
}

template <class Visitor, class Value>
void VisitCandidate(Visitor& visit, Value& candidate) {
  visit("final", candidate.final);
  visit("vote_key", candidate.vote_key);
  visit("right", candidate.right);
  visit("tokens", candidate.tokens);
  visit("stop_reason", candidate.stop);
  visit("score", candidate.score);
}

template <class Visitor, class Value>
void VisitRecord(Visitor& visit, Value& record) {
  visit("key", record.key);
  visit("model", record.model);
  visit("task", record.task);
  visit("item", record.item);
  visit("level", record.level);
  visit("level_name", record.level_name);
  visit("method", record.method);
  visit("budget_tokens", record.budget_tokens);
  visit("sample", record.sample);
  visit("seed", record.seed);
  visit("language", record.language);
  visit("shots", record.shots);
  visit("max_tokens", record.max_tokens);
  visit("temperature", record.temperature);
  visit("prompt_hash", record.prompt_hash);
  visit("question", record.question);
  visit("gold", record.gold);
  visit("final", record.final);
  visit("text", record.text);
  visit("thinking", record.thinking);
  visit("vote_key", record.vote_key);
  visit("right", record.right);
  visit("extracted", record.extracted);
  visit("reason", record.reason);
  visit("scores", record.scores);
  visit("stop_reason", record.stop);
  visit("usage", record.usage);
  visit("usage_by_role", record.usage_by_role);
  visit("seconds", record.seconds);
  visit("chosen", record.chosen);
  visit("candidates", record.candidates);
}

template <class Visitor, class Value>
void Visit(Visitor& visit, Value& value) {
  using Plain = std::remove_const_t<Value>;
  if constexpr (std::is_same_v<Plain, Usage>) VisitUsage(visit, value);
  if constexpr (std::is_same_v<Plain, Seconds>) VisitSeconds(visit, value);
  if constexpr (std::is_same_v<Plain, EvalCandidate>) VisitCandidate(visit, value);
  if constexpr (std::is_same_v<Plain, EvalRecord>) VisitRecord(visit, value);
}

template <class T>
Json Writer::ToJson(const T& value) {
  if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) {
    Writer inner;
    Visit(inner, value);
    return inner.Take();
  } else {
    return value;
  }
}

template <class T>
void Reader::Read(const Json& json, const std::string& place, T& value) {
  if constexpr (std::is_class_v<T>) {
    Reader inner(json, place);
    Visit(inner, value);
  } else {
    if (!json.is_number_integer()) Refuse(place, "a whole number");
    value = json.get<T>();
  }
}

}  // namespace

bool EvalRecord::HitLimit() const {
  return stop == StopReason::kLength || stop == StopReason::kBudget ||
         stop == StopReason::kContextFull || stop == StopReason::kPhaseLimit;
}

std::string RecordLine(const EvalRecord& record) {
  Writer writer;
  writer("format", kRecordFormat);
  VisitRecord(writer, record);
  return writer.Take().dump(-1, ' ', false, Json::error_handler_t::replace);
}

EvalRecord ParseRecordLine(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) throw Error(ErrorCode::kInvalidRequest, "this is no JSON");
  Reader reader(json, "");
  int format = 0;
  reader("format", format);
  if (format != kRecordFormat) {
    throw Error(ErrorCode::kInvalidRequest,
                "field \"format\": written in format " + std::to_string(format) +
                    "; this program reads format " + std::to_string(kRecordFormat));
  }
  EvalRecord record;
  VisitRecord(reader, record);
  return record;
}

}  // namespace ponder
