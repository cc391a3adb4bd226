#include "eval/probe/sample_lines.h"

#include <fstream>
#include <iterator>
#include <type_traits>

#include "eval/json_fields.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using Json = FieldWriter::Json;

constexpr int kFormat = 2;
constexpr int kOldestFormat = 1;  // that is still read

}  // namespace

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, ProbePoint>
void VisitFields(Visitor& visit, Value& point) {
  visit("end", point.end);
  visit("tokens", point.tokens);
  visit("steps", point.steps);
  visit("right", point.right);
  visit("wrong", point.wrong);
  visit("mean_logprob", point.mean_logprob);
  visit("lowest_logprob", point.lowest_logprob);
  visit("ended", point.ended);
  visit("cut", point.cut);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, ProbeSample>
void VisitFields(Visitor& visit, Value& sample) {
  visit("text", sample.text);
  visit("final", sample.final);
  visit("vote_key", sample.vote_key);
  visit("right", sample.right);
  visit("stop_reason", sample.stop);
  visit("tokens", sample.tokens);
  visit("points", sample.points);
  visit("targets", sample.targets);
  visit("rollouts", sample.rollouts);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, ProbeQuestion>
void VisitFields(Visitor& visit, Value& question) {
  visit("task", question.task);
  visit("item", question.item);
  visit("question", question.question);
  visit("gold", question.gold);
  visit("tokens", question.tokens);
  visit("samples", question.samples);
}

template <class Visitor, class Value>
requires std::is_same_v<std::remove_const_t<Value>, ProbeAbout>
void VisitFields(Visitor& visit, Value& about) {
  visit("fingerprint", about.fingerprint);
  visit("model", about.model);
  visit("width", about.width);
  visit("tasks", about.tasks);
  visit("data", about.data);
  visit("samples", about.samples);
  visit("rollouts", about.rollouts);
  visit("shots", about.shots);
  visit("seed", about.seed);
  visit("prompt", about.prompt);
  visit("temperature", about.temperature);
  visit("max_tokens", about.max_tokens);
}

namespace {

template <class T>
std::string LineOf(const T& value) {
  FieldWriter writer;
  writer("format", kFormat);
  VisitFields(writer, value);
  return writer.Take().dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class T>
T FromJson(const Json& json) {
  FieldReader reader(json, "");
  T value;
  VisitFields(reader, value);
  return value;
}

void CheckQuestion(const ProbeQuestion& question) {
  for (const ProbeSample& sample : question.samples) {
    if (sample.points.empty() || sample.targets.size() != sample.points.size()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "field \"targets\": one a point is wanted, and at least one point");
    }
    size_t before = 0;
    for (const ProbePoint& point : sample.points) {
      if (point.end < before || point.end > sample.text.size()) {
        throw Error(ErrorCode::kInvalidRequest,
                    "field \"points\": ends within the text and in its order are wanted");
      }
      before = point.end;
    }
  }
}

}  // namespace

std::string ToLine(const ProbeAbout& about) { return LineOf(about); }
std::string ToLine(const ProbeQuestion& question) { return LineOf(question); }

ProbeAbout AboutFromLine(std::string_view line) {
  Json json = ParseFormatted(line, kOldestFormat, kFormat);
  if (!json.contains("shots")) json["shots"] = 0;  // format 1 knew none
  return FromJson<ProbeAbout>(json);
}

std::string ReadSampleFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw Error(ErrorCode::kUnavailable, file.string() + ": cannot be read");
  return bytes;
}

std::vector<ProbeQuestion> ReadSampleLines(const fs::path& file, uint64_t& whole_bytes) {
  std::vector<ProbeQuestion> questions;
  std::error_code error;
  whole_bytes = 0;
  if (!fs::exists(file, error)) return questions;
  const std::string text = ReadSampleFile(file);
  size_t number = 0;
  for (size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos;) {
    ++number;
    try {
      const std::string_view line = std::string_view(text).substr(begin, end - begin);
      questions.push_back(FromJson<ProbeQuestion>(ParseFormatted(line, kOldestFormat, kFormat)));
      CheckQuestion(questions.back());
    } catch (const Error& what) {
      throw Error(what.code(), file.string() + ":" + std::to_string(number) + ": " + what.what());
    }
    begin = end + 1;
    whole_bytes = begin;
  }
  return questions;
}

}  // namespace ponder
