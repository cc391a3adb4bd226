#include "base/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

#if defined(__APPLE__)
#include <sys/sysctl.h>
#endif

namespace ponder {
namespace {

std::string Processor() {
#if defined(__APPLE__)
  char name[256];
  size_t size = sizeof name;
  return sysctlbyname("machdep.cpu.brand_string", name, &size, nullptr, 0) == 0 ? name : "";
#else
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
#endif
}

std::string Memory() {
  const double bytes =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return bytes > 0 ? std::to_string(std::lround(bytes / 1e9)) + " GB" : "";
}

// The number behind a word at the beginning of a line, or, with no word, on the first line.
std::optional<int64_t> NumberIn(const char* file, const std::string& word) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with(word)) continue;
    std::istringstream rest(line.substr(word.size()));
    int64_t number = 0;
    if (rest >> number) return number;
    return std::nullopt;
  }
  return std::nullopt;
}

std::string System() {
  utsname name{};
  return uname(&name) == 0 ? std::string(name.sysname) + " " + name.machine : "";
}

}  // namespace

std::string MachineName() {
  std::string text;
  for (const std::string& part :
       {Processor(), std::to_string(std::thread::hardware_concurrency()) + " threads", Memory(),
        System()}) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::optional<int64_t> FreeMemory() {
  std::optional<int64_t> free = NumberIn("/proc/meminfo", "MemAvailable:");
  if (free) *free *= 1024;
  const auto limit = NumberIn("/sys/fs/cgroup/memory.max", "");  // "max": none
  const auto used = NumberIn("/sys/fs/cgroup/memory.current", "");
  if (limit && used) {
    const int64_t left = std::max<int64_t>(*limit - *used, 0);
    free = free ? std::min(*free, left) : left;
  }
  return free;
}

}  // namespace ponder
