#include "base/log.h"

#include <memory>
#include <mutex>
#include <utility>

namespace ponder {
namespace {

std::mutex log_mutex;
std::shared_ptr<const LogSink> log_sink;

}  // namespace

void SetLogSink(LogSink sink) {
  std::lock_guard lock(log_mutex);
  log_sink = sink ? std::make_shared<const LogSink>(std::move(sink)) : nullptr;
}

void Log(LogLevel level, std::string_view line) {
  std::shared_ptr<const LogSink> sink;
  {
    std::lock_guard lock(log_mutex);
    sink = log_sink;
  }
  if (sink) (*sink)(level, line);
}

}  // namespace ponder
