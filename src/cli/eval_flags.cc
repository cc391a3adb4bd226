#include "cli/eval_flags.h"

#include <filesystem>

#include "ponder/error.h"

namespace ponder {
namespace {

struct Flag {
  const char* flag;
  const char* field;
  const char* type;
  const char* help;
};

constexpr Flag kFlags[] = {
    {"--methods", "methods", "A,B:n=8",
     "methods with their options; NAME@SCORER names a scorer (default direct)"},
    {"--effort", "effort", "low,high",
     "levels of effort, each a row: none, minimal, low, medium, high, xhigh, auto"},
    {"--effort-table", "effort_table", "FILE", "what the levels mean (ponder methods --effort)"},
    {"--models", "models", "X,Y", "models, one after the other: files, or names of ponder models"},
    {"--budget-tokens", "budget_tokens", "T,none",
     "limits of generated tokens a run; each is a row of its own (default none)"},
    {"--levels", "levels", "L,M", "levels of the tasks, by name or number (default all in turn)"},
    {"--limit", "limit", "N", "questions a task (default 100)"},
    {"--samples", "samples", "N", "runs a question, for pass@k and maj@k (default 1)"},
    {"--seed", "seed", "N", "other questions and other random choices (default 0)"},
    {"--shots", "shots", "N", "worked examples in the prompt (default 0)"},
    {"--max-tokens", "max_tokens", "N", "longest reply of a candidate (default: as the task says)"},
    {"--temperature", "temperature", "X", "0: the most likely token (default 0.7)"},
    {"--raters", "raters", "A,B",
     "scorers that rate every run's candidates and choose nothing: what each would have chosen"},
    {"--judge-model", "judge_model", "X",
     "another model for scorers that ask one (default: the one measured)"},
    {"--attacks", "attacks", "A,B", "of robustness only these attacks"},
    {"--goals", "goals", "42,+1", "what attacks want: 42, +1, x7, canary (default: as listed)"},
    {"--attacker-model", "attacker_model", "X",
     "model that writes the texts of red_team (default: the one attacked)"},
    {"--data", "data", "FOLDER", "published sets, read where the task has one"},
    {"--lang", "language", "en|ko", "language of questions, prompts, messages and reports"},
};

bool IsStudyFile(const std::string& what) {
  const std::string ending = std::filesystem::path(what).extension().string();
  return ending == ".yaml" || ending == ".yml" || ending == ".json";
}

}  // namespace

void StudyFlags::AddTo(CLI::App& app) {
  for (const Flag& flag : kFlags) {
    app.add_option_function<std::string>(
           flag.flag,
           [this, field = flag.field](const std::string& value) { values_[field] = value; },
           flag.help)
        ->type_name(flag.type)
        ->group("Study");
  }
}

Study StudyFlags::ToStudy(const std::string& what) const {
  StudyFields fields;
  if (IsStudyFile(what)) {
    fields = ReadStudyFile(what);
  } else {
    fields["tasks"] = {"tasks", {what}};
  }
  for (const Flag& flag : kFlags) {
    const auto given = values_.find(flag.field);
    if (given != values_.end()) fields[flag.field] = {flag.flag, {given->second}};
  }
  if (IsStudyFile(what) && !fields.contains("name")) {
    fields["name"] = {"name", {std::filesystem::path(what).stem().string()}};
  }
  return MakeStudy(fields);
}

}  // namespace ponder
