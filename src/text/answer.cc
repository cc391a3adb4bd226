#include "text/answer.h"

#include <array>

#include "text/answer_mark.h"
#include "text/choice.h"
#include "text/code_block.h"
#include "text/date.h"
#include "text/latex.h"
#include "text/math_equal.h"
#include "text/number.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kNone = std::string_view::npos;

// The number as plain text: no currency, separators, percent; decimals as printed.
std::string ShowNumber(const NumberToken& token, std::string_view text) {
  if (token.decimals == 0) return token.key;
  std::string out;
  for (char c : DropThousands(text.substr(token.begin, token.end - token.begin))) {
    if (scan::IsDigit(c) || c == '.' || (c == '-' && out.empty())) {
      out += c;
    } else if (scan::IsAlpha(c) || c == '^') {
      return token.key;
    }
  }
  if (out.starts_with(".")) out.insert(0, "0");
  return out;
}

bool OperatorFollows(std::string_view text, size_t pos) {
  pos = scan::SkipBlanks(text, pos);
  if (pos >= text.size()) return false;
  for (std::string_view mark :
       {"+", "-", "*", "/", "=", "(", "\\times", "\\cdot", "\\div", "\u00D7", "\u00F7", "x "}) {
    if (scan::StartsAt(text, pos, mark)) return true;
  }
  return false;
}

// The number that a marked answer states: "18 eggs", "x = 18", "9 * 2 = $18".
std::optional<std::string> NumberOfMarked(std::string_view marked) {
  const std::string text = scan::PlainSigns(UnwrapText(marked));
  // A number at the very start may have a blank after its sign: "- 5".
  const auto start = ReadNumber(text, scan::SkipBlanks(text, 0));
  if (start && !OperatorFollows(text, start->end)) return ShowNumber(*start, text);
  const std::vector<NumberToken> numbers = FindNumbers(text);
  if (numbers.empty()) return std::nullopt;
  const size_t equals = text.rfind('=');
  if (equals != kNone) {
    for (const NumberToken& number : numbers) {
      if (number.begin > equals) return ShowNumber(number, text);
    }
  }
  return ShowNumber(numbers[0], text);
}

std::optional<std::string> LastNumber(std::string_view reply) {
  const std::string text = scan::PlainSigns(reply);
  const std::vector<NumberToken> numbers = FindNumbers(text);
  if (numbers.empty()) return std::nullopt;
  return ShowNumber(numbers.back(), text);
}

std::optional<std::string> ExtractNumber(std::string_view text) {
  if (const auto marked = FindMarkedAnswer(text)) {
    if (auto number = NumberOfMarked(marked->text)) return number;
  }
  return LastNumber(text);
}

// Content of the last $...$ or \(...\) of a text without line ends inside, if any.
std::optional<std::string> LastFormula(std::string_view text) {
  const size_t close = text.rfind('$');
  if (close == kNone || close == 0) return std::nullopt;
  size_t end = close;
  while (end > 0 && text[end - 1] == '$') --end;
  const size_t open = end == 0 ? kNone : text.rfind('$', end - 1);
  if (open == kNone || (open > 0 && text[open - 1] == '\\')) return std::nullopt;
  const std::string_view inner = scan::Trim(text.substr(open + 1, end - open - 1));
  if (inner.empty() || inner.size() > kMaxMathAnswer) return std::nullopt;
  if (inner.find("\n\n") != kNone) return std::nullopt;
  return std::string(inner);
}

// "f(x) = 2x" is answered by "2x" only for short left sides; the rest of the sentence is dropped
// when the marked answer holds a formula: "$\frac{1}{2}$ of the cake".
std::string MathOfMarked(const MarkedAnswer& marked) {
  if (marked.kind == MarkKind::kBoxed) return marked.text;
  if (const auto formula = LastFormula(marked.text)) return *formula;
  const size_t open = marked.text.find("\\(");
  const size_t close = marked.text.find("\\)", open == kNone ? 0 : open);
  if (open != kNone && close != kNone) {
    return std::string(scan::Trim(marked.text.substr(open + 2, close - open - 2)));
  }
  return marked.text;
}

std::optional<std::string> ExtractMath(std::string_view text) {
  if (const auto marked = FindMarkedAnswer(text)) return MathOfMarked(*marked);
  if (auto formula = LastFormula(text)) return formula;
  return LastNumber(text);
}

std::optional<std::string> ExtractChoice(std::string_view text) {
  if (const auto marked = FindMarkedAnswer(text)) {
    if (auto choice = FirstChoice(marked->text)) return choice;
  }
  return LastChoice(text);
}

std::optional<std::string> ExtractYesNo(std::string_view text) {
  const auto marked = FindMarkedAnswer(text);
  if (marked) {
    const std::string answer = UnwrapText(marked->text);
    if (auto word = FirstYesNo(answer, YesNoWords::kYesNo)) return word;
    if (auto word = FirstYesNo(answer, YesNoWords::kTrueFalse)) return word;
  }
  const std::string_view trimmed = scan::StripWrapping(text);
  if (auto word = FirstYesNo(trimmed.substr(0, 10), YesNoWords::kYesNo)) return word;
  if (auto word = LastYesNo(trimmed, YesNoWords::kYesNo)) return word;
  const std::string_view line = scan::StripWrapping(scan::LastFilledLine(text));
  if (line.size() > 8) return std::nullopt;
  return FirstYesNo(line, YesNoWords::kTrueFalse);
}

std::optional<std::string> ExtractDate(std::string_view text) {
  if (const auto marked = FindMarkedAnswer(text)) {
    if (auto date = FirstDate(marked->text)) return date;
  }
  return LastDate(text);
}

std::optional<std::string> ExtractText(std::string_view text) {
  if (const auto marked = FindMarkedAnswer(text)) {
    const std::string plain = UnwrapText(marked->text);
    const std::string_view answer = scan::StripWrapping(plain);
    if (!answer.empty()) return std::string(answer);
  }
  const std::string_view line = scan::StripWrapping(scan::LastFilledLine(text));
  if (line.empty()) return std::nullopt;
  return std::string(line);
}

// Code without a fence: from the first line that can only be code.
std::optional<std::string> BareCode(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kStarts = {
      "def ", "class ", "import ", "from ", "#include", "async def ", "@", "int main("};
  for (size_t pos = 0; pos < text.size();) {
    for (std::string_view start : kStarts) {
      if (!scan::StartsAt(text, pos, start)) continue;
      const bool prose = start == "from " || start == "class " || start == "import ";
      const std::string_view line = scan::NextFilledLine(text, pos);
      const bool code = !prose || line.ends_with(':') || line.ends_with('{') ||
                        start == "import " || line.find(" import ") != kNone;
      if (code) return std::string(text.substr(pos));
    }
    const size_t end = text.find('\n', pos);
    if (end == kNone) break;
    pos = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> ExtractCode(std::string_view text) {
  if (const auto block = LastCodeBlock(text)) return block->code;
  return BareCode(text);
}

std::optional<std::string> ExtractAuto(std::string_view text) {
  const auto marked = FindMarkedAnswer(text);
  if (!marked) return LastNumber(text);
  const std::string answer = MathOfMarked(*marked);
  const std::string_view stripped = scan::StripWrapping(answer);
  const std::string plain = scan::PlainSigns(stripped);
  if (const auto token = ParseNumberToken(plain)) {
    if (const auto number = NumberOfMarked(plain)) return number;
  }
  if (plain.find('=') != kNone && plain.find('\\') == kNone) {
    const std::string_view right = std::string_view(plain).substr(plain.rfind('=') + 1);
    if (ParseNumberToken(right)) return NumberOfMarked(right);
  }
  if (stripped.empty()) return LastNumber(text);
  return std::string(stripped);
}

std::string TrimPunctuation(std::string_view text) {
  constexpr std::string_view kEnds = ".,;:!?\"'`*_ \t\r\n";
  for (bool again = true; again && !text.empty();) {
    again = false;
    while (!text.empty() && kEnds.find(text.front()) != kNone) text.remove_prefix(1);
    while (!text.empty() && kEnds.find(text.back()) != kNone) text.remove_suffix(1);
    const bool wrapped = text.size() >= 2 && text.front() == '(' && text.back() == ')' &&
                         text.find_first_of("(,", 1) == kNone;
    if (wrapped) {
      text = text.substr(1, text.size() - 2);
      again = true;
    }
  }
  return std::string(text);
}

std::string TextKey(std::string_view answer) {
  std::string out;
  for (char c : TrimPunctuation(UnwrapText(answer))) {
    if (!scan::IsBlank(c)) {
      out += scan::LowerChar(c);
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string NumberKey(std::string_view answer) {
  if (const auto token = ParseNumberToken(answer)) return token->key;
  if (const auto number = NumberOfMarked(answer)) {
    if (const auto token = ParseNumberToken(*number)) return token->key;
  }
  return TextKey(answer);
}

// Code is compared as text without blanks at line ends and without empty lines.
std::string CodeKey(std::string_view answer) {
  std::string out;
  for (size_t pos = 0; pos < answer.size();) {
    size_t end = answer.find('\n', pos);
    if (end == kNone) end = answer.size();
    std::string_view line = answer.substr(pos, end - pos);
    while (!line.empty() && scan::IsBlank(line.back())) line.remove_suffix(1);
    if (!line.empty()) out.append(line).append("\n");
    pos = end + 1;
  }
  return out;
}

bool LooksMath(std::string_view answer) {
  if (answer.size() > kMaxMathAnswer) return false;
  return answer.find_first_of("\\^_=+*/[{|") != kNone || answer.find("(") != kNone ||
         answer.find_first_of("0123456789") != kNone;
}

std::string AutoKey(std::string_view answer) {
  if (const auto token = ParseNumberToken(answer)) return token->key;
  const std::string text = TextKey(answer);
  if (text.size() == 1 || !LooksMath(answer)) return text;
  const std::string key = MathKey(answer);
  return key.empty() ? text : key;
}

std::string YesNoKey(std::string_view answer) {
  if (auto word = FirstYesNo(answer, YesNoWords::kYesNo)) return *word;
  if (auto word = FirstYesNo(answer, YesNoWords::kTrueFalse)) return *word;
  return TextKey(answer);
}

}  // namespace

std::optional<std::string> ExtractAnswer(std::string_view text, AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kAuto:
      return ExtractAuto(text);
    case AnswerKind::kNumber:
      return ExtractNumber(text);
    case AnswerKind::kMath:
      return ExtractMath(text);
    case AnswerKind::kChoice:
      return ExtractChoice(text);
    case AnswerKind::kYesNo:
      return ExtractYesNo(text);
    case AnswerKind::kDate:
      return ExtractDate(text);
    case AnswerKind::kText:
      return ExtractText(text);
    case AnswerKind::kCode:
      return ExtractCode(text);
  }
  return std::nullopt;
}

bool HasAnswerMark(std::string_view text) { return FindMarkedAnswer(text).has_value(); }

std::string CanonicalAnswer(std::string_view answer, AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kAuto:
      return AutoKey(answer);
    case AnswerKind::kNumber:
      return NumberKey(answer);
    case AnswerKind::kMath:
      return MathKey(answer);
    case AnswerKind::kChoice:
      return FirstChoice(answer).value_or(TextKey(answer));
    case AnswerKind::kYesNo:
      return YesNoKey(answer);
    case AnswerKind::kDate:
      return FirstDate(answer).value_or(TextKey(answer));
    case AnswerKind::kText:
      return TextKey(answer);
    case AnswerKind::kCode:
      return CodeKey(answer);
  }
  return TextKey(answer);
}

bool AnswersEqual(std::string_view a, std::string_view b, AnswerKind kind) {
  if (kind == AnswerKind::kMath) return MathEqual(a, b);
  const std::string key = CanonicalAnswer(a, kind);
  if (!key.empty() && key == CanonicalAnswer(b, kind)) return true;
  if (kind != AnswerKind::kAuto || !LooksMath(a) || !LooksMath(b)) return false;
  return MathEqual(a, b);
}

}  // namespace ponder
