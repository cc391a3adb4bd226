// Minimising a smooth function of many numbers.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace ponder {

// Writes the gradient at `x` and returns the value there.
using Smooth = std::function<double(std::span<const double> x, std::span<double> gradient)>;
// Sees each point on the way; false: far enough.
using OnIterate = std::function<bool(std::span<const double> x)>;

// L-BFGS with ten pairs and backtracking (Nocedal and Wright, Numerical Optimization, 2nd edition,
// algorithm 7.5). Ends after `iterations`, where the gradient vanishes, or where no step along the
// direction is better. Draws nothing: the same start gives the same end.
std::vector<double> Minimise(const Smooth& function, std::vector<double> start, int iterations,
                             const OnIterate& on_iterate = nullptr);

}  // namespace ponder
