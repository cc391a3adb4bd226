// Tokens of written arithmetic, for equations.cc.
#pragma once

#include <string_view>
#include <vector>

#include "text/rational.h"

namespace ponder {

enum class EquationTokenKind {
  kNumber,
  kOperator,  // sign: + - * / ^
  kOpen,
  kClose,
  kEquals,
  kBreak,   // a word, a comma, a line end: an equation may start or end here
  kPoison,  // an unknown or a sign that makes what touches it impossible to compute
};

struct EquationToken {
  EquationTokenKind kind = EquationTokenKind::kBreak;
  char sign = 0;
  Rational value;
  int decimals = 0;
  bool percent = false;
  bool about = false;       // kEquals: an "approximately equal" sign
  bool line_start = false;  // kOperator: first on its line, so perhaps a bullet
  bool tight = false;       // kOperator: no blank after it, so perhaps a sign
};

std::vector<EquationToken> TokenizeArithmetic(std::string_view text);

}  // namespace ponder
