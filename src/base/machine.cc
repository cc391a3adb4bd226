#include "base/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
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

}  // namespace ponder
