// A study: which methods on which tasks, with which models and budgets. Flags of the command line
// and study files both become one of these.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eval/effort_spec.h"
#include "eval/method_spec.h"
#include "ponder/language.h"

namespace ponder {

struct StudyTask {
  std::string name;
  std::vector<std::string> levels = {};  // names or numbers from 0; empty: all in turn
  std::string stand_in = {};  // task instead where the published set is not at hand; "": none
};

struct Study {
  std::string name;  // of its folder, where none is given
  std::vector<StudyTask> tasks;
  std::vector<MethodSpec> methods;
  std::vector<EffortSpec> efforts;     // further rows, by level of effort
  std::filesystem::path effort_table;  // what the levels mean; "": EffortTable::Default
  std::vector<std::string> models;     // empty: the default one
  std::vector<std::optional<int64_t>> budgets = {std::nullopt};  // generated tokens a run
  int limit = 100;                                               // items a task
  int samples = 1;                                               // runs an item
  uint64_t seed = 0;
  int shots = 0;       // worked examples in the prompt
  int max_tokens = 0;  // of a candidate; 0: as the task says
  double temperature = 0.7;
  Language language = Language::kEnglish;
  std::filesystem::path data;        // folder of published sets; "": questions are made
  std::vector<ScorerChoice> raters;  // rate every run's candidates, and choose nothing
  std::string judge_model;           // answers scorers that ask a model; "": the same model
  std::string attacker_model;  // writes the texts of attacks that ask a model; "": the same model
};

// A field as somebody wrote it. Tasks are "NAME", "NAME/LEVEL", or "NAME|OTHER": the other one
// where the published set of the first is not at hand. A single text of a field that takes several
// is a list with commas.
struct StudyField {
  std::string place;  // for messages: "study.yaml:4" or "--limit"
  std::vector<std::string> values;
};
using StudyFields = std::map<std::string, StudyField>;

// Names of all fields, in the order of the documentation.
const std::vector<std::string>& StudyFieldNames();

// Throws kInvalidRequest or kNotFound that begins with the place of the field that is wrong.
Study MakeStudy(const StudyFields& fields);

// A study file: YAML or JSON, one mapping of field names to a value or a list. Throws
// kInvalidRequest with file, line and field, or kNotFound.
StudyFields ReadStudyFile(const std::filesystem::path& file);

// "judge:scale=grade,probe".
std::string RatersText(const Study& study);

// The study as a file that reads as the same study.
std::string StudyText(const Study& study);

// What "sys2" among the tasks stands for.
std::vector<std::string> Sys2Tasks();

}  // namespace ponder
