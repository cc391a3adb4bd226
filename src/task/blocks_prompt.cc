#include "task/blocks_prompt.h"

#include <algorithm>

#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

// Parts of "As initial conditions I have that, A, B and C.".
std::vector<std::string> Clauses(std::string_view text) {
  text = text.substr(0, text.find('.'));
  return Split(scan::ReplaceAll(text, " and ", ", "), ",");
}

// The colours in "the red block is on top of the blue block" and "the red block is on the table".
std::vector<std::string> ColoursIn(const std::string& clause) {
  const std::vector<std::string> words = Words(clause);
  if (words.size() == 10 && Holds(clause, " block is on top of the ")) return {words[1], words[8]};
  if (words.size() == 7 && Holds(clause, " block is on the table")) return {words[1]};
  return {};
}

class PromptReader {
 public:
  explicit PromptReader(const Row& row) : row_(row) { problem_.start.under.fill(kOnTable); }

  BlocksProblem Read() {
    constexpr std::string_view kGoal = "My goal is to have that ";
    const std::string query = row_.Text("query");
    const size_t begin = query.rfind("[STATEMENT]");
    const size_t goal = begin == std::string::npos ? begin : query.find(kGoal, begin);
    if (goal == std::string::npos) row_.Refuse("query", "a statement with a goal");
    ReadStart(query.substr(begin, goal - begin));
    ReadGoal(query.substr(goal + kGoal.size()));
    return std::move(problem_);
  }

 private:
  void ReadStart(std::string_view text) {
    for (const std::string& clause : Clauses(text)) {
      const std::vector<std::string> colours = ColoursIn(clause);
      if (colours.empty()) continue;
      const int8_t block = BlockOf(colours[0]);
      if (colours.size() == 2) {
        problem_.start.under[static_cast<size_t>(block)] = BlockOf(colours[1]);
      }
    }
    problem_.start.count = static_cast<int>(problem_.names.size());
  }

  void ReadGoal(std::string_view text) {
    for (const std::string& clause : Clauses(text)) {
      const std::vector<std::string> colours = ColoursIn(clause);
      if (colours.size() != 2) continue;
      const int above = BlockOf(colours[0]);
      problem_.goal.emplace_back(above, BlockOf(colours[1]));
    }
    const bool all_known = problem_.start.count == static_cast<int>(problem_.names.size());
    if (!all_known || problem_.goal.empty()) {
      row_.Refuse("query", "a goal about the blocks of the statement");
    }
  }

  // The number of the block of this colour: a new one when it was not named before.
  int8_t BlockOf(const std::string& colour) {
    int name = 0;
    while (name < kBlockColours && BlockColour(name, Language::kEnglish) != colour) ++name;
    if (name == kBlockColours) row_.Refuse("query", "blocks of known colours, not " + colour);
    std::vector<int>& names = problem_.names;
    const auto found = std::find(names.begin(), names.end(), name);
    const auto block = static_cast<int8_t>(found - names.begin());
    if (found == names.end()) names.push_back(name);
    return block;
  }

  const Row& row_;
  BlocksProblem problem_;
};

}  // namespace

BlocksProblem ReadBlocksPrompt(const Row& row) { return PromptReader(row).Read(); }

}  // namespace ponder
