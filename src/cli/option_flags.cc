#include "cli/option_flags.h"

#include <fmt/format.h>

namespace ponder {
namespace {

std::string ValueName(const OptionInfo& info) {
  if (!info.choices.empty()) return fmt::format("{}", fmt::join(info.choices, "|"));
  if (info.type == "integer") return "N";
  return info.type == "number" ? "X" : "TEXT";
}

void AddSwitch(CLI::App& app, const OptionInfo& info, OptionValues& values,
               const std::string& group) {
  const bool on = info.default_value == "true";
  const std::string flag = on ? "--no-" + info.name.substr(2) : info.name;
  app.add_flag_function(
         flag, [&values, name = info.name, on](int64_t) { values[name] = on ? "false" : "true"; },
         info.help)
      ->group(group);
}

}  // namespace

std::string OptionHelp(const OptionInfo& info) {
  std::string help = info.help;
  if (info.range.low != info.range.high) {
    help += " (" + internal::FormatNumber(info.range.low) + " to " +
            internal::FormatNumber(info.range.high);
    // A default outside the range stands for "not set".
    const bool unset = info.default_value.starts_with("-") && info.range.low >= 0;
    help += unset ? ")" : "; default " + info.default_value + ")";
  } else if (!info.default_value.empty()) {
    help += " (default " + info.default_value + ")";
  }
  return help;
}

void AddOptionFlags(CLI::App& app, const std::vector<OptionInfo>& options, OptionValues& values,
                    const std::string& group) {
  for (const OptionInfo& info : options) {
    if (info.type == "boolean") {
      AddSwitch(app, info, values, group);
      continue;
    }
    app.add_option_function<std::string>(
           info.name,
           [&values, name = info.name](const std::string& value) { values[name] = value; },
           OptionHelp(info))
        ->type_name(ValueName(info))
        ->group(group);
  }
}

}  // namespace ponder
