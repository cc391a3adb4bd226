// Does a walk end where it began? The form of the BIG-bench task of this name: on the lower levels
// one faces the same way all the time, on the higher ones one turns.
#include <array>
#include <cstdlib>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/words.h"

namespace ponder {
namespace {

// Directions as quarter turns to the right: ahead, right, back, left.
struct Move {
  bool turn = false;
  int64_t direction = 0;
  int64_t steps = 0;
};

struct Place {
  int64_t x = 0, y = 0, facing = 0;
};

void Go(Place& place, const Move& move) {
  constexpr std::array<int64_t, 4> kX = {0, 1, 0, -1};
  constexpr std::array<int64_t, 4> kY = {1, 0, -1, 0};
  const auto heading = static_cast<size_t>((place.facing + move.direction) % 4);
  if (move.turn) {
    place.facing = static_cast<int64_t>(heading);
  } else {
    place.x += kX[heading] * move.steps;
    place.y += kY[heading] * move.steps;
  }
}

struct Level {
  int64_t moves;
  bool turns;
};
constexpr std::array<Level, 4> kLevels = {{{2, false}, {6, false}, {3, true}, {8, true}}};

// Walks home along one axis: what is left of `way` in the direction `heading` of the field.
void Home(std::vector<Move>& moves, Place& place, bool turns, int64_t heading, int64_t way) {
  if (way == 0) return;
  const int64_t target = way > 0 ? heading : (heading + 2) % 4;
  Move move{false, (target - place.facing + 4) % 4, std::abs(way)};
  if (turns && move.direction != 0) {
    moves.push_back({true, move.direction, 0});
    Go(place, moves.back());
    move.direction = 0;
  }
  moves.push_back(move);
  Go(place, move);
}

// A walk that ends where it began.
std::vector<Move> Loop(Draw& draw, const Level& level) {
  std::vector<Move> moves;
  Place place;
  for (int64_t i = 0; i < level.moves; ++i) {
    if (level.turns && i > 0) {
      moves.push_back({true, draw.Number(1, 3), 0});
      Go(place, moves.back());
    }
    moves.push_back({false, level.turns ? 0 : draw.Number(0, 3), draw.Number(1, 10)});
    Go(place, moves.back());
  }
  Home(moves, place, level.turns, 1, -place.x);
  Home(moves, place, level.turns, 0, -place.y);
  if (!level.turns) draw.Shuffle(moves);
  return moves;
}

std::string Say(const Move& move, bool turns, Language language) {
  constexpr std::array<std::string_view, 4> kWays = {"forward", "to the right", "backward",
                                                     "to the left"};
  constexpr std::array<std::string_view, 4> kKoreanWays = {"앞으로", "오른쪽으로", "뒤로",
                                                           "왼쪽으로"};
  const auto way = static_cast<size_t>(move.direction);
  const std::string steps = std::to_string(move.steps);
  if (language == Language::kKorean) {
    if (move.turn) return std::string(kKoreanWays[way]) + " 돕니다.";
    return std::string(turns ? "" : kKoreanWays[way]) + (turns ? "" : " ") + steps + "걸음 갑니다.";
  }
  if (move.turn)
    return way == 2 ? "Turn around." : "Turn " + std::string(kWays[way].substr(7)) + ".";
  return "Walk " + steps + (move.steps == 1 ? " step" : " steps") +
         (turns ? "" : " " + std::string(kWays[way])) + ".";
}

// A sentence of a question as a move; no steps and no turn when it is none.
Move ReadMove(const std::string& sentence) {
  Move move;
  move.turn = sentence.starts_with("Turn ") || Holds(sentence, " 돕니다");
  const std::vector<int64_t> numbers = Numbers(sentence);
  if (!move.turn && !numbers.empty()) move.steps = numbers[0];
  if (Holds(sentence, "right") || Holds(sentence, "오른쪽")) move.direction = 1;
  if (Holds(sentence, "backward") || Holds(sentence, "around") || Holds(sentence, "뒤로")) {
    move.direction = 2;
  }
  if (Holds(sentence, "left") || Holds(sentence, "왼쪽")) move.direction = 3;
  return move;
}

class Navigate : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const bool korean = language == Language::kKorean;
    const Level& size = kLevels.at(static_cast<size_t>(level));
    std::vector<Move> moves = Loop(draw, size);
    const bool home = draw.Coin();
    if (!home) {  // one stretch is longer or shorter than it should be
      Move& move = moves[draw.Index(moves.size())];
      Move& walk = move.turn ? moves[0] : move;
      walk.steps += walk.steps > 1 && draw.Coin() ? -1 : draw.Number(1, 3);
    }
    std::vector<std::string> sentences;
    for (const Move& move : moves) sentences.push_back(Say(move, size.turns, language));
    std::string_view frame =
        korean ? "다음과 같이 걷습니다. {}처음 자리로 돌아옵니까? Yes 또는 No로 답하세요."
               : "You walk like this. {}Are you back where you began? Answer Yes or No.";
    const std::string fixed =
        korean ? "늘 같은 쪽을 바라봅니다. " : "You always look the same way. ";
    TaskItem item;
    item.question = Fill(frame, {(size.turns ? "" : fixed) + Join(sentences, " ") + " "});
    item.gold = home ? "Yes" : "No";
    item.kind = AnswerKind::kYesNo;
    item.max_tokens = 300;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kYesNo, 300);
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    Place place;
    for (const std::string& sentence : Sentences(item.question)) {
      const Move move = ReadMove(sentence);
      if (move.turn || move.steps > 0) Go(place, move);
    }
    return place.x == 0 && place.y == 0 ? "Yes" : "No";
  }
};

const Navigate task;

}  // namespace

extern const TaskInfo navigate_task;
const TaskInfo navigate_task{
    .name = "navigate",
    .summary = "does a walk end where it began?",
    .levels = {"2_to_4_stretches", "6_to_8_stretches", "with_3_to_5_turns", "with_8_to_10_turns"},
    .korean = true,
    .published = BbhSet(
        {BbhFile("navigate", "b7944dfd3c81da5c4815bd75b00d6fa3c64140823498e78ed496f4c3d36f7f0d")}),
    .task = &task};

}  // namespace ponder
