#include "task/packing.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace ponder {
namespace {

std::string ListOf(std::vector<int> items) {
  std::sort(items.begin(), items.end());
  std::string list;
  for (const int item : items) list += (list.empty() ? "" : " ") + std::to_string(item);
  return list;
}

int Load(const std::vector<int>& bin) { return std::accumulate(bin.begin(), bin.end(), 0); }

// Depth first, the largest item first; a branch ends when it cannot beat the best packing so far.
class BranchAndBound {
 public:
  BranchAndBound(std::vector<int> items, int capacity)
      : items_(std::move(items)), capacity_(capacity), best_(FirstFitDecreasing(items_, capacity)) {
    std::sort(items_.begin(), items_.end(), std::greater<>());
    least_ = static_cast<size_t>(LeastBins(items_, capacity));
  }

  Bins Find() {
    Search(0);
    return best_;
  }

 private:
  void Search(size_t next) {
    if (best_.size() == least_ || bins_.size() >= best_.size()) return;
    if (next == items_.size()) {
      best_ = bins_;
      return;
    }
    std::vector<int> tried;  // bins of equal load are equal
    for (size_t bin = 0; bin < bins_.size(); ++bin) {
      const int load = Load(bins_[bin]);
      const bool seen = std::find(tried.begin(), tried.end(), load) != tried.end();
      if (seen || load + items_[next] > capacity_) continue;
      tried.push_back(load);
      bins_[bin].push_back(items_[next]);
      Search(next + 1);
      bins_[bin].pop_back();
    }
    bins_.push_back({items_[next]});
    Search(next + 1);
    bins_.pop_back();
  }

  std::vector<int> items_;
  int capacity_;
  size_t least_ = 0;
  Bins best_;
  Bins bins_;
};

}  // namespace

std::vector<PackingAction> Actions(const PackingState& state) {
  std::vector<PackingAction> actions;
  if (IsGoal(state)) return actions;
  for (size_t bin = 0; bin < state.bins.size(); ++bin) {
    if (Load(state.bins[bin]) + state.items[state.next] <= state.capacity) actions.push_back({bin});
  }
  actions.push_back({state.bins.size()});
  return actions;
}

PackingState Apply(const PackingState& state, const PackingAction& action) {
  PackingState next = state;
  if (action.bin == next.bins.size()) next.bins.emplace_back();
  next.bins[action.bin].push_back(next.items[next.next++]);
  return next;
}

bool IsGoal(const PackingState& state) { return state.next == state.items.size(); }

std::string Describe(const Bins& bins) {
  std::string text = "[";
  for (const std::vector<int>& bin : bins) {
    text += text.size() == 1 ? "[" : ", [";
    for (size_t i = 0; i < bin.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(bin[i]);
    text += "]";
  }
  return text + "]";
}

std::string Describe(const PackingState& state, const PackingAction& action) {
  const std::string item = std::to_string(state.items[state.next]);
  if (action.bin == state.bins.size()) return "put " + item + " into a new bin";
  return "put " + item + " into bin " + std::to_string(action.bin + 1);
}

std::string PackingFault(const std::vector<int>& items, int capacity, const Bins& bins) {
  std::vector<int> packed;
  for (size_t i = 0; i < bins.size(); ++i) {
    int64_t load = 0;
    for (const int item : bins[i]) load += item;
    if (load > capacity) {
      return "bin " + std::to_string(i + 1) + " holds " + std::to_string(load) + ", more than " +
             std::to_string(capacity);
    }
    packed.insert(packed.end(), bins[i].begin(), bins[i].end());
  }
  if (ListOf(packed) == ListOf(items)) return "";
  std::string list = ListOf(packed);
  if (list.size() > 80) list = list.substr(0, 80) + "...";
  return "packs " + list + " instead of " + ListOf(items);
}

int LeastBins(const std::vector<int>& items, int capacity) {
  return (Load(items) + capacity - 1) / capacity;
}

Bins FirstFitDecreasing(std::vector<int> items, int capacity) {
  std::sort(items.begin(), items.end(), std::greater<>());
  Bins bins;
  for (const int item : items) {
    const auto fits = std::find_if(bins.begin(), bins.end(), [&](const std::vector<int>& bin) {
      return Load(bin) + item <= capacity;
    });
    if (fits == bins.end()) {
      bins.push_back({item});
    } else {
      fits->push_back(item);
    }
  }
  return bins;
}

Bins PackOptimally(std::vector<int> items, int capacity) {
  return BranchAndBound(std::move(items), capacity).Find();
}

Bins PackBySubsets(const std::vector<int>& items, int capacity) {
  // The best way to pack each subset: fewest bins, then the least load in the last one.
  struct Best {
    int bins = 1 << 20;
    int load = 0;
    size_t last = 0;  // the item put in last
  };
  std::vector<Best> best(size_t{1} << items.size());
  best[0] = {0, capacity, 0};
  for (size_t set = 1; set < best.size(); ++set) {
    for (size_t i = 0; i < items.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      const Best& before = best[set & ~(size_t{1} << i)];
      const bool fits = before.load + items[i] <= capacity;
      const Best now{before.bins + (fits ? 0 : 1), (fits ? before.load : 0) + items[i], i};
      if (std::pair(now.bins, now.load) < std::pair(best[set].bins, best[set].load)) {
        best[set] = now;
      }
    }
  }
  Bins bins(static_cast<size_t>(best.back().bins));
  for (size_t set = best.size() - 1; set != 0; set &= ~(size_t{1} << best[set].last)) {
    bins[static_cast<size_t>(best[set].bins - 1)].push_back(items[best[set].last]);
  }
  return bins;
}

}  // namespace ponder
