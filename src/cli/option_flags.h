// Flags made from a list of options: a struct lists its fields once with ForEach, each under the
// name of its flag ("--temperature"), and gets its flags, help, checks and values from that.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/options.h"

namespace ponder {

// Adds one flag an option to `app`; what the user gives ends up in `values`, unchecked.
// Boolean options that are on by default become "--no-NAME".
void AddOptionFlags(CLI::App& app, const std::vector<OptionInfo>& options, OptionValues& values,
                    const std::string& group);

// Help of an option with its type, range or choices, and default.
std::string OptionHelp(const OptionInfo& info);

template <class Options>
class OptionFlags {
 public:
  void AddTo(CLI::App& app, const std::string& group) {
    AddOptionFlags(app, ListOptions<Options>(), values_, group);
  }
  bool Given(const std::string& flag) const { return values_.contains(flag); }
  // Throws kInvalidRequest naming the flag.
  Options Read() const { return ReadOptions<Options>("ponder", values_); }

 private:
  OptionValues values_;
};

}  // namespace ponder
