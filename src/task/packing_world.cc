#include "task/packing_world.h"

#include <algorithm>

#include "task/packing_text.h"
#include "task/words.h"
#include "text/action_line.h"
#include "text/scan.h"

namespace ponder {
namespace {

class PackingWorld : public WorldModel {
 public:
  PackingWorld(std::vector<int> items, int capacity, Language language)
      : start_{std::move(items), capacity, 0, {}},
        fewest_(PackOptimally(start_.items, capacity).size()),
        language_(language) {}

  std::string Start() const override { return Text(start_); }

  std::vector<std::string> Actions(std::string_view text) const override {
    std::vector<std::string> said;
    const auto state = Read(text);
    if (!state) return said;
    for (const PackingAction& action : ponder::Actions(*state)) {
      const size_t bin = action.bin;
      const bool same = bin > 0 && bin < state->bins.size() &&
                        state->bins[bin] == state->bins[bin - 1];  // equal bins are one choice
      if (!same) said.push_back(Said(*state, action));
    }
    return said;
  }

  std::optional<std::string> Next(std::string_view text, std::string_view said) const override {
    const auto state = Read(text);
    const auto action = state ? Find(*state, said) : std::nullopt;
    if (!action) return std::nullopt;
    return Text(After(*state, *action));
  }

  bool IsGoal(std::string_view text) const override { return Progress(text) == 1; }

  double Progress(std::string_view text) const override {
    const auto state = Read(text);
    if (!state) return 0;
    const double packed = static_cast<double>(state->next) /
                          static_cast<double>(std::max<size_t>(state->items.size(), 1));
    if (state->bins.size() <= fewest_) return packed;
    return packed * static_cast<double>(fewest_) / static_cast<double>(state->bins.size());
  }

  int Depth() const override { return static_cast<int>(start_.items.size()); }

  std::string Reply(std::span<const std::string> actions) const override {
    PackingState state = start_;
    for (const std::string& said : actions) {
      const auto action = Find(state, said);
      if (!action) break;
      state = After(state, *action);
    }
    return "#### " +
           Describe(PackingAnswer{static_cast<int>(state.bins.size()), state.bins}, language_);
  }

 private:
  static PackingState After(const PackingState& state, const PackingAction& action) {
    PackingState next = Apply(state, action);
    next.bins = SortedBins(std::move(next.bins));
    return next;
  }

  // "To pack: 5, 3. Bins: [[8, 2], [7]]".
  std::string Text(const PackingState& state) const {
    std::vector<std::string> left;
    for (size_t i = state.next; i < state.items.size(); ++i) {
      left.push_back(std::to_string(state.items[i]));
    }
    const bool korean = language_ == Language::kKorean;
    const std::string nothing = korean ? "없음" : "nothing";
    return (korean ? "남은 물건: " : "To pack: ") + (left.empty() ? nothing : Join(left, ", ")) +
           (korean ? ". 상자: " : ". Bins: ") + Describe(state.bins);
  }

  std::string Said(const PackingState& state, const PackingAction& action) const {
    if (language_ == Language::kEnglish) return Describe(state, action);
    const std::string item = "크기 " + std::to_string(state.items[state.next]) + "인 물건을 ";
    if (action.bin == state.bins.size()) return item + "새 상자에 넣기";
    return item + std::to_string(action.bin + 1) + "번 상자에 넣기";
  }

  // nullopt when the text is no state of these items.
  std::optional<PackingState> Read(std::string_view text) const {
    PackingState state = start_;
    const size_t list = std::min(text.find('['), text.size());
    const size_t left = Numbers(text.substr(0, list)).size();
    const auto packing = ReadPacking(text);
    const bool none = text.substr(list) == "[]";
    if (left > state.items.size() || (!packing && !none)) return std::nullopt;
    if (packing) state.bins = packing->bins;
    state.next = state.items.size() - left;
    if (Text(state) != text) return std::nullopt;
    return state;
  }

  // The bin that a line names for the next item, where it fits.
  std::optional<PackingAction> Find(const PackingState& state, std::string_view said) const {
    const std::string line = scan::Lower(ActionLine(said));
    const std::vector<int64_t> numbers = Numbers(line);
    if (ponder::IsGoal(state) || numbers.empty()) return std::nullopt;
    if (numbers[0] != state.items[state.next]) return std::nullopt;
    const bool fresh = Holds(line, "new") || Holds(line, "\uC0C8 ");
    if (!fresh && numbers.size() < 2) return std::nullopt;
    const size_t bin = fresh ? state.bins.size() : static_cast<size_t>(numbers[1]) - 1;
    for (const PackingAction& action : ponder::Actions(state)) {
      if (action.bin == bin && (fresh || bin < state.bins.size())) return action;
    }
    return std::nullopt;
  }

  PackingState start_;
  size_t fewest_;
  Language language_;
};

}  // namespace

std::shared_ptr<const WorldModel> MakePackingWorld(std::vector<int> items, int capacity,
                                                   Language language) {
  return std::make_shared<PackingWorld>(std::move(items), capacity, language);
}

Bins SortedBins(Bins bins) {
  for (std::vector<int>& bin : bins) std::sort(bin.begin(), bin.end(), std::greater<>());
  std::sort(bins.begin(), bins.end(), std::greater<>());
  return bins;
}

}  // namespace ponder
