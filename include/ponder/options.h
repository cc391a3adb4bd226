// Options of methods and scorers: a struct that lists its fields once.
//
//   struct Options {
//     int n = 8;
//     template <class Visitor> void ForEach(Visitor& visit) {
//       visit("n", n, Range{1, 256}, "answers sampled");
//     }
//   };
//
// Flags, JSON, validation, help and documentation tables all come from that list.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ponder/error.h"

namespace ponder {

// Option values as a user writes them, by name.
using OptionValues = std::map<std::string, std::string>;

struct Range {
  double low;
  double high;
};

// visit("file", file, LocalOnly{}, "help"): names a file, folder, URL or command, and so cannot be
// set over HTTP.
struct LocalOnly {};

// One option as help, JSON and docs show it.
struct OptionInfo {
  std::string name;
  std::string type;           // "integer", "number", "boolean", "text" or "choice"
  std::string default_value;  // as a user would write it
  std::string help;
  Range range{0, 0};                 // for integer and number; low == high: not limited
  std::vector<std::string> choices;  // for choice
  bool local_only = false;           // names a file, folder, URL or command: never over HTTP
};

// Choices of an enum: specialise to `static constexpr std::pair<std::string_view, E> kNames[]`.
template <class E>
struct ChoiceNames;

template <class E>
std::string_view ChoiceName(E value) {
  for (const auto& [name, choice] : ChoiceNames<E>::kNames) {
    if (choice == value) return name;
  }
  return "";
}

namespace internal {
std::string FormatNumber(double value);
void ParseOption(const OptionInfo& info, const std::string& text, int& value);
void ParseOption(const OptionInfo& info, const std::string& text, int64_t& value);
void ParseOption(const OptionInfo& info, const std::string& text, double& value);
void ParseOption(const OptionInfo& info, const std::string& text, bool& value);
void ParseOption(const OptionInfo& info, const std::string& text, std::string& value);
[[noreturn]] void ThrowBadChoice(const OptionInfo& info, const std::string& text);
[[noreturn]] void ThrowUnknownOption(std::string_view owner, const std::string& name,
                                     const std::vector<OptionInfo>& known);

template <class T>
OptionInfo Describe(std::string_view name, const T& value, std::string_view help) {
  OptionInfo info;
  info.name = name;
  info.help = help;
  if constexpr (std::is_same_v<T, bool>) {
    info.type = "boolean";
    info.default_value = value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    info.type = "choice";
    info.default_value = ChoiceName(value);
    for (const auto& [choice, unused] : ChoiceNames<T>::kNames) info.choices.emplace_back(choice);
  } else if constexpr (std::is_integral_v<T>) {
    info.type = "integer";
    info.default_value = std::to_string(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    info.type = "number";
    info.default_value = FormatNumber(value);
  } else {
    info.type = "text";
    info.default_value = value;
  }
  return info;
}

template <class T>
void Assign(const OptionInfo& info, const std::string& text, T& value) {
  if constexpr (std::is_enum_v<T>) {
    for (const auto& [name, choice] : ChoiceNames<T>::kNames) {
      if (text == name) {
        value = choice;
        return;
      }
    }
    ThrowBadChoice(info, text);
  } else {
    ParseOption(info, text, value);
  }
}
}  // namespace internal

// Collects the list of options.
struct DescribeOptions {
  std::vector<OptionInfo> options;
  template <class T>
  void operator()(std::string_view name, T& value, std::string_view help) {
    options.push_back(internal::Describe(name, value, help));
  }
  template <class T>
  void operator()(std::string_view name, T& value, Range range, std::string_view help) {
    options.push_back(internal::Describe(name, value, help));
    options.back().range = range;
  }
  template <class T>
  void operator()(std::string_view name, T& value, LocalOnly, std::string_view help) {
    options.push_back(internal::Describe(name, value, help));
    options.back().local_only = true;
  }
};

// Reads values into the fields; a value that does not fit throws kInvalidRequest.
struct AssignOptions {
  const OptionValues& values;
  template <class T>
  void operator()(std::string_view name, T& value, std::string_view help) {
    (*this)(name, value, Range{0, 0}, help);
  }
  template <class T>
  void operator()(std::string_view name, T& value, Range range, std::string_view help) {
    const auto found = values.find(std::string(name));
    if (found == values.end()) return;
    OptionInfo info = internal::Describe(name, value, help);
    info.range = range;
    internal::Assign(info, found->second, value);
  }
  template <class T>
  void operator()(std::string_view name, T& value, LocalOnly, std::string_view help) {
    (*this)(name, value, help);
  }
};

// Writes the fields as values, so that a run can say what it used.
struct CollectOptions {
  OptionValues values;
  template <class T>
  void operator()(std::string_view name, T& value, std::string_view help) {
    values[std::string(name)] = internal::Describe(name, value, help).default_value;
  }
  template <class T>
  void operator()(std::string_view name, T& value, Range, std::string_view help) {
    (*this)(name, value, help);
  }
  template <class T>
  void operator()(std::string_view name, T& value, LocalOnly, std::string_view help) {
    (*this)(name, value, help);
  }
};

template <class Options>
std::vector<OptionInfo> ListOptions() {
  Options options;
  DescribeOptions describe;
  options.ForEach(describe);
  return std::move(describe.options);
}

// Options from values. Unknown names and values that do not fit throw kInvalidRequest; the message
// names `owner` (a method or scorer), the option, and what would be right.
template <class Options>
Options ReadOptions(std::string_view owner, const OptionValues& values) {
  Options options;
  const std::vector<OptionInfo> known = ListOptions<Options>();
  for (const auto& [name, unused] : values) {
    bool found = false;
    for (const OptionInfo& info : known) found = found || info.name == name;
    if (!found) internal::ThrowUnknownOption(owner, name, known);
  }
  AssignOptions assign{values};
  options.ForEach(assign);
  return options;
}

template <class Options>
OptionValues WriteOptions(Options& options) {
  CollectOptions collect;
  options.ForEach(collect);
  return std::move(collect.values);
}

// For an empty set of options.
struct NoOptions {
  template <class Visitor>
  void ForEach(Visitor&) {}
};

// "name:key=value,key=value" as on the command line. Throws kInvalidRequest when malformed.
struct NameAndOptions {
  std::string name;
  OptionValues options;
};
NameAndOptions ParseNameAndOptions(std::string_view text);

// Names compare like this: lower case, '-' as '_'.
std::string NormalName(std::string_view name);

// The known name nearest to a misspelt one, or "" when none is near.
std::string NearestName(std::string_view name, const std::vector<std::string>& known);

}  // namespace ponder
