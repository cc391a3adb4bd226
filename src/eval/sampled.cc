#include "eval/sampled.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "ponder/random.h"

namespace ponder {
namespace {

constexpr size_t kExactUpTo = 64;
constexpr uint64_t kSubsets = 4000;

struct Votes {
  int64_t count = 0;
  bool right = false;
};

// Votes by answer. Samples without an answer are counted apart: they never lead.
struct Ballot {
  std::vector<Votes> answers;
  int64_t silent = 0;
};

Ballot Count(std::span<const SampledAnswer> samples) {
  std::map<std::string, Votes> by_key;
  Ballot ballot;
  for (const SampledAnswer& sample : samples) {
    if (sample.key.empty()) {
      ++ballot.silent;
      continue;
    }
    Votes& votes = by_key[sample.key];
    ++votes.count;
    votes.right = votes.right || sample.right;
  }
  for (const auto& [key, votes] : by_key) ballot.answers.push_back(votes);
  return ballot;
}

double Choose(int64_t n, int64_t k) {
  if (k < 0 || k > n) return 0;
  double ways = 1;
  for (int64_t i = 1; i <= k; ++i) {
    ways = ways * static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  return ways;
}

// Ways to draw subsets in which no answer has more than `top` votes, told apart by their size, how
// many answers have exactly `top`, and how many of those are right.
class Ways {
 public:
  Ways(const Ballot& ballot, int64_t size, int64_t top) : size_(size), top_(top) {
    int64_t right = 0;
    for (const Votes& votes : ballot.answers) {
      if (votes.count < top) continue;
      ++most_tied_;
      right += votes.right;
    }
    most_tied_ = std::min(most_tied_, size / top);
    most_right_ = std::min(right, most_tied_);
    ways_.assign(static_cast<size_t>((size_ + 1) * (most_tied_ + 1) * (most_right_ + 1)), 0);
    ways_[0] = 1;
    if (most_right_ == 0) return;
    for (const Votes& votes : ballot.answers) Add(votes);
  }

  // Over subsets of `size`: how often chance picks a right one among the leaders.
  double Won(int64_t size) const {
    double sum = 0;
    for (int64_t tied = 1; tied <= most_tied_; ++tied) {
      for (int64_t right = 1; right <= std::min(tied, most_right_); ++right) {
        sum += ways_[Place(size, tied, right)] * static_cast<double>(right) /
               static_cast<double>(tied);
      }
    }
    return sum;
  }

 private:
  size_t Place(int64_t size, int64_t tied, int64_t right) const {
    return static_cast<size_t>((size * (most_tied_ + 1) + tied) * (most_right_ + 1) + right);
  }

  void Add(const Votes& votes) {
    std::vector<double> next(ways_.size(), 0);
    for (int64_t size = 0; size <= size_; ++size) {
      for (int64_t tied = 0; tied <= most_tied_; ++tied) {
        for (int64_t right = 0; right <= std::min(tied, most_right_); ++right) {
          Extend(votes, size, tied, right, next);
        }
      }
    }
    ways_ = std::move(next);
  }

  void Extend(const Votes& votes, int64_t size, int64_t tied, int64_t right,
              std::vector<double>& next) const {
    const double ways = ways_[Place(size, tied, right)];
    if (ways == 0) return;
    const int64_t most = std::min({votes.count, top_, size_ - size});
    for (int64_t drawn = 0; drawn <= most; ++drawn) {
      const int leads = drawn == top_;
      next[Place(size + drawn, tied + leads, right + (votes.right ? leads : 0))] +=
          ways * Choose(votes.count, drawn);
    }
  }

  int64_t size_;
  int64_t top_;
  int64_t most_tied_ = 0;
  int64_t most_right_ = 0;
  std::vector<double> ways_;
};

double Exact(const Ballot& ballot, int64_t n, int64_t k) {
  double won = 0;
  for (int64_t top = 1; top <= k; ++top) {
    const Ways ways(ballot, k, top);
    for (int64_t silent = 0; silent <= std::min(ballot.silent, k - top); ++silent) {
      won += ways.Won(k - silent) * Choose(ballot.silent, silent);
    }
  }
  return won / Choose(n, k);
}

// Which answer of the ballot each sample gave; -1: none.
std::vector<int> AnswerNumbers(std::span<const SampledAnswer> samples) {
  std::map<std::string_view, int> numbers;
  for (const SampledAnswer& sample : samples) numbers[sample.key] = -1;
  int next = 0;
  for (auto& [key, number] : numbers) number = key.empty() ? -1 : next++;
  std::vector<int> list;
  for (const SampledAnswer& sample : samples) list.push_back(numbers[sample.key]);
  return list;
}

// The share of right ones among the leaders of these votes.
double RightShare(const Ballot& ballot, std::span<const int> drawn) {
  std::vector<int> counts(ballot.answers.size(), 0);
  for (int answer : drawn) {
    if (answer >= 0) ++counts[static_cast<size_t>(answer)];
  }
  const int most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  int tied = 0;
  int right = 0;
  for (size_t i = 0; most > 0 && i < counts.size(); ++i) {
    if (counts[i] != most) continue;
    ++tied;
    right += ballot.answers[i].right;
  }
  return tied == 0 ? 0 : static_cast<double>(right) / tied;
}

double Drawn(std::span<const SampledAnswer> samples, int64_t k, uint64_t seed) {
  const RandomStream random = RandomStream(seed).Child("subsets");
  const Ballot ballot = Count(samples);
  std::vector<int> order = AnswerNumbers(samples);
  const auto last = static_cast<int64_t>(order.size()) - 1;
  double sum = 0;
  uint64_t draw = 0;
  for (uint64_t subset = 0; subset < kSubsets; ++subset) {
    for (int64_t i = 0; i < k; ++i) {
      std::swap(order[static_cast<size_t>(i)],
                order[static_cast<size_t>(random.Integer(draw++, i, last))]);
    }
    sum += RightShare(ballot, std::span(order).first(static_cast<size_t>(k)));
  }
  return sum / static_cast<double>(kSubsets);
}

}  // namespace

std::optional<double> PassAtK(int64_t n, int64_t right, int64_t k) {
  if (k < 1 || k > n) return std::nullopt;
  if (n - right < k) return 1;
  double none = 1;
  for (int64_t i = n - right + 1; i <= n; ++i) {
    none *= 1 - static_cast<double>(k) / static_cast<double>(i);
  }
  return 1 - none;
}

std::optional<double> MajorityAtK(std::span<const SampledAnswer> samples, int64_t k,
                                  uint64_t seed) {
  const auto n = static_cast<int64_t>(samples.size());
  if (k < 1 || k > n) return std::nullopt;
  if (samples.size() > kExactUpTo) return Drawn(samples, k, seed);
  return Exact(Count(samples), n, k);
}

}  // namespace ponder
