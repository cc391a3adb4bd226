#include "cli/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ponder/random.h"

namespace ponder {
namespace {

constexpr double kNormal95 = 1.959963984540054;
constexpr size_t kResamples = 4000;

}  // namespace

Interval WilsonInterval(int right, int total) {
  if (total <= 0) return {0, 1};
  const double n = total;
  const double share = right / n;
  const double z2 = kNormal95 * kNormal95;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormal95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double Mean(const std::vector<double>& values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Interval BootstrapInterval(const std::vector<double>& values, uint64_t seed) {
  if (values.empty()) return {0, 0};
  const RandomStream random = RandomStream(seed).Child("bootstrap");
  const auto last = static_cast<int64_t>(values.size()) - 1;
  std::vector<double> means(kResamples);
  uint64_t draw = 0;
  for (double& mean : means) {
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      sum += values[static_cast<size_t>(random.Integer(draw++, 0, last))];
    }
    mean = sum / static_cast<double>(values.size());
  }
  std::sort(means.begin(), means.end());
  return {means[kResamples * 25 / 1000], means[kResamples * 975 / 1000 - 1]};
}

}  // namespace ponder
