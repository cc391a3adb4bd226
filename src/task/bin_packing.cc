// Bin packing, as in Sys2Bench (arXiv 2502.12521): items of sizes 1 to 10 into as few bins of one
// capacity as possible. Up to twelve items; in the hardest level, packing the largest items first
// misses the optimum (it hits it in every published question).
//
// Right means: every item placed once, no bin too full, as few bins as possible, and the number of
// bins, where one is given, as listed. The score "feasible" forgives bins too many; "published"
// asks for the right number but does not count the listed bins.
#include <algorithm>
#include <array>

#include "task/draw.h"
#include "task/packing.h"
#include "task/packing_text.h"
#include "task/packing_world.h"
#include "task/published.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Level {
  int64_t fewest;
  int64_t most;
  bool greedy_fails;
};
constexpr std::array<Level, 4> kLevels = {
    {{5, 6, false}, {7, 9, false}, {10, 12, false}, {9, 12, true}}};
constexpr int kLargestItem = 10;
constexpr int kLargestBin = 12;
constexpr size_t kMostItems = 40;  // of a published question: the search stays short

struct Puzzle {
  std::vector<int> items;
  int capacity = 0;
};

Puzzle PuzzleOf(const TaskItem& item) {
  return {item.meta.at("items").get<std::vector<int>>(), item.meta.at("capacity")};
}

std::string Answer(const Bins& bins, Language language) {
  return Describe(PackingAnswer{static_cast<int>(bins.size()), SortedBins(bins)}, language);
}

TaskItem MakeItem(const Puzzle& puzzle, Language language) {
  std::vector<std::string> sizes;
  for (const int item : puzzle.items) sizes.push_back(std::to_string(item));
  const std::string capacity = std::to_string(puzzle.capacity);
  TaskItem item;
  item.kind = AnswerKind::kText;
  item.gold = Answer(PackOptimally(puzzle.items, puzzle.capacity), language);
  item.meta = {{"items", puzzle.items}, {"capacity", puzzle.capacity}};
  item.max_tokens = 800;
  if (language == Language::kKorean) {
    item.question = "크기가 " + Join(sizes, ", ") + "인 물건들을 용량이 " + capacity +
                    "인 상자에 나누어 담으려고 합니다. 상자 하나에 담은 크기의 합은 용량을 넘을 수 "
                    "없습니다. 상자를 가장 적게 쓰려면 어떻게 담아야 합니까?";
    item.instructions =
        "마지막 줄에 '#### N개: [[첫째 상자의 크기들], [둘째 상자의 크기들], ...]'의 형태로 "
        "쓰세요. N은 상자의 수입니다.";
  } else {
    item.question = "Items of the sizes " + List(sizes, language) + " go into bins that hold " +
                    capacity +
                    " each: the sizes in a bin may not add up to more. How can they be packed "
                    "into as few bins as possible?";
    item.instructions =
        "End with a line '#### N bins: [[sizes in the first bin], [sizes in the second], ...]'.";
  }
  return item;
}

class BinPacking : public Task {
 public:
  TaskItem Make(const RandomStream& random, int at, Language language) const override {
    const Level& level = kLevels.at(static_cast<size_t>(at));
    Draw draw(random);
    for (;;) {
      Puzzle puzzle;
      puzzle.items.resize(static_cast<size_t>(draw.Number(level.fewest, level.most)));
      for (int& item : puzzle.items) item = static_cast<int>(draw.Number(1, kLargestItem));
      Scatter(puzzle.items);
      const int largest = *std::max_element(puzzle.items.begin(), puzzle.items.end());
      puzzle.capacity = static_cast<int>(draw.Number(std::max(largest, 5), kLargestBin));
      if (level.greedy_fails) {
        const size_t greedy = FirstFitDecreasing(puzzle.items, puzzle.capacity).size();
        if (greedy == static_cast<size_t>(LeastBins(puzzle.items, puzzle.capacity))) continue;
        if (greedy == PackOptimally(puzzle.items, puzzle.capacity).size()) continue;
      }
      return MakeItem(puzzle, language);
    }
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadCsv(file), "id", [](const Row& row) {
      Puzzle puzzle;
      puzzle.capacity = static_cast<int>(std::min<int64_t>(row.Integer("bin_capacity"), 1'000'000));
      for (const int64_t size : Numbers(row.Text("item_sizes"))) {
        if (size < 1 || size > puzzle.capacity)
          row.Refuse("item_sizes", "sizes up to the capacity");
        puzzle.items.push_back(static_cast<int>(size));
      }
      if (puzzle.items.empty() || puzzle.items.size() > kMostItems) {
        row.Refuse("item_sizes", "a list of 1 to 40 sizes");
      }
      TaskItem item = MakeItem(puzzle, Language::kEnglish);
      item.level = puzzle.items.size() < 7 ? 0 : puzzle.items.size() < 10 ? 1 : 2;
      const size_t fewest = PackOptimally(puzzle.items, puzzle.capacity).size();
      if (row.Integer("optimal_bins") != static_cast<int64_t>(fewest)) {
        row.Refuse("optimal_bins", std::to_string(fewest));
      }
      return item;
    });
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const Puzzle puzzle = PuzzleOf(item);
    if (puzzle.items.size() > 16) return std::nullopt;
    return Answer(PackBySubsets(puzzle.items, puzzle.capacity), item.language);
  }

  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override {
    const auto answer = ReadPacking(reply);
    if (!answer) return std::nullopt;
    return Describe(*answer, item.language);
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    const auto packing = ReadPacking(answer);
    return packing ? Describe(SortedBins(packing->bins)) : scan::Lower(scan::Trim(answer));
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const Puzzle puzzle = PuzzleOf(item);
    const auto packing = ReadPacking(answer);
    Verdict verdict{.right = false, .reason = "lists no bins"};
    verdict.scores = {{"feasible", 0}, {"published", 0}};
    if (!packing) return verdict;
    const size_t used = packing->bins.size();
    const size_t fewest = PackOptimally(puzzle.items, puzzle.capacity).size();
    verdict.reason = PackingFault(puzzle.items, puzzle.capacity, packing->bins);
    const bool feasible = verdict.reason.empty();
    if (feasible && used > fewest) {
      verdict.reason =
          std::to_string(used) + " bins where " + std::to_string(fewest) + " are enough";
    } else if (feasible && packing->count && static_cast<size_t>(*packing->count) != used) {
      verdict.reason =
          "says " + std::to_string(*packing->count) + " bins and lists " + std::to_string(used);
    }
    verdict.right = verdict.reason.empty();
    const bool counted = packing->count && static_cast<size_t>(*packing->count) == fewest;
    verdict.scores = {{"feasible", feasible ? 1 : 0}, {"published", feasible && counted ? 1 : 0}};
    return verdict;
  }

  std::shared_ptr<const WorldModel> World(const TaskItem& item) const override {
    const Puzzle puzzle = PuzzleOf(item);
    return MakePackingWorld(puzzle.items, puzzle.capacity, item.language);
  }
};

const BinPacking task;

}  // namespace

extern const TaskInfo bin_packing_task;
const TaskInfo bin_packing_task{
    .name = "bin_packing",
    .summary = "pack items into as few bins as possible",
    .levels = {"5_to_6_items", "7_to_9_items", "10_to_12_items", "greedy_fails"},
    .korean = true,
    .published = PublishedSet{.folder = "binpacking",
                              .files = {Sys2BenchFile("data/binpacking/test.csv",
                                                      "6afe05736bafd088c9503f86f80f9cde"
                                                      "4164dba2f1953493c0d026918f89cc62")},
                              .other_files = {"train.csv"},
                              .licence = "Apache-2.0",
                              .credit = "Parashar et al. 2025, divelab/Sys2Bench"},
    .task = &task};

}  // namespace ponder
