#include "cli/planner_flags.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ponder/error.h"

namespace ponder {
namespace {

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) parts.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

std::vector<int> ParseNumbers(const std::string& text) {
  std::vector<int> numbers;
  for (const std::string& part : SplitAtCommas(text)) {
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
  settings.strategies = StrategiesOf(SplitAtCommas(flags.methods), ParseNumbers(flags.n));
  if (!flags.strategies.empty()) {
    for (const MethodSpec& spec : ParseMethodList(flags.strategies)) {
      settings.strategies.push_back(spec.Normal());
    }
  }
  return Checked(std::move(settings));
}

}  // namespace ponder
