// The energy that this machine's processors have used, where the system tells it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace ponder {

// Counters of Linux powercap (RAPL of Intel and AMD): whole processors, whoever used them. Most
// systems let only root read them. Not thread-safe.
class EnergyMeter {
 public:
  explicit EnergyMeter(const std::filesystem::path& folder = "/sys/class/powercap");

  bool Tells() const { return !counters_.empty(); }
  // Joules since the meter was made; nullopt where the system does not tell. Counters begin anew
  // after some 100 kJ (minutes to an hour), so ask more often than that.
  std::optional<double> Joules();

 private:
  struct Counter {
    std::filesystem::path file;
    double range = 0;  // microjoules after which it begins anew; 0: not known
    double last = 0;
  };
  std::vector<Counter> counters_;
  double microjoules_ = 0;
};

}  // namespace ponder
