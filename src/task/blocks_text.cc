#include "task/blocks_text.h"

#include <algorithm>
#include <array>

#include "task/word.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

using Kind = BlocksAction::Kind;

// The first twelve stand for the objects a to l of the published problems.
constexpr std::array<Word, kBlockColours> kColours = {{
    {"red", "빨강"},
    {"blue", "파랑"},
    {"orange", "주황"},
    {"yellow", "노랑"},
    {"white", "하양"},
    {"magenta", "자홍"},
    {"black", "검정"},
    {"cyan", "청록"},
    {"green", "초록"},
    {"violet", "보라"},
    {"silver", "은색"},
    {"gold", "금색"},
    {"brown", "갈색"},
    {"pink", "분홍"},
    {"grey", "회색"},
}};

struct Verb {
  Kind kind;
  std::string_view english;  // one word of the published reader
  std::string_view korean;   // the stem
};
constexpr std::array<Verb, 4> kVerbs = {{{Kind::kPickUp, "pick-up", "집"},
                                         {Kind::kPutDown, "put-down", "내려놓"},
                                         {Kind::kStack, "stack", "쌓"},
                                         {Kind::kUnstack, "unstack", "빼"}}};

bool TakesTwo(Kind kind) { return kind == Kind::kStack || kind == Kind::kUnstack; }

bool IsWordChar(char c) { return scan::IsAlnum(c) || c == '-' || c == '_'; }

// Where `word` stands in the text as a word of its own.
size_t FindWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordChar(text[at - 1]);
    if (begins && (end == text.size() || !IsWordChar(text[end]))) return at;
  }
  return std::string_view::npos;
}

// Korean words carry particles, so that they count wherever they stand.
size_t FindEither(std::string_view text, std::string_view english, std::string_view korean) {
  return std::min(FindWord(text, english), text.find(korean));
}

std::optional<BlocksAction> ReadAction(std::string_view line, const BlockNames& names) {
  size_t first = std::string_view::npos;
  std::optional<Kind> kind;
  for (const Verb& verb : kVerbs) {
    const size_t at = FindEither(line, verb.english, verb.korean);
    if (at >= first) continue;
    first = at;
    kind = verb.kind;
  }
  if (!kind) return std::nullopt;
  std::vector<std::pair<size_t, int>> blocks;
  for (size_t block = 0; block < names.size(); ++block) {
    const Word& colour = kColours[static_cast<size_t>(names[block])];
    const size_t at = FindEither(line, colour.english, colour.korean);
    if (at != std::string_view::npos) blocks.emplace_back(at, static_cast<int>(block));
  }
  if (blocks.size() != (TakesTwo(*kind) ? 2u : 1u)) return std::nullopt;
  std::sort(blocks.begin(), blocks.end());
  return BlocksAction{*kind, blocks[0].second, blocks.size() == 2 ? blocks[1].second : -1};
}

}  // namespace

std::string_view BlockColour(int colour, Language language) {
  const Word& names = kColours.at(static_cast<size_t>(colour));
  return language == Language::kKorean ? names.korean : names.english;
}

std::string BlockName(int block, const BlockNames& names, Language language) {
  const std::string colour(BlockColour(names[static_cast<size_t>(block)], language));
  return language == Language::kKorean ? colour + " 블록" : "the " + colour + " block";
}

std::string Describe(const BlocksAction& action, const BlockNames& names, Language language) {
  const std::string block = BlockName(action.block, names, language);
  const std::string other = action.other < 0 ? "" : BlockName(action.other, names, language);
  const bool korean = language == Language::kKorean;
  switch (action.kind) {
    case Kind::kPickUp:
      return korean ? block + " 집기" : "pick up " + block;
    case Kind::kPutDown:
      return korean ? block + " 내려놓기" : "put down " + block;
    case Kind::kStack:
      return korean ? block + "을 " + other + " 위에 쌓기"
                    : "stack " + block + " on top of " + other;
    case Kind::kUnstack:
      return korean ? block + "을 " + other + " 위에서 빼기"
                    : "unstack " + block + " from on top of " + other;
  }
  return "";
}

std::string Describe(const BlocksPlan& plan, const BlockNames& names, Language language) {
  std::vector<std::string> actions;
  for (const BlocksAction& action : plan) actions.push_back(Describe(action, names, language));
  return Join(actions, "; ");
}

std::string BlockFact(int block, int8_t under, const BlockNames& names, Language language) {
  const bool korean = language == Language::kKorean;
  const std::string name = BlockName(block, names, language);
  if (under == kOnTable) {
    return korean ? name + "은 탁자 위에 있습니다." : Capital(name) + " is on the table.";
  }
  if (under == kInHand) {
    return korean ? name + "은 손에 있습니다." : Capital(name) + " is in the hand.";
  }
  const std::string other = BlockName(under, names, language);
  return korean ? name + "은 " + other + " 위에 있습니다."
                : Capital(name) + " is on top of " + other + ".";
}

std::string Describe(const BlocksState& state, const BlockNames& names, Language language) {
  std::vector<std::string> facts;
  bool empty = true;
  for (int block = 0; block < state.count; ++block) {
    const int8_t under = state.under[static_cast<size_t>(block)];
    empty = empty && under != kInHand;
    facts.push_back(BlockFact(block, under, names, language));
  }
  if (empty) {
    facts.emplace_back(language == Language::kKorean ? "손은 비어 있습니다."
                                                     : "The hand is empty.");
  }
  return Join(facts, " ");
}

std::string Describe(const BlocksGoal& goal, const BlockNames& names, Language language) {
  const bool korean = language == Language::kKorean;
  std::vector<std::string> facts;
  for (const auto& [block, on] : goal) {
    const std::string a = BlockName(block, names, language);
    const std::string b = BlockName(on, names, language);
    facts.push_back(korean ? a + "이 " + b + " 위에" : a + " is on top of " + b);
  }
  return korean ? Join(facts, ", ") + " 있어야 합니다." : Join(facts, " and ");
}

BlocksPlan ReadPlan(std::string_view text, const BlockNames& names) {
  std::string plain = scan::Lower(text);
  plain = plain.substr(0, std::min(plain.find("[cost]"), plain.find("[plan end]")));
  plain = scan::ReplaceAll(scan::ReplaceAll(plain, "pick up", "pick-up"), "put down", "put-down");
  BlocksPlan plan;
  for (size_t pos = 0; pos < plain.size();) {
    const size_t end = std::min(plain.find_first_of("\n;", pos), plain.size());
    const auto action = ReadAction(std::string_view(plain).substr(pos, end - pos), names);
    if (action) plan.push_back(*action);
    pos = end + 1;
  }
  return plan;
}

}  // namespace ponder
