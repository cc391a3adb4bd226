#include "eval/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

std::string ReadBytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw Error(ErrorCode::kUnavailable, file.string() + ": cannot be read");
  return text;
}

EvalRecord ParseAt(const fs::path& file, size_t number, std::string_view line) {
  try {
    return ParseRecordLine(line);
  } catch (const Error& error) {
    throw Error(error.code(), file.string() + ":" + std::to_string(number) + ": " + error.what());
  }
}

}  // namespace

EvalLog ReadEvalLog(const fs::path& file) {
  EvalLog log;
  std::error_code error;
  if (!fs::exists(file, error)) return log;
  if (!fs::is_regular_file(file, error)) {
    throw Error(ErrorCode::kInvalidRequest, file.string() + ": is no plain file");
  }
  const std::string text = ReadBytes(file);
  std::unordered_map<std::string, size_t> places;  // of keys
  size_t number = 0;
  for (size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos;) {
    EvalRecord record = ParseAt(file, ++number, std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    log.whole_bytes = begin;
    const auto [place, fresh] = places.emplace(record.key, log.records.size());
    if (fresh) {
      log.records.push_back(std::move(record));
    } else {
      log.records[place->second] = std::move(record);
    }
  }
  return log;
}

LogWriter::LogWriter(fs::path file, uint64_t whole_bytes)
    : file_(std::move(file)), bytes_(whole_bytes) {
  descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0) Fail("cannot be opened");
  struct stat status {};
  if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (static_cast<uint64_t>(status.st_size) == bytes_) return;
  if (ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0) Fail("cannot be cut");
}

LogWriter::~LogWriter() {
  if (descriptor_ >= 0) close(descriptor_);
}

void LogWriter::Append(const std::string& line) {
  const std::string whole = line + "\n";
  ssize_t written = 0;
  do {
    written = write(descriptor_, whole.data(), whole.size());
  } while (written < 0 && errno == EINTR);
  if (written == static_cast<ssize_t>(whole.size())) {
    bytes_ += whole.size();
    return;
  }
  // A part of a line would spoil the file for what is appended later.
  const int why = written < 0 ? errno : ENOSPC;
  if (written > 0 && ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0) Fail("cannot be cut");
  errno = why;
  Fail("cannot be written");
}

void LogWriter::Sync() { fdatasync(descriptor_); }

void LogWriter::Fail(const std::string& what) const {
  throw Error(ErrorCode::kUnavailable,
              file_.string() + ": " + what + ": " + std::generic_category().message(errno));
}

}  // namespace ponder
