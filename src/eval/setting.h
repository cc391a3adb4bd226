// What makes a row of a table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eval/record.h"
#include "eval/words.h"

namespace ponder {

struct Setting {
  std::string model;
  std::string task;  // "": all tasks of the model together
  std::string method;
  std::optional<int64_t> budget_tokens;
  Language language = Language::kEnglish;
  int shots = 0;
  double temperature = 0;
  friend bool operator==(const Setting&, const Setting&) = default;
};

Setting SettingOf(const EvalRecord& record);

// The order of rows: by task (all tasks together last) and model, then the baseline method, then by
// method and budget (none last).
bool Before(const Setting& a, const Setting& b, const std::string& baseline);

// As people sort: "n=5" before "n=16".
bool NaturalLess(std::string_view a, std::string_view b);

// "self_consistency" of "self_consistency:n=5".
std::string BareMethod(std::string_view method);

// A method without its options that are numbers: what runs at several budgets have in common.
std::string MethodFamily(std::string_view method);

// The number of an option in a method's name: 5 for "n" of "self_consistency:n=5".
std::optional<double> MethodOption(std::string_view method, std::string_view name);

// What a setting is called. Optional parts are named where they tell rows apart.
struct LabelParts {
  bool language = false;
  bool shots = false;
  bool temperature = false;
};
std::string Label(const Setting& setting, const LabelParts& parts, const Words& words = Words());

}  // namespace ponder
