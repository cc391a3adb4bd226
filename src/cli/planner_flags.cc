#include "cli/planner_flags.h"

#include <utility>
#include <vector>

#include "ponder/error.h"
#include "text/scan.h"

namespace ponder {
namespace {

std::vector<int> ParseNumbers(const std::string& text) {
  std::vector<int> numbers;
  for (const std::string& part : scan::SplitAtCommas(text)) {
    const bool digits = part.find_first_not_of("0123456789") == std::string::npos;
    const int number = digits && part.size() < 4 ? std::stoi(part) : 0;
    if (number < 1 || number > 256) {
      throw Error(ErrorCode::kInvalidRequest, "--n: \"" + part.substr(0, 40) +
                                                  "\": whole numbers from 1 to 256 are wanted, "
                                                  "with commas between: 4,16");
    }
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

PlannerSettings SettingsOf(const PlannerFlags& flags) {
  PlannerSettings settings{flags.look, flags.prompt, flags.scorer, {}};
  settings.strategies = StrategiesOf(scan::SplitAtCommas(flags.methods), ParseNumbers(flags.n));
  if (!flags.strategies.empty()) {
    for (const MethodSpec& spec : ParseMethodList(flags.strategies)) {
      settings.strategies.push_back(spec.Normal());
    }
  }
  return Checked(std::move(settings));
}

}  // namespace ponder
