// Intervals for what was measured on a set of questions. All are for 95 %; shares lie in [0, 1].
//
// The question is the unit: two samples of one question say less than two questions do. Bootstraps
// draw from their seed alone, so a report says the same whenever it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace ponder {

struct Interval {
  double low = 0;
  double high = 0;
  bool Contains(double value) const { return low <= value && value <= high; }
};

struct Estimate {
  double value = 0;
  Interval interval;
};

double Mean(const std::vector<double>& values);

// Of a share: `right` of `total` independent answers (Wilson 1927). Nothing seen: [0, 1].
Interval WilsonInterval(int64_t right, int64_t total);

// One question's samples.
struct Cluster {
  int64_t right = 0;
  int64_t total = 0;
};

// Of the share of right samples when questions have several each: Wilson's interval for as many
// independent answers as the samples are worth, judged by how much questions differ. One sample a
// question gives WilsonInterval.
Interval ClusteredInterval(const std::vector<Cluster>& questions);

// Of a mean of roughly normal values (Student). Fewer than two values: the mean itself, twice.
Interval MeanInterval(const std::vector<double>& values);

// The 97.5 % point of Student's distribution.
double StudentPoint(int64_t degrees);

// Percentile bootstrap of the mean: `values` is one number a question (a paired difference).
Interval BootstrapInterval(const std::vector<double>& values, uint64_t seed = 0);

// The same of any statistic of drawn questions: it is called with `count` indices below `count`.
// Draws for which it is not a number are left out.
using Questions = std::span<const size_t>;
using Statistic = std::function<double(Questions)>;
Interval BootstrapInterval(size_t count, const Statistic& statistic, uint64_t seed = 0);

// The draws themselves: `take` gets `count` indices below `count`, 4,000 times.
void Resample(size_t count, const std::function<void(Questions)>& take, uint64_t seed = 0);

// The middle 95 % of what was drawn, infinite numbers included; those that are none are left out.
Interval MiddleOf(std::vector<double> draws);

}  // namespace ponder
