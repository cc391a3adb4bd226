#include "eval/probe/sample_folder.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "eval/json_fields.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using Json = FieldWriter::Json;

constexpr int kFormat = 1;
constexpr uint64_t kStatesAPoint = 3;

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
  visit("seed", about.seed);
  visit("prompt", about.prompt);
  visit("temperature", about.temperature);
  visit("max_tokens", about.max_tokens);
}

namespace {

template <class T>
std::string ToLine(const T& value) {
  FieldWriter writer;
  writer("format", kFormat);
  VisitFields(writer, value);
  return writer.Take().dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class T>
T FromLine(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) throw Error(ErrorCode::kInvalidRequest, "this is no JSON");
  FieldReader reader(json, "");
  int format = 0;
  reader("format", format);
  if (format != kFormat) {
    throw Error(ErrorCode::kInvalidRequest, "field \"format\": written in format " +
                                                std::to_string(format) + "; this program reads " +
                                                std::to_string(kFormat));
  }
  T value;
  VisitFields(reader, value);
  return value;
}

std::string ReadBytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw Error(ErrorCode::kUnavailable, file.string() + ": cannot be read");
  return bytes;
}

void CheckQuestion(const ProbeQuestion& question) {
  for (const ProbeSample& sample : question.samples) {
    if (sample.points.empty() || sample.targets.size() != sample.points.size()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "field \"targets\": one a point is wanted, and at least one point");
    }
  }
}

// What the lines say; their states are still to come. `whole_bytes`: without a last line that was
// cut short.
std::vector<ProbeQuestion> ReadLines(const fs::path& file, uint64_t& whole_bytes) {
  std::vector<ProbeQuestion> questions;
  std::error_code error;
  whole_bytes = 0;
  if (!fs::exists(file, error)) return questions;
  const std::string text = ReadBytes(file);
  size_t number = 0;
  for (size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos;) {
    ++number;
    try {
      questions.push_back(
          FromLine<ProbeQuestion>(std::string_view(text).substr(begin, end - begin)));
      CheckQuestion(questions.back());
    } catch (const Error& what) {
      throw Error(what.code(),
                  file.string() + ":" + std::to_string(number) + ": " + what.what());
    }
    begin = end + 1;
    whole_bytes = begin;
  }
  return questions;
}

ProbeAbout ReadAbout(const fs::path& folder) {
  const fs::path file = folder / "about.json";
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw Error(ErrorCode::kNotFound,
                "folder " + folder.string() + ": it holds no samples of ponder train probe");
  }
  try {
    return FromLine<ProbeAbout>(ReadBytes(file));
  } catch (const Error& what) {
    throw Error(what.code(), file.string() + ": " + what.what());
  }
}

// Rounded to the nearest of 16 bits.
uint16_t Halved(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

float Whole(uint16_t half) { return std::bit_cast<float>(uint32_t{half} << 16); }

uint64_t PointsOf(const ProbeQuestion& question) {
  uint64_t points = 0;
  for (const ProbeSample& sample : question.samples) points += sample.points.size();
  return points;
}

uint64_t StateBytes(const ProbeQuestion& question, int width) {
  return PointsOf(question) * kStatesAPoint * static_cast<uint64_t>(width) * sizeof(uint16_t);
}

void ReadState(std::string_view& bytes, int width, std::vector<float>& state) {
  state.resize(static_cast<size_t>(width));
  for (float& value : state) {
    uint16_t half = 0;
    std::memcpy(&half, bytes.data(), sizeof half);
    bytes.remove_prefix(sizeof half);
    value = Whole(half);
  }
}

}  // namespace

int64_t ProbeData::Tokens() const {
  int64_t tokens = 0;
  for (const ProbeQuestion& question : questions) tokens += question.tokens;
  return tokens;
}

int64_t ProbeData::Samples() const {
  int64_t samples = 0;
  for (const ProbeQuestion& question : questions) {
    samples += static_cast<int64_t>(question.samples.size());
  }
  return samples;
}

ProbeData ReadProbeFolder(const fs::path& folder) {
  ProbeData data{ReadAbout(folder), {}};
  uint64_t whole_bytes = 0;
  data.questions = ReadLines(folder / "samples.jsonl", whole_bytes);
  if (data.questions.empty()) {
    throw Error(ErrorCode::kNotFound, "folder " + folder.string() + ": it holds no samples yet");
  }
  const fs::path file = folder / "states.bin";
  const std::string all = ReadBytes(file);
  std::string_view bytes = all;
  for (ProbeQuestion& question : data.questions) {
    if (StateBytes(question, data.about.width) > bytes.size()) {
      throw Error(ErrorCode::kInvalidRequest,
                  file.string() + ": it is shorter than samples.jsonl says; remove the folder and "
                                  "sample again");
    }
    for (ProbeSample& sample : question.samples) {
      for (ProbePoint& point : sample.points) {
        ReadState(bytes, data.about.width, point.last);
        ReadState(bytes, data.about.width, point.mean);
        ReadState(bytes, data.about.width, point.step);
      }
    }
  }
  return data;
}

ProbeFolder::ProbeFolder(fs::path folder, const ProbeAbout& about) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  std::optional<FileLock> lock = FileLock::TryTake(folder_ / "samples.jsonl");
  if (!lock) {
    throw Error(ErrorCode::kUnavailable,
                "folder " + folder_.string() + ": another run is sampling into it");
  }
  lock_.emplace(std::move(*lock));
  if (fs::exists(folder_ / "about.json", error)) {
    if (ReadAbout(folder_) != about) {
      throw Error(ErrorCode::kInvalidRequest,
                  "folder " + folder_.string() +
                      ": it holds samples of another model or of other settings (about.json); "
                      "name another folder with --samples-folder");
    }
  } else {
    WriteWhole(folder_ / "about.json",
               [&](const fs::path& half) { std::ofstream(half) << ToLine(about) << "\n"; });
  }
  uint64_t whole_bytes = 0;
  for (const ProbeQuestion& question : ReadLines(folder_ / "samples.jsonl", whole_bytes)) {
    known_.insert(question.task + "/" + question.item);
    tokens_ += question.tokens;
    state_bytes_ += StateBytes(question, about.width);
  }
  log_.emplace(folder_ / "samples.jsonl", whole_bytes);
}

bool ProbeFolder::Has(const std::string& task, const std::string& item) const {
  return known_.contains(task + "/" + item);
}

void ProbeFolder::Add(const ProbeQuestion& question) {
  WriteStates(question);
  log_->Append(ToLine(question));
  log_->Sync();
  known_.insert(question.task + "/" + question.item);
  tokens_ += question.tokens;
}

// States come first: a line without them would be no sample, states without a line are overwritten.
void ProbeFolder::WriteStates(const ProbeQuestion& question) {
  std::string bytes;
  for (const ProbeSample& sample : question.samples) {
    for (const ProbePoint& point : sample.points) {
      for (const auto* state : {&point.last, &point.mean, &point.step}) {
        for (const float value : *state) {
          const uint16_t half = Halved(value);
          bytes.append(reinterpret_cast<const char*>(&half), sizeof half);
        }
      }
    }
  }
  const fs::path file = folder_ / "states.bin";
  if (state_bytes_ == 0) std::ofstream(file, std::ios::binary | std::ios::trunc);
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(static_cast<std::streamoff>(state_bytes_));
  out << bytes;
  out.close();
  if (!out) throw Error(ErrorCode::kUnavailable, file.string() + ": cannot be written");
  state_bytes_ += bytes.size();
}

}  // namespace ponder
