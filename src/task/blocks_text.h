// The blocks world in words: blocks are called by colours, in English and Korean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/language.h"
#include "task/blocks_world.h"

namespace ponder {

constexpr int kBlockColours = 15;

// Which colour each block has: indices into the colours, as many as there are blocks.
using BlockNames = std::vector<int>;

struct BlocksProblem {
  BlocksState start;
  BlocksGoal goal;
  BlockNames names;
};

// "red"; "빨강".
std::string_view BlockColour(int colour, Language language);
// "the red block"; "빨강 블록".
std::string BlockName(int block, const BlockNames& names, Language language);

// "unstack the red block from on top of the blue block".
std::string Describe(const BlocksAction& action, const BlockNames& names, Language language);
// The actions parted by "; ".
std::string Describe(const BlocksPlan& plan, const BlockNames& names, Language language);
// "The red block is on the table.": what `under` says of the block.
std::string BlockFact(int block, int8_t under, const BlockNames& names, Language language);
// "The red block is on the table. ... The hand is empty."
std::string Describe(const BlocksState& state, const BlockNames& names, Language language);
// "the red block is on top of the blue block and ...".
std::string Describe(const BlocksGoal& goal, const BlockNames& names, Language language);

// The actions in a text, one a line or between semicolons, up to "[COST]" or "[PLAN END]". As in
// the published reader a line needs one of the four verbs and the right number of block colours,
// whatever else it holds, and lines without them are passed over.
BlocksPlan ReadPlan(std::string_view text, const BlockNames& names);

// Why the plan does not reach the goal from `start`, with the number of the step that fails first;
// "" when it does.
std::string PlanFault(const BlocksState& start, const BlocksGoal& goal, const BlocksPlan& plan,
                      const BlockNames& names);

}  // namespace ponder
