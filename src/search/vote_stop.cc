#include "search/vote_stop.h"

#include <algorithm>
#include <cmath>

namespace ponder {
namespace {

// Not std::lgamma: it writes a global.
double LogFactorial(int n) {
  double sum = 0;
  for (int i = 2; i <= n; ++i) sum += std::log(i);
  return sum;
}

// log B(a + 1, b + 1)
double LogBeta(int a, int b) { return LogFactorial(a) + LogFactorial(b) - LogFactorial(a + b + 1); }

double LogChoose(int n, int k) { return LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k); }

}  // namespace

double ChanceToStayAhead(int leader, int runner_up, int open, bool wins_ties) {
  double chance = 0;
  for (int votes = 0; votes <= open; ++votes) {  // that many go to the leader
    const int lead = leader + votes - (runner_up + open - votes);
    if (lead < 0 || (lead == 0 && !wins_ties)) continue;
    chance += std::exp(LogChoose(open, votes) + LogBeta(leader + votes, runner_up + open - votes) -
                       LogBeta(leader, runner_up));
  }
  return std::min(chance, 1.0);
}

bool CannotBeOvertaken(const std::vector<Standing>& standings, std::span<const size_t> open) {
  if (standings.empty()) return open.empty();
  if (open.empty()) return true;
  const size_t lowest_open = *std::min_element(open.begin(), open.end());
  const Standing& leader = standings.front();
  const auto safe_from = [&](int votes, size_t first) {
    const int most = votes + static_cast<int>(open.size());
    return most < leader.votes ||
           (most == leader.votes && std::min(first, lowest_open) > leader.first);
  };
  for (size_t i = 1; i < standings.size(); ++i) {
    if (!safe_from(standings[i].votes, standings[i].first)) return false;
  }
  return safe_from(0, lowest_open);  // an answer that nobody has given yet
}

bool LeaderIsSafe(const std::vector<Standing>& standings, int open, double threshold) {
  constexpr double kRounding = 1e-9;  // the chance is a sum of up to 256 terms
  if (standings.empty()) return false;
  const Standing& leader = standings.front();
  const int runner_up = standings.size() > 1 ? standings[1].votes : 0;
  const bool wins_ties = standings.size() < 2 || leader.first < standings[1].first;
  return ChanceToStayAhead(leader.votes, runner_up, open, wins_ties) >= threshold - kRounding;
}

}  // namespace ponder
