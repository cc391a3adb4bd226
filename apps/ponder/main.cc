#include <algorithm>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"

int main(int argc, char** argv) {
  ponder::RestartForPassiveWait(argc, argv);
  ponder::WatchInterrupts();
  ponder::Console console = ponder::SystemConsole();
  return ponder::RunCommandLine({argv + std::min(argc, 1), argv + argc}, console);
}
