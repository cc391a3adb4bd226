#include "run/energy.h"

#include <fstream>
#include <string>
#include <system_error>

namespace ponder {
namespace {

namespace fs = std::filesystem;

template <class T>
std::optional<T> ReadFrom(const fs::path& file) {
  std::ifstream stream(file);
  T value{};
  if (!(stream >> value)) return std::nullopt;
  return value;
}

}  // namespace

EnergyMeter::EnergyMeter(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& zone : fs::directory_iterator(folder, error)) {
    // Other zones are parts of a package, or the whole platform with packages in it.
    if (!ReadFrom<std::string>(zone.path() / "name").value_or("").starts_with("package")) continue;
    const fs::path file = zone.path() / "energy_uj";
    const std::optional<double> now = ReadFrom<double>(file);
    if (!now) continue;
    counters_.push_back(
        {file, ReadFrom<double>(zone.path() / "max_energy_range_uj").value_or(0), *now});
  }
}

std::optional<double> EnergyMeter::Joules() {
  for (Counter& counter : counters_) {
    const double now = ReadFrom<double>(counter.file).value_or(counter.last);
    const double used = now - counter.last;
    microjoules_ += used >= 0 ? used : used + counter.range;
    counter.last = now;
  }
  if (!Tells()) return std::nullopt;
  return microjoules_ / 1e6;
}

}  // namespace ponder
