// The 2x2 cube: turns, the table of distances, both solvers, reasons and the published files.
#include "task/cube.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "task/cube_table.h"
#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

CubeMoves Moves(std::string_view text) {
  CubeMoves moves;
  for (const std::string& word : Words(text)) moves.push_back(FindCubeMove(word).value());
  return moves;
}

// Every sticker another: what a sequence does to all of them.
CubeState Numbered() {
  CubeState state;
  for (size_t i = 0; i < state.size(); ++i) state[i] = static_cast<uint8_t>(i);
  return state;
}

TEST(Cube, TurnsAreThoseOfACube) {
  for (const char* turn : {"U", "R", "F", "D", "L", "B", "x", "y", "z"}) {
    const std::string name = turn;
    EXPECT_EQ(Apply(Numbered(), Moves(name + " " + name)), Apply(Numbered(), Moves(name + "2")));
    EXPECT_EQ(Apply(Numbered(), Moves(name + " " + name + "'")), Numbered());
    EXPECT_EQ(Apply(Numbered(), Moves(name + "2 " + name + "2")), Numbered());
  }
  // The commutator of two neighbours comes round after six times, the whole cube is both halves.
  CubeState state = Numbered();
  for (int i = 0; i < 6; ++i) state = Apply(state, Moves("R U R' U'"));
  EXPECT_EQ(state, Numbered());
  EXPECT_EQ(Apply(Numbered(), Moves("R L'")), Apply(Numbered(), Moves("x")));
  EXPECT_EQ(Apply(Numbered(), Moves("U D'")), Apply(Numbered(), Moves("y")));
  EXPECT_EQ(Apply(Numbered(), Moves("F B'")), Apply(Numbered(), Moves("z")));
  // Clockwise from above, the front goes to the left.
  EXPECT_EQ(Apply(SolvedCube(), Moves("U"))[16], 2);
}

TEST(Cube, TableHasTheKnownLayers) {
  std::vector<int> layers(CubeTable::kFarthest + 1);
  for (uint32_t i = 0; i < CubeTable::kStates; ++i) ++layers.at(CubeTable::Get().Distance(i));
  EXPECT_EQ(layers, (std::vector<int>{1, 9, 54, 321, 1847, 9992, 50136, 227536, 870072, 1887748,
                                      623800, 2644}));
}

// The same counts from the stickers.
TEST(Cube, StickersHaveTheKnownLayers) {
  const std::vector<size_t> known = {1, 9, 54, 321, 1847, 9992, 50136};
  const size_t last = std::getenv("PONDER_LONG_TESTS") ? 6 : 5;
  std::set<CubeState> seen = {SolvedCube()}, layer = seen;
  for (size_t distance = 0; distance <= last; ++distance) {
    EXPECT_EQ(layer.size(), known[distance]);
    std::set<CubeState> next;
    for (const CubeState& state : layer) {
      for (const CubeMove move : Actions(state)) {
        if (seen.insert(Apply(state, move)).second) next.insert(Apply(state, move));
      }
    }
    layer = std::move(next);
  }
}

TEST(Cube, SolversAgreeAndIndicesGoBothWays) {
  Draw draw{RandomStream(3)};
  for (int i = 0; i < 60; ++i) {
    const auto index = static_cast<uint32_t>(draw.Index(CubeTable::kStates));
    const CubeState state = CubeTable::StateAt(index);
    EXPECT_EQ(CubeTable::IndexOf(state), index);
    const CubeMoves near = SolveCube(state).value();
    const CubeMoves down = SolveCubeByTable(state).value();
    EXPECT_EQ(near.size(), down.size());
    EXPECT_TRUE(IsGoal(Apply(state, near)) && IsGoal(Apply(state, down)));
  }
}

TEST(Cube, WhatIsNoCubeIsRefused) {
  CubeState twisted = SolvedCube();
  const auto& corner = CubeCorners()[0];
  std::swap(twisted[corner[0]], twisted[corner[1]]);
  EXPECT_FALSE(CubeTable::IndexOf(twisted));
  twisted = SolvedCube();
  const CubeState solved = twisted;
  for (size_t k = 0; k < 3; ++k) twisted[corner[k]] = solved[corner[(k + 1) % 3]];
  EXPECT_FALSE(CubeTable::IndexOf(twisted)) << "one corner turned in place";
  EXPECT_FALSE(SolveCube(twisted));
  EXPECT_FALSE(CubeTable::IndexOf(CubeState{}));
}

TEST(RubiksCube, ReasonsAndThePublishedRule) {
  const Task& task = *FindTask("rubiks_cube").task;
  TaskItem item;
  item.meta = {{"stickers", Apply(SolvedCube(), Moves("R U"))}};
  const auto reason = [&](std::string_view answer) { return task.Check(item, answer).reason; };
  const auto published = [&](std::string_view answer) {
    return task.Check(item, answer).scores.at(0).second;
  };
  EXPECT_EQ(reason("U' R'"), "");
  EXPECT_EQ(reason("U\u2019, R\u2019."), "");
  EXPECT_EQ(reason("U'"), "after the moves the top face has two colours");
  EXPECT_EQ(reason("U' L'"), "\"L'\" is none of the moves U U' U2 R R' R2 F F' F2");
  EXPECT_EQ(reason("U' R' U U' U U' U U' U U' U U'"), "12 moves, more than 11");
  EXPECT_EQ(reason(""), "holds no moves");
  // The published rule: other turns count, other words do not, and there is no limit.
  EXPECT_EQ(published("U' R' U U' U U' U U' U U' U U'"), 1);
  EXPECT_EQ(published("so U' then R' done"), 1);
  EXPECT_EQ(published("U' L' x'"), 1);
  EXPECT_EQ(published("U', R'"), 0) << "a comma makes it an unknown word";
  EXPECT_EQ(task.VoteKey(item, "U U, R'"), task.VoteKey(item, "U2 R'"));
  EXPECT_EQ(task.Extract(item, "[Step 1]\n[Move] U'\nThe answer is U' R'.").value(), "U' R'");
  EXPECT_EQ(task.Extract(item, "I turn the top.\nU' R'\nThat is it.").value(), "U' R'");
}

}  // namespace
}  // namespace ponder
