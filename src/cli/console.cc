#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace ponder {

std::string Console::Dim(std::string_view text, bool terminal) const {
  if (!colours || !terminal) return std::string(text);
  return "\x1b[2m" + std::string(text) + "\x1b[0m";
}

Console SystemConsole() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  Console console{std::cin, std::cout, std::cerr};
  console.in_terminal = isatty(STDIN_FILENO) != 0;
  console.out_terminal = isatty(STDOUT_FILENO) != 0;
  console.err_terminal = isatty(STDERR_FILENO) != 0;
  console.colours = (no_color == nullptr || *no_color == '\0') &&
                    (term == nullptr || std::string_view(term) != "dumb");
  console.language = LanguageOfEnvironment();
  return console;
}

int TerminalWidth() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool blank = c == '\n' || c == '\r' || c == '\t';
    line += blank ? ' ' : byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return line;
}

}  // namespace ponder
