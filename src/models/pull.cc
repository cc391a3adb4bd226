#include <nlohmann/json.hpp>

#include "models/files.h"
#include "models/models.h"
#include "models/python.h"
#include "ponder/error.h"

namespace ponder {
namespace {

constexpr int kInterrupted = 130;

// What fetch.py --json-progress says, line by line.
class FetchReport {
 public:
  explicit FetchReport(const PullOptions& options) : options_(options) {}

  void Read(const std::string& line) {
    const nlohmann::json event = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!event.is_object()) {
      if (!line.empty()) last_text_ = line;
      return;
    }
    const std::string kind = event.value("event", "");
    if (kind == "progress" && options_.progress) {
      options_.progress(event.value("done", std::uint64_t{0}),
                        event.value("total", std::uint64_t{0}));
    }
    if (kind == "note" && options_.note) options_.note(event.value("message", ""));
    if (kind == "error") error_ = event.value("message", "");
  }

  std::string Reason() const {
    if (!error_.empty()) return error_;
    return last_text_.empty() ? "python3 gave no reason" : last_text_;
  }

 private:
  const PullOptions& options_;
  std::string error_;
  std::string last_text_;
};

bool Fetch(std::vector<std::string> arguments, const PullOptions& options) {
  arguments.push_back("--json-progress");
  if (options.accept_terms) arguments.push_back("--accept-terms");
  FetchReport report(options);
  const int code = RunFetchScript(
      arguments, [&report](const std::string& line) { report.Read(line); }, options.stop);
  if (code == kInterrupted) return false;
  if (code != 0) throw Error(ErrorCode::kUnavailable, report.Reason());
  return true;
}

bool Convert(const CatalogueEntry& entry, const PullOptions& options) {
  const ModelStatus before = StatusOf(entry);
  const std::optional<FileLock> lock = FileLock::Take(before.path, options.stop);
  if (!lock) return false;
  if (StatusOf(entry).converted) return true;
  WriteWhole(before.converted_path, [&](const std::filesystem::path& temporary) {
    options.convert(before.path, temporary, entry.convert);
  });
  return true;
}

}  // namespace

bool PullModel(const CatalogueEntry& entry, const PullOptions& options) {
  const ModelStatus before = StatusOf(entry);
  if (entry.needs_consent && !before.present && !options.accept_terms) {
    throw Error(ErrorCode::kInvalidRequest,
                entry.name + " is under the " + entry.licence + " (" + entry.terms_url +
                    "): read them, and pull again with --accept-terms if you agree");
  }
  if (!Fetch({"model", entry.name, before.path.string()}, options)) return false;
  if (entry.convert.empty() || !options.convert || before.converted) return true;
  return Convert(entry, options);
}

bool PullFile(const std::string& url, const std::string& sha256, const std::filesystem::path& path,
              const PullOptions& options) {
  return Fetch({"file", url, path.string(), "--sha256", sha256}, options);
}

void RemoveModel(const CatalogueEntry& entry) {
  const ModelStatus status = StatusOf(entry);
  const std::optional<FileLock> lock = FileLock::TryTake(status.path);
  if (!lock)
    throw Error(ErrorCode::kUnavailable,
                entry.name + " is being fetched by another process: not removed");
  for (const std::filesystem::path& path : {status.path, status.converted_path}) {
    if (path.empty()) continue;
    SweepTemporaries(path);
    std::error_code failed;
    std::filesystem::remove(path, failed);
    if (failed)
      throw Error(ErrorCode::kUnavailable,
                  "cannot remove " + path.string() + ": " + failed.message());
  }
}

}  // namespace ponder
