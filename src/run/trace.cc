#include "run/trace.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"
#include "run/json.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// Bytes as hexadecimal digits: recordings need not be UTF-8.
std::string Hex(const std::string& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

int Digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(Digit(hex[i]) * 16 + Digit(hex[i + 1]));
  }
  return bytes;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// For people; the replay reads "record".
Json CallJson(Role role, const CallRecord& call) {
  Json replies = Json::array();
  for (const Generation& generation : call.generations) {
    replies.push_back({{"text", generation.text},
                       {"stop_reason", StopReasonName(generation.stop)},
                       {"prompt_tokens", generation.usage.prompt},
                       {"tokens", generation.usage.generated}});
  }
  return {{"event", "call"},
          {"role", RoleName(role)},
          {"kind", call.evaluate ? "evaluate" : "generate"},
          {"replies", std::move(replies)},
          {"record", Hex(FormatCall(call))}};
}

}  // namespace

TraceWriter::TraceWriter(const std::filesystem::path& file)
    : path_(file), file_(file, std::ios::binary) {
  if (!file_) throw Error(ErrorCode::kUnavailable, "cannot write " + file.string());
}

std::shared_ptr<Engine> TraceWriter::Trace(std::shared_ptr<Engine> engine, Role role) {
  const auto write = [this, role](const CallRecord& call) { Write(Dump(CallJson(role, call))); };
  return recorders_[role] = std::make_shared<RecordingEngine>(std::move(engine), write);
}

TraceWriter::~TraceWriter() {
  for (const auto& [role, recorder] : recorders_) {
    Recording rest = recorder->Taken();
    rest.calls.clear();
    Write(Dump(
        {{"event", "engine"}, {"role", RoleName(role)}, {"record", Hex(FormatRecording(rest))}}));
  }
  file_.flush();
  if (!file_) Log(LogLevel::kError, "the trace " + path_.string() + " could not be written");
}

EventSink TraceWriter::Sink(EventSink next) {
  return [this, next = std::move(next)](const Event& event) {
    Write(ToJson(event));
    if (next) next(event);
  };
}

void TraceWriter::Write(const std::string& line) {
  std::lock_guard lock(mutex_);
  file_ << line << '\n';
}

std::unique_ptr<Engine> ReplayTrace(const std::filesystem::path& file, Role role) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorCode::kNotFound, "cannot read " + file.string());
  Recording recording;
  std::vector<CallRecord> calls;
  std::string line;
  bool whole = false;
  for (int number = 1; std::getline(in, line); ++number) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("event")) {
      throw Error(ErrorCode::kInvalidRequest,
                  file.string() + ":" + std::to_string(number) + ": not a line of a trace");
    }
    if (json.value("role", "") != RoleName(role)) continue;
    if (json["event"] == "call") calls.push_back(ParseCall(FromHex(json.value("record", ""))));
    if (json["event"] != "engine") continue;
    recording = ParseRecording(FromHex(json.value("record", "")));
    whole = true;
  }
  if (!whole) {
    throw Error(ErrorCode::kInvalidRequest, file.string() + " holds no engine of the role " +
                                                std::string(RoleName(role)) +
                                                ", or ends early: the run was cut off");
  }
  recording.calls = std::move(calls);
  return MakeReplayEngine(std::move(recording));
}

}  // namespace ponder
