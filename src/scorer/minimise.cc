#include "scorer/minimise.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace ponder {
namespace {

constexpr size_t kPairs = 10;
constexpr int kMostHalvings = 30;
constexpr double kEnough = 1e-4;  // Armijo's share of the decrease that the slope promises
constexpr double kFlat = 1e-9;    // largest gradient that counts as none

using Values = std::vector<double>;

double Product(const Values& a, const Values& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void AddTo(Values& a, double factor, const Values& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] += factor * b[i];
}

struct Pair {
  Values step, change;  // of the point and of the gradient
  double curvature;     // their product, above 0
};

// The two-loop recursion: minus the inverse Hessian, as the pairs know it, times the gradient.
Values Direction(const Values& gradient, const std::deque<Pair>& pairs) {
  Values direction = gradient;
  std::vector<double> shares(pairs.size());
  for (size_t i = pairs.size(); i-- > 0;) {
    shares[i] = Product(pairs[i].step, direction) / pairs[i].curvature;
    AddTo(direction, -shares[i], pairs[i].change);
  }
  if (!pairs.empty()) {
    const Pair& last = pairs.back();
    const double scale = last.curvature / Product(last.change, last.change);
    for (double& value : direction) value *= scale;
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const double back = Product(pairs[i].change, direction) / pairs[i].curvature;
    AddTo(direction, shares[i] - back, pairs[i].step);
  }
  for (double& value : direction) value = -value;
  return direction;
}

void Remember(std::deque<Pair>& pairs, Pair pair) {
  pair.curvature = Product(pair.step, pair.change);
  if (!(pair.curvature > 1e-12)) return;
  pairs.push_back(std::move(pair));
  if (pairs.size() > kPairs) pairs.pop_front();
}

}  // namespace

Values Minimise(const Smooth& function, Values x, int iterations, const OnIterate& on_iterate) {
  Values gradient(x.size()), next_gradient(x.size());
  double value = function(x, gradient);
  std::deque<Pair> pairs;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    double largest = 0;
    for (const double g : gradient) largest = std::max(largest, std::abs(g));
    if (largest < kFlat) break;
    const Values direction = Direction(gradient, pairs);
    const double slope = Product(direction, gradient);
    // The first step has no scale of its own: no longer than 1.
    double length = pairs.empty() ? std::min(1.0, 1 / std::sqrt(-slope)) : 1.0;
    Values next;
    double next_value = value;
    int halvings = 0;
    for (; halvings < kMostHalvings; ++halvings, length /= 2) {
      next = x;
      AddTo(next, length, direction);
      next_value = function(next, next_gradient);
      if (next_value <= value + kEnough * length * slope) break;
    }
    if (halvings == kMostHalvings) break;
    Pair pair{next, next_gradient, 0};
    AddTo(pair.step, -1, x);
    AddTo(pair.change, -1, gradient);
    Remember(pairs, std::move(pair));
    x = std::move(next);
    value = next_value;
    gradient.swap(next_gradient);
    if (on_iterate && !on_iterate(x)) break;
  }
  return x;
}

}  // namespace ponder
