#include "eval/statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "ponder/random.h"

namespace ponder {
namespace {

constexpr double kNormal95 = 1.959963984540054;
constexpr size_t kResamples = 4000;

Interval Wilson(double share, double n) {
  const double z2 = kNormal95 * kNormal95;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormal95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

// P(-t < T < t) for Student's T: the finite series in cos(atan(t / sqrt(degrees))), whose terms
// grow by (k - 1) / k for every second k.
double StudentInside(double t, int64_t degrees) {
  const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
  const double cosine2 = std::cos(angle) * std::cos(angle);
  const bool odd = degrees % 2 == 1;
  double term = odd ? std::cos(angle) : 1;
  double sum = degrees > 1 ? term : 0;
  for (int64_t k = odd ? 3 : 2; k < degrees - 1; k += 2) {
    term *= cosine2 * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  if (!odd) return std::sin(angle) * sum;
  return 2 / std::numbers::pi * (angle + std::sin(angle) * sum);
}

// Variance of the share, by how far each question is from it (ratio estimate).
double BetweenQuestions(const std::vector<Cluster>& questions, double share, double samples) {
  double squares = 0;
  for (const Cluster& question : questions) {
    const double off =
        static_cast<double>(question.right) - share * static_cast<double>(question.total);
    squares += off * off;
  }
  const double n = static_cast<double>(questions.size());
  return squares / (samples * samples) * n / (n - 1);
}

// As how many independent answers the samples count.
double Worth(const std::vector<Cluster>& questions, double share, double samples) {
  const auto count = static_cast<double>(questions.size());
  // All alike, or a single question: nothing tells what a sample is worth, so a question is one.
  const double spread = share * (1 - share);
  if (count < 2 || spread == 0) return count;
  const double worth =
      spread / std::max(BetweenQuestions(questions, share, samples), spread / samples);
  // The variance is itself a guess from `count` questions.
  const double wider = StudentPoint(static_cast<int64_t>(count) - 1) / kNormal95;
  return std::max(std::min(worth, count), worth / (wider * wider));
}

}  // namespace

double Mean(const std::vector<double>& values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Interval WilsonInterval(int64_t right, int64_t total) {
  if (total <= 0) return {0, 1};
  const auto n = static_cast<double>(total);
  return Wilson(static_cast<double>(right) / n, n);
}

Interval ClusteredInterval(const std::vector<Cluster>& questions) {
  double right = 0;
  double samples = 0;
  int64_t most = 0;
  for (const Cluster& question : questions) {
    right += static_cast<double>(question.right);
    samples += static_cast<double>(question.total);
    most = std::max(most, question.total);
  }
  if (samples == 0) return {0, 1};
  const double share = right / samples;
  return Wilson(share, most == 1 ? samples : Worth(questions, share, samples));
}

double StudentPoint(int64_t degrees) {
  if (degrees < 1) return INFINITY;
  if (degrees > 100000) return kNormal95;
  double low = 0;
  double high = 13;  // of one degree: 12.7
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (StudentInside(middle, degrees) < 0.95 ? low : high) = middle;
  }
  return high;
}

Interval MeanInterval(const std::vector<double>& values) {
  const double mean = Mean(values);
  if (values.size() < 2) return {mean, mean};
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  const double half =
      StudentPoint(static_cast<int64_t>(values.size()) - 1) * std::sqrt(squares / (n - 1) / n);
  return {mean - half, mean + half};
}

Interval BootstrapInterval(const std::vector<double>& values, uint64_t seed) {
  return BootstrapInterval(
      values.size(),
      [&](std::span<const size_t> questions) {
        double sum = 0;
        for (size_t question : questions) sum += values[question];
        return sum / static_cast<double>(questions.size());
      },
      seed);
}

Interval BootstrapInterval(size_t count, const Statistic& statistic, uint64_t seed) {
  std::vector<double> draws;
  draws.reserve(kResamples);
  const auto take = [&](Questions questions) {
    const double value = statistic(questions);
    if (std::isfinite(value)) draws.push_back(value);
  };
  Resample(count, take, seed);
  return MiddleOf(std::move(draws));
}

void Resample(size_t count, const std::function<void(Questions)>& take, uint64_t seed) {
  if (count == 0) return;
  const RandomStream random = RandomStream(seed).Child("bootstrap");
  std::vector<size_t> questions(count);
  uint64_t draw = 0;
  for (size_t resample = 0; resample < kResamples; ++resample) {
    for (size_t& question : questions) {
      question = static_cast<size_t>(random.Integer(draw++, 0, static_cast<int64_t>(count) - 1));
    }
    take(questions);
  }
}

Interval MiddleOf(std::vector<double> draws) {
  std::erase_if(draws, [](double draw) { return std::isnan(draw); });
  if (draws.empty()) return {};
  std::sort(draws.begin(), draws.end());
  const size_t cut = draws.size() * 25 / 1000;
  return {draws[cut], draws[draws.size() - 1 - cut]};
}

}  // namespace ponder
