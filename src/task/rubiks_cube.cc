// The 2x2 cube, as in Sys2Bench: moves that bring every face to one colour.
//
// Levels are exact distances, 1 to 11 (the published questions have 1 to 4); colours are turned
// about at random. Right means: only the nine moves U, R, F with ' and 2, at most eleven, and every
// face of one colour. The score "published" is by the published rule, which takes the turns of all
// faces and of the whole cube, passes over what it does not know, and has no limit.
#include <algorithm>

#include "task/cube.h"
#include "task/cube_table.h"
#include "task/cube_text.h"
#include "task/cube_world.h"
#include "task/draw.h"
#include "task/published.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr size_t kMostMoves = 11;
constexpr int kWalked = 6;  // up to this distance random walks find states faster than draws

CubeState StateOf(const TaskItem& item) { return item.meta.at("stickers").get<CubeState>(); }

// Why the answer is wrong; "" when it is right.
std::string Fault(CubeState state, const std::vector<std::string>& words) {
  if (words.empty()) return "holds no moves";
  for (const std::string& word : words) {
    const std::optional<CubeMove> move = FindCubeMove(word);
    if (!move || *move >= kCubeMoves) {
      const bool shown = word.size() < 20 && static_cast<unsigned char>(word[0]) < 0x80;
      return (shown ? '"' + word + '"' : "a word") +
             " is none of the moves U U' U2 R R' R2 F F' F2";
    }
    state = Apply(state, *move);
  }
  if (words.size() > kMostMoves) return std::to_string(words.size()) + " moves, more than 11";
  constexpr std::array<std::string_view, 6> kFaceNames = {"top",    "right", "front",
                                                          "bottom", "left",  "back"};
  for (size_t i = 0; i < state.size(); ++i) {
    if (state[i] == state[i / 4 * 4]) continue;
    return "after the moves the " + std::string(kFaceNames[i / 4]) + " face has two colours";
  }
  return "";
}

bool PublishedRight(CubeState state, std::string_view answer) {
  for (const std::string& word : Words(answer)) {
    if (const auto move = FindCubeMove(word)) state = Apply(state, *move);
  }
  return IsGoal(state);
}

TaskItem MakeItem(const CubeState& state, const CubeMoves& gold, Language language) {
  TaskItem item;
  item.kind = AnswerKind::kText;
  item.gold = Describe(gold);
  item.meta = {{"stickers", state}};
  item.max_tokens = 1000;
  if (language == Language::kKorean) {
    item.question =
        "2x2 큐브의 각 면을 정면에서 본 색은 다음과 같습니다. 색은 0부터 5까지의 숫자이고, '/' "
        "앞이 윗줄입니다. 윗면은 앞면이 아래에 오도록, 아랫면은 앞면이 위에 오도록 본 것입니다.\n" +
        CubeFaces(state, language) +
        "U, R, F는 윗면, 오른쪽 면, 앞면의 층을 바깥에서 보아 시계 방향으로 90도 돌립니다. '를 "
        "붙이면 반대 방향, 2를 붙이면 180도입니다. 모든 면이 한 가지 색이 되게 하는 회전을 11번 "
        "이내로 찾으세요.";
    item.instructions = "마지막 줄에 '#### 회전들'의 형태로 회전을 빈칸으로 나누어 쓰세요.";
  } else {
    item.question =
        "The faces of a 2x2 cube, each as one looks straight at it, have these colours (0 to 5, "
        "the upper row before the slash). The top is seen with the front below it, the bottom with "
        "the front above it.\n" +
        CubeFaces(state, language) +
        "U, R and F turn the layer at the top, at the right and at the front by 90 degrees, "
        "clockwise as seen from outside; with ' it goes the other way, with 2 by 180 degrees. Find "
        "at most 11 moves that bring every face to one colour.";
    item.instructions = "End with a line '#### moves', the moves parted by blanks.";
  }
  return item;
}

// The colours of the whole cube turned about, so that the state is as far from solved as before.
CubeState Recoloured(const CubeState& state, Draw& draw) {
  CubeState solved = SolvedCube();
  for (const std::string_view turn : {"x", "y", "z"}) {
    for (int64_t i = draw.Number(0, 3); i > 0; --i) solved = Apply(solved, *FindCubeMove(turn));
  }
  CubeState recoloured;
  for (size_t i = 0; i < state.size(); ++i) recoloured[i] = solved[state[i] * size_t{4}];
  return recoloured;
}

CubeState DrawState(Draw& draw, int distance) {
  for (;;) {
    CubeState state = SolvedCube();
    if (distance > kWalked) {
      const auto index = static_cast<uint32_t>(draw.Index(CubeTable::kStates));
      if (CubeTable::Get().Distance(index) == distance) return CubeTable::StateAt(index);
      continue;
    }
    CubeMove last = kCubeMoves;
    for (int i = 0; i < distance; ++i) {
      CubeMove move = draw.Index(kCubeMoves);
      while (move / 3 == last / 3) move = draw.Index(kCubeMoves);
      state = Apply(state, move);
      last = move;
    }
    if (CubeDistance(state) == distance) return state;
  }
}

class RubiksCube : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const CubeState state = Recoloured(DrawState(draw, level + 1), draw);
    return MakeItem(state, SolveCubeByTable(state).value(), language);
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadCsv(file), "id", [](const Row& row) {
      CubeState state;
      for (size_t i = 0; i < state.size(); ++i) {
        const std::string field = "state_" + std::to_string(i + 1);
        const int64_t colour = row.Integer(field);
        if (colour < 0 || colour > 5) row.Refuse(field, "a colour from 0 to 5");
        state[i] = static_cast<uint8_t>(colour);
      }
      const std::optional<int> distance = CubeDistance(state);
      if (!distance || *distance == 0) row.Refuse("state_1", "a scrambled cube (state_1 to 24)");
      CubeMoves moves;
      for (const std::string& word : Words(row.Text("moves"))) {
        const auto move = FindCubeMove(word);
        if (!move) row.Refuse("moves", "moves such as U and R'");
        moves.push_back(*move);
      }
      if (!IsGoal(Apply(state, moves))) row.Refuse("moves", "a solution");
      if (row.Integer("minmumStep_to_win") != *distance) {
        row.Refuse("minmumStep_to_win", std::to_string(*distance));
      }
      TaskItem item = MakeItem(state, moves, Language::kEnglish);
      item.level = *distance - 1;
      return item;
    });
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::optional<CubeMoves> moves = SolveCube(StateOf(item));
    if (!moves) return std::nullopt;
    return Describe(*moves);
  }

  std::optional<std::string> Extract(const TaskItem&, std::string_view reply) const override {
    return FindCubeMoves(reply);
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    return CubeMovesKey(answer);
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    Verdict verdict;
    verdict.reason = Fault(StateOf(item), Words(PlainCubeMoves(answer)));
    verdict.right = verdict.reason.empty();
    verdict.scores = {{"published", PublishedRight(StateOf(item), answer) ? 1 : 0}};
    return verdict;
  }

  std::shared_ptr<const WorldModel> World(const TaskItem& item) const override {
    return MakeCubeWorld(StateOf(item), item.language);
  }
};

const RubiksCube task;

}  // namespace

extern const TaskInfo rubiks_cube_task;
const TaskInfo rubiks_cube_task{
    .name = "rubiks_cube",
    .summary = "moves that solve a 2x2 cube",
    .levels = {"1_move", "2_moves", "3_moves", "4_moves", "5_moves", "6_moves", "7_moves",
               "8_moves", "9_moves", "10_moves", "11_moves"},
    .sizes = {216, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    .korean = true,
    .published =
        PublishedSet{.folder = "rubiks_cube_2x2",
                     .files = {Sys2BenchFile("data/cube/cube_test.csv",
                                             "25e4368322fc880a49506101cef8c151"
                                             "9a0b519c184b3eeea79a041ab5e19503")},
                     .other_files = {"cube_train.csv"},
                     .licence = "Apache-2.0",
                     .credit =
                         "Parashar et al. 2025, divelab/Sys2Bench; first of Ding et al. 2023, "
                         "arXiv 2311.04254"},
    .task = &task};

}  // namespace ponder
