// What a level of effort stands for in a study.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "eval/method_spec.h"
#include "plan/effort.h"

namespace ponder {

// A file in the form of src/plan/effort.txt. Throws kNotFound, or as EffortTable::Parse.
EffortTable ReadEffortTable(const std::filesystem::path& file);

class EffortSpec {
 public:
  // Throws kInvalidRequest or kNotFound for a line of the table whose method does not fit.
  EffortSpec(Effort effort, const EffortTable& table);

  std::string_view Name() const { return EffortName(effort_); }
  // "effort=high", as the tables of a report name it.
  std::string Label() const { return "effort=" + std::string(Name()); }
  // Valid as long as this is.
  const MethodSpec& For(AnswerKind kind, bool thinks) const;

 private:
  Effort effort_;
  EffortTable table_;
  std::map<std::string, MethodSpec> methods_;  // by their text in the table
};

}  // namespace ponder
