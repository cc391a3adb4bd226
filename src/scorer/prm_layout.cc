#include "scorer/prm_layout.h"

#include <algorithm>

#include "ponder/error.h"
#include "text/scan.h"

namespace ponder {
namespace {

// The system line that Qwen2.5-Math reward models were trained with.
constexpr std::string_view kQwenSystem =
    "Please reason step by step, and put your final answer within \\boxed{}.";

[[noreturn]] void Refuse(std::string_view layout, const std::string& why) {
  throw Error(ErrorCode::kModel, "scorer prm: layout=" + std::string(layout) + ": " + why);
}

Token OnlyToken(const Engine& engine, std::string_view layout, const std::string& text) {
  const std::vector<Token> tokens = engine.Tokenize(text, true);
  if (tokens.size() == 1) return tokens.front();
  Refuse(layout, "the model has no token " + (text == "\n" ? "for a line end" : text) +
                     ": it is not of this family");
}

void Append(std::vector<Token>& tokens, const std::vector<Token>& more) {
  tokens.insert(tokens.end(), more.begin(), more.end());
}

// Text of an answer in a turn: control tokens that it writes out are no control tokens.
std::vector<Piece> Plain(const Engine& engine, const std::string& text) {
  return {{text, engine.Tokenize(text, false), text.size()}};
}

// The whole of `text` as tokens behind `beginning`, which keeps those there are where it can: texts
// that end in a step's mark do not change by what follows it.
void Grow(const Engine& engine, const std::vector<Token>& beginning, const std::string& text,
          size_t known_bytes, std::vector<Token>& tokens) {
  std::vector<Token> whole = beginning;
  Append(whole, engine.Tokenize(text, false));
  const bool keeps =
      whole.size() > tokens.size() && std::equal(tokens.begin(), tokens.end(), whole.begin());
  if (keeps) {
    tokens = std::move(whole);
  } else {
    Append(tokens, engine.Tokenize(text.substr(known_bytes), false));
  }
}

// Question and answer as one text, " ки" and a line end after each step; read at the "ки".
ScoringText MathShepherd(const Engine& engine, const std::string& question,
                         std::span<const std::string_view> steps) {
  const std::vector<Token> beginning = engine.Render(Prompt::Raw(""));
  ScoringText result{beginning, {}};
  std::string text = question + " ";
  size_t known = 0;
  for (const std::string_view step : steps) {
    if (!result.positions.empty()) text += "\n";
    text += std::string(step) + " ки";
    Grow(engine, beginning, text, known, result.tokens);
    known = text.size();
    const std::string mark = engine.Detokenize(std::span(&result.tokens.back(), 1));
    if (scan::Trim(mark) != "ки") {
      Refuse("math_shepherd", "the model has no token for ки: it is not of this family");
    }
    result.positions.push_back(result.tokens.size() - 1);
  }
  return result;
}

// Turns: the user says a step (the first one after the question), the assistant "+"; read where the
// assistant is about to speak.
std::vector<Token> RenderDialogue(const Engine& engine, const std::string& question,
                                  std::span<const std::string_view> steps, Token verdict) {
  std::vector<Message> turns;
  for (size_t i = 0; i < steps.size(); ++i) {
    const std::string step(steps[i]);
    if (i > 0) {
      const std::string said = engine.Detokenize(std::span(&verdict, 1));
      turns.emplace_back("assistant", std::vector<Piece>{{said, {verdict}, said.size()}});
    }
    turns.emplace_back("user", Plain(engine, i == 0 ? question + " " + step : step));
  }
  return engine.Render(Prompt::Chat(std::move(turns)));
}

// Where the verdicts stand is where two dialogues with other verdicts differ.
ScoringText Rlhflow(const Engine& engine, const std::string& question,
                    std::span<const std::string_view> steps) {
  const std::vector<Token> verdicts = VerdictTokens(engine);
  ScoringText result{RenderDialogue(engine, question, steps, verdicts[0]), {}};
  const std::vector<Token> twin = RenderDialogue(engine, question, steps, verdicts[1]);
  for (size_t i = 1; i < result.tokens.size() && twin.size() == result.tokens.size(); ++i) {
    if (result.tokens[i] != twin[i]) result.positions.push_back(i - 1);
  }
  result.positions.push_back(result.tokens.size() - 1);
  if (result.positions.size() != steps.size()) {
    Refuse("rlhflow", "the model's chat template changes the turns of a dialogue");
  }
  return result;
}

// Question and steps a line each; read at the line ends.
ScoringText Skywork(const Engine& engine, const std::string& question,
                    std::span<const std::string_view> steps) {
  const Token beginning = OnlyToken(engine, "skywork", "<|endoftext|>");
  const Token line_end = OnlyToken(engine, "skywork", "\n");
  ScoringText result{{beginning}, {}};
  Append(result.tokens, engine.Tokenize(question + "\n", false));
  for (const std::string_view step : steps) {
    std::string line(step);
    std::replace(line.begin(), line.end(), '\n', ' ');
    Append(result.tokens, engine.Tokenize(line, false));
    result.positions.push_back(result.tokens.size());
    result.tokens.push_back(line_end);
  }
  return result;
}

// The answer in the assistant's turn, <extra_0> after each step; read there.
ScoringText QwenPrm(const Engine& engine, const std::string& question,
                    std::span<const std::string_view> steps) {
  const Token mark = OnlyToken(engine, "qwen_prm", "<extra_0>");
  ScoringText result{engine.Render(Prompt::Chat(
                         {Message("system", std::string(kQwenSystem)), Message("user", question)})),
                     {}};
  for (const std::string_view step : steps) {
    Append(result.tokens, engine.Tokenize(step, false));
    result.positions.push_back(result.tokens.size());
    result.tokens.push_back(mark);
  }
  return result;
}

// The whole conversation, read at its end.
ScoringText QwenRm(const Engine& engine, const std::string& question,
                   std::span<const std::string_view> steps) {
  // Steps are views into one text, in order: it runs from the first one's begin to the last's end.
  const char* begin = steps.front().data();
  const std::string answer(begin, steps.back().data() + steps.back().size());
  Prompt prompt =
      Prompt::Chat({Message("system", std::string(kQwenSystem)), Message("user", question),
                    Message("assistant", Plain(engine, answer))});
  prompt.add_generation_prompt = false;
  ScoringText result{engine.Render(prompt), {}};
  result.positions.push_back(result.tokens.size() - 1);
  return result;
}

}  // namespace

PrmReadOut ReadOutOf(PrmLayout layout) {
  switch (layout) {
    case PrmLayout::kRlhflow:
    case PrmLayout::kMathShepherd:
      return PrmReadOut::kTwoTokens;
    case PrmLayout::kSkywork:
      return PrmReadOut::kSigmoid;
    case PrmLayout::kQwenPrm:
      return PrmReadOut::kTwoClass;
    case PrmLayout::kQwenRm:
      return PrmReadOut::kValue;
  }
  return PrmReadOut::kTwoTokens;
}

ScoringText LayOut(PrmLayout layout, const Engine& engine, const std::string& question,
                   std::span<const std::string_view> steps) {
  switch (layout) {
    case PrmLayout::kRlhflow:
      return Rlhflow(engine, question, steps);
    case PrmLayout::kMathShepherd:
      return MathShepherd(engine, question, steps);
    case PrmLayout::kSkywork:
      return Skywork(engine, question, steps);
    case PrmLayout::kQwenPrm:
      return QwenPrm(engine, question, steps);
    case PrmLayout::kQwenRm:
      return QwenRm(engine, question, steps);
  }
  return {};
}

std::vector<Token> VerdictTokens(const Engine& engine) {
  std::vector<Token> verdicts;
  for (const char* text : {"+", "-"}) {
    const std::vector<Token> tokens = engine.Tokenize(text, false);
    if (!tokens.empty()) verdicts.push_back(tokens.back());
  }
  if (verdicts.size() == 2 && verdicts[0] != verdicts[1]) return verdicts;
  throw Error(ErrorCode::kModel, "scorer prm: the model has no tokens \"+\" and \"-\"");
}

}  // namespace ponder
