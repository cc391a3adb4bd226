#include "models/files.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "models/models.h"
#include "ponder/error.h"

namespace ponder {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds kLockPoll{100};

[[noreturn]] void ThrowUnavailable(const fs::path& path, int error) {
  throw Error(ErrorCode::kUnavailable,
              path.string() + ": " + std::strerror(error) +
                  "; make room or set PONDER_CACHE to a folder that can be written");
}

void Sync(const fs::path& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) ThrowUnavailable(path, errno);
  const int result = fsync(descriptor);
  const int error = errno;
  close(descriptor);
  if (result != 0) ThrowUnavailable(path, error);
}

fs::path HomeFolder() {
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return home;
  const passwd* user = getpwuid(getuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : "";
}

std::uint64_t SizeOrZero(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

int EditDistance(const std::string& a, const std::string& b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

std::string NearNames(const std::string& name) {
  std::string near;
  for (const CatalogueEntry& entry : Catalogue()) {
    const bool part = name.size() >= 3 && entry.name.find(name) != std::string::npos;
    if (part || EditDistance(name, entry.name) <= 3)
      near += (near.empty() ? "" : ", ") + entry.name;
  }
  return near;
}

std::string AllNames() {
  std::string names;
  for (const CatalogueEntry& entry : Catalogue()) names += (names.empty() ? "" : ", ") + entry.name;
  return names;
}

}  // namespace

std::optional<FileLock> FileLock::TryTake(const fs::path& path) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) ThrowUnavailable(path.parent_path(), failed.value());
  const std::string name = path.string() + ".lock";
  const int descriptor = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) ThrowUnavailable(name, errno);
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FileLock(descriptor);
  const int error = errno;
  close(descriptor);
  if (error != EWOULDBLOCK && error != EINTR) ThrowUnavailable(name, error);
  return std::nullopt;
}

std::optional<FileLock> FileLock::Take(const fs::path& path, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (std::optional<FileLock> lock = TryTake(path)) return lock;
    std::this_thread::sleep_for(kLockPoll);
  }
  return std::nullopt;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

void SweepTemporaries(const fs::path& path) {
  const std::string prefix = path.filename().string() + ".tmp.";
  std::error_code ignored;
  std::vector<fs::path> stale;
  for (const fs::directory_entry& file : fs::directory_iterator(path.parent_path(), ignored)) {
    if (file.path().filename().string().starts_with(prefix)) stale.push_back(file.path());
  }
  for (const fs::path& file : stale) fs::remove_all(file, ignored);
}

void WriteWhole(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  SweepTemporaries(path);
  const fs::path temporary = path.string() + ".tmp." + std::to_string(getpid());
  try {
    write(temporary);
    Sync(temporary);
    fs::rename(temporary, path);
    Sync(path.parent_path());
  } catch (const fs::filesystem_error& error) {
    SweepTemporaries(path);
    ThrowUnavailable(path, error.code().value());
  } catch (...) {
    SweepTemporaries(path);
    throw;
  }
}

fs::path CacheFolder() {
  const char* own = std::getenv("PONDER_CACHE");
  if (own != nullptr && *own != '\0') return fs::absolute(own).lexically_normal();
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  if (xdg != nullptr && *xdg == '/')
    return fs::path(xdg) / "ponder";  // a relative one is to be ignored
  const fs::path home = HomeFolder();
  if (home.empty()) {
    throw Error(
        ErrorCode::kUnavailable,
        "no cache folder: neither PONDER_CACHE nor HOME is set; set PONDER_CACHE to a folder");
  }
  return home / ".cache" / "ponder";
}

fs::path DataFolder() { return CacheFolder() / "data"; }

ModelStatus StatusOf(const CatalogueEntry& entry) {
  const fs::path folder = CacheFolder() / "models";
  std::error_code ignored;
  ModelStatus status;
  status.path = folder / (entry.name + ".gguf");
  status.present = fs::is_regular_file(status.path, ignored);
  status.disk_bytes = SizeOrZero(status.path);
  if (!entry.convert.empty()) {
    status.converted_path = folder / (entry.name + "-" + entry.convert + ".gguf");
    status.converted = fs::is_regular_file(status.converted_path, ignored);
    status.disk_bytes += SizeOrZero(status.converted_path);
  }
  return status;
}

fs::path ResolveModel(const std::string& path_or_name) {
  std::error_code ignored;
  if (fs::is_regular_file(path_or_name, ignored)) return path_or_name;
  if (const CatalogueEntry* entry = FindInCatalogue(path_or_name)) {
    const ModelStatus status = StatusOf(*entry);
    if (status.converted) return status.converted_path;
    if (status.present) return status.path;
    throw Error(ErrorCode::kNotFound,
                "the model " + entry->name + " is not here yet: ponder models pull " + entry->name);
  }
  if (path_or_name.find('/') != std::string::npos || path_or_name.ends_with(".gguf")) {
    throw Error(ErrorCode::kNotFound, "no model file " + path_or_name);
  }
  const std::string near = NearNames(path_or_name);
  throw Error(ErrorCode::kNotFound,
              "no model " + path_or_name + ": " +
                  (near.empty() ? "give the path of a GGUF file, or one of " + AllNames()
                                : "did you mean " + near + "? (ponder models pull NAME)"));
}

}  // namespace ponder
