// Where a command reads and writes, and what the other end can show.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include "cli/messages.h"

namespace ponder {

struct Console {
  std::istream& in;
  std::ostream& out;  // results
  std::ostream& err;  // progress, price, warnings, errors
  bool in_terminal = false;
  bool out_terminal = false;
  bool err_terminal = false;
  bool colours = false;  // on err and out, where they are terminals
  UiLanguage language = UiLanguage::kEnglish;

  std::string_view Say(Text text) const { return MessageText(text, language); }
  // `text` dimmed for people who read on a terminal.
  std::string Dim(std::string_view text, bool terminal) const;
};

// Standard streams; NO_COLOR and LANG are read here.
Console SystemConsole();

int TerminalWidth();  // of standard error; 80 where unknown

// Text for one line: line breaks and tabs become blanks, other control characters "?".
std::string OneLine(std::string_view text);

}  // namespace ponder
