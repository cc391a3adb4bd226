#include "eval/probe/sample_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cstring>
#include <fstream>
#include <span>
#include <string_view>
#include <utility>

#include "eval/probe/sample_lines.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kStatesAPoint = 3;

ProbeAbout ReadAbout(const fs::path& folder) {
  const fs::path file = folder / "about.json";
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw Error(ErrorCode::kNotFound,
                "folder " + folder.string() + ": it holds no samples of ponder train probe");
  }
  try {
    return AboutFromLine(ReadSampleFile(file));
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

// To the disk, not only to the system.
void Sync(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  fdatasync(descriptor);
  close(descriptor);
}

[[noreturn]] void RefuseShortStates(const fs::path& file) {
  throw Error(ErrorCode::kInvalidRequest,
              file.string() +
                  ": it is shorter than samples.jsonl says; remove the folder and "
                  "sample again");
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
  data.questions = ReadSampleLines(folder / "samples.jsonl", whole_bytes);
  if (data.questions.empty()) {
    throw Error(ErrorCode::kNotFound, "folder " + folder.string() + ": it holds no samples yet");
  }
  const fs::path file = folder / "states.bin";
  const std::string all = ReadSampleFile(file);
  std::string_view bytes = all;
  for (ProbeQuestion& question : data.questions) {
    if (StateBytes(question, data.about.width) > bytes.size()) {
      RefuseShortStates(file);
    }
    for (ProbeSample& sample : question.samples) {
      ReadNumbers(question.question, sample.text, sample.points);
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
  for (const ProbeQuestion& question : ReadSampleLines(folder_ / "samples.jsonl", whole_bytes)) {
    known_.insert(question.task + "/" + question.item);
    tokens_ += question.tokens;
    state_bytes_ += StateBytes(question, about.width);
  }
  const fs::path states = folder_ / "states.bin";
  const uint64_t kept = fs::exists(states, error) ? fs::file_size(states, error) : 0;
  if (kept < state_bytes_) RefuseShortStates(states);
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
  Sync(file);
  state_bytes_ += bytes.size();
}

}  // namespace ponder
