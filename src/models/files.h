// Locks and whole-or-nothing files in the model folder; the same conventions as scripts/fetch.py.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

namespace ponder {

// Holds PATH.lock for as long as it lives. The lock file stays: deleting it would let two holders
// in.
class FileLock {
 public:
  // Empty while another process holds it. Error kUnavailable if the folder cannot be written.
  static std::optional<FileLock> TryTake(const std::filesystem::path& path);
  // Waits for it; empty if `stop` came first.
  static std::optional<FileLock> Take(const std::filesystem::path& path,
                                      const std::stop_token& stop);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Deletes PATH.tmp.*, left by runs that were killed. Only under the lock that guards `path`.
void SweepTemporaries(const std::filesystem::path& path);

// Calls write(temporary), flushes what it wrote to the disk and renames it to `path`. If `write`
// throws, nothing is left. Only under the lock that guards `path`.
void WriteWhole(const std::filesystem::path& path,
                const std::function<void(const std::filesystem::path&)>& write);

}  // namespace ponder
