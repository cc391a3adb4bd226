// Flags that make a study, and the fields of a study file, as one.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "eval/study.h"

namespace ponder {

class StudyFlags {
 public:
  void AddTo(CLI::App& app);
  // `what`: tasks, or a study file. Flags go before the fields of the file. Throws as MakeStudy.
  Study ToStudy(const std::string& what) const;

 private:
  std::map<std::string, std::string> values_;  // by field
};

}  // namespace ponder
