// Where the library says what it cannot say in a result. Silent until a program sets a sink.
#pragma once

#include <functional>
#include <string_view>

namespace ponder {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
using LogSink = std::function<void(LogLevel, std::string_view line)>;

// Thread-safe. A null sink drops everything.
void SetLogSink(LogSink sink);
void Log(LogLevel level, std::string_view line);

}  // namespace ponder
