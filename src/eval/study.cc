#include "eval/study.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "eval/robustness/study_set.h"
#include "ponder/error.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::string_view kSys2 = "sys2";
constexpr std::string_view kRobustness = "robustness";
constexpr std::string_view kSys2Methods =
    "direct,chain_of_thought,self_consistency:n=5,"
    "tree_of_thoughts:k=3,evaluations=1,breadth=3,rap:n_iters=5,n_confidence=4,"
    "output=edge_inverse_depth";

[[noreturn]] void Refuse(const std::string& value, const std::string& wanted) {
  throw Error(ErrorCode::kInvalidRequest, "\"" + value.substr(0, 60) + "\" is not " + wanted);
}

template <class T>
T ParseNumber(const std::string& text, T low, T high, const std::string& wanted) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !(value >= low && value <= high)) {
    Refuse(text, wanted);
  }
  return value;
}

int ParseCount(const std::string& text, int low, int high) {
  return ParseNumber(text, low, high,
                     "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
}

std::vector<std::string> SplitAtCommas(const std::vector<std::string>& values) {
  std::vector<std::string> parts;
  for (std::string_view rest : values) {
    while (true) {
      const size_t comma = rest.find(',');
      parts.emplace_back(scan::Trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return parts;
}

// "game24", "game24/fractions", "gsm8k|word_problems".
StudyTask ParseTask(const std::string& text) {
  const size_t slash = text.find('/');
  const std::string names = text.substr(0, slash);
  const size_t bar = names.find('|');
  StudyTask task{.name = names.substr(0, bar)};
  if (bar != std::string::npos) task.stand_in = names.substr(bar + 1);
  if (slash != std::string::npos) task.levels.push_back(text.substr(slash + 1));
  return task;
}

void SetTasks(Study& study, const std::vector<std::string>& values) {
  for (const std::string& value : SplitAtCommas(values)) {
    if (value == kRobustness) {
      SetTasks(study, RobustnessTasks());
      if (study.methods.empty()) study.methods = ParseMethodList(RobustnessMethods());
      if (study.name.empty()) study.name = kRobustness;
      study.limit = kRobustnessLimit;
      continue;
    }
    if (value != kSys2) {
      study.tasks.push_back(ParseTask(value));
      continue;
    }
    SetTasks(study, Sys2Tasks());
    if (study.methods.empty() && study.efforts.empty())
      study.methods = ParseMethodList(kSys2Methods);
    if (study.name.empty()) study.name = kSys2;
  }
}

// For tasks that name no level of their own.
void SetLevels(Study& study, const std::vector<std::string>& values) {
  for (StudyTask& task : study.tasks) {
    if (task.levels.empty()) task.levels = SplitAtCommas(values);
  }
}

void SetMethods(Study& study, const std::vector<std::string>& values) {
  study.methods.clear();
  for (const std::string& value : values) {
    for (MethodSpec& spec : ParseMethodList(value)) study.methods.push_back(std::move(spec));
  }
}

void SetRaters(Study& study, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    for (ScorerChoice& choice : ParseScorerList(value)) {
      const bool known = std::ranges::any_of(study.raters, [&](const ScorerChoice& other) {
        return ScorerText(other) == ScorerText(choice);
      });
      if (!known) study.raters.push_back(std::move(choice));
    }
  }
}

void SetEfforts(Study& study, const std::vector<std::string>& values) {
  const EffortTable table =
      study.effort_table.empty() ? EffortTable::Default() : ReadEffortTable(study.effort_table);
  for (const std::string& value : SplitAtCommas(values)) {
    study.efforts.emplace_back(ParseEffort(value), table);
  }
}

void SetBudgets(Study& study, const std::vector<std::string>& values) {
  study.budgets.clear();
  for (const std::string& value : SplitAtCommas(values)) {
    if (value == "none") {
      study.budgets.emplace_back();
    } else {
      study.budgets.emplace_back(
          ParseNumber<int64_t>(value, 1, 1'000'000'000, "\"none\" or a number of tokens"));
    }
  }
}

Language ParseLanguage(const std::string& text) {
  if (text != "en" && text != "ko") Refuse(text, "en or ko");
  return text == "ko" ? Language::kKorean : Language::kEnglish;
}

struct FieldInfo {
  const char* name;
  bool list;
  void (*set)(Study& study, const std::vector<std::string>& values);
};

// In the order in which they are set: what chooses among the tasks after them, levels after that,
// methods and limit after those of sys2 and robustness, effort after its table.
const std::vector<FieldInfo>& Fields() {
  using Values = const std::vector<std::string>&;
  static const std::vector<FieldInfo> fields = {
      {"name", false, [](Study& study, Values v) { study.name = v[0]; }},
      {"tasks", true, SetTasks},
      {"attacks", true, [](Study& study, Values v) { KeepAttacks(study.tasks, SplitAtCommas(v)); }},
      {"goals", true, [](Study& study, Values v) { SetGoals(study.tasks, SplitAtCommas(v)); }},
      {"levels", true, SetLevels},
      {"methods", true, SetMethods},
      {"effort_table", false, [](Study& study, Values v) { study.effort_table = v[0]; }},
      {"effort", true, SetEfforts},
      {"models", true, [](Study& study, Values v) { study.models = SplitAtCommas(v); }},
      {"budget_tokens", true, SetBudgets},
      {"limit", false,
       [](Study& study, Values v) { study.limit = ParseCount(v[0], 1, 1'000'000); }},
      {"samples", false,
       [](Study& study, Values v) { study.samples = ParseCount(v[0], 1, 10'000); }},
      {"seed", false,
       [](Study& study, Values v) {
         study.seed =
             ParseNumber<uint64_t>(v[0], 0, uint64_t{1} << 62, "a whole number from 0 to 2^62");
       }},
      {"shots", false, [](Study& study, Values v) { study.shots = ParseCount(v[0], 0, 100); }},
      {"max_tokens", false,
       [](Study& study, Values v) { study.max_tokens = ParseCount(v[0], 0, 1'000'000); }},
      {"temperature", false,
       [](Study& study, Values v) {
         study.temperature = ParseNumber<double>(v[0], 0, 100, "a number from 0 to 100");
       }},
      {"language", false, [](Study& study, Values v) { study.language = ParseLanguage(v[0]); }},
      {"data", false, [](Study& study, Values v) { study.data = v[0]; }},
      {"raters", true, SetRaters},
      {"judge_model", false, [](Study& study, Values v) { study.judge_model = v[0]; }},
      {"attacker_model", false, [](Study& study, Values v) { study.attacker_model = v[0]; }},
  };
  return fields;
}

void Set(const FieldInfo& info, const StudyField& field, Study& study) {
  try {
    if (field.values.empty()) throw Error(ErrorCode::kInvalidRequest, "a value is wanted");
    if (!info.list && field.values.size() > 1) {
      throw Error(ErrorCode::kInvalidRequest, "one value is wanted, not a list");
    }
    info.set(study, field.values);
  } catch (const Error& error) {
    throw Error(error.code(), field.place + ": " + error.what());
  }
}

std::string NameOf(const Study& study) {
  std::string name;
  for (const StudyTask& task : study.tasks) name += (name.empty() ? "" : "+") + task.name;
  constexpr size_t kLongest = 60;
  return name.substr(0, kLongest);
}

}  // namespace

const std::vector<std::string>& StudyFieldNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const FieldInfo& info : Fields()) list.emplace_back(info.name);
    return list;
  }();
  return names;
}

Study MakeStudy(const StudyFields& fields) {
  Study study;
  for (const FieldInfo& info : Fields()) {
    const auto found = fields.find(info.name);
    if (found != fields.end()) Set(info, found->second, study);
  }
  if (study.tasks.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "a study needs tasks; ponder tasks lists them");
  }
  if (!study.raters.empty() && study.samples > 1) {
    throw Error(ErrorCode::kInvalidRequest,
                fields.at("raters").place +
                    ": raters compare the candidates of one run; take a larger n instead of more "
                    "samples");
  }
  if (study.methods.empty() && study.efforts.empty()) study.methods = {ParseMethodSpec("direct")};
  if (study.name.empty()) study.name = NameOf(study);
  return study;
}

std::vector<std::string> Sys2Tasks() {
  return {"gsm8k|word_problems",
          "aqua|aqua_gen",
          "prontoqa",
          "strategyqa|strategyqa_gen",
          "hotpotqa|hotpotqa_gen",
          "game24",
          "bin_packing",
          "blocksworld",
          "trip_planning",
          "calendar_scheduling",
          "rubiks_cube"};
}

std::string RatersText(const Study& study) {
  std::string text;
  for (const ScorerChoice& rater : study.raters) {
    text += (text.empty() ? "" : ",") + ScorerText(rater);
  }
  return text;
}

std::string StudyText(const Study& study) {
  nlohmann::ordered_json json;
  json["name"] = study.name;
  for (const StudyTask& task : study.tasks) {
    const std::string name = task.stand_in.empty() ? task.name : task.name + "|" + task.stand_in;
    if (task.levels.empty()) json["tasks"].push_back(name);
    for (const std::string& level : task.levels) json["tasks"].push_back(name + "/" + level);
  }
  for (const MethodSpec& method : study.methods) json["methods"].push_back(method.Normal());
  for (const EffortSpec& effort : study.efforts) json["effort"].push_back(effort.Name());
  if (!study.effort_table.empty()) json["effort_table"] = study.effort_table.string();
  for (const std::string& model : study.models) json["models"].push_back(model);
  for (const std::optional<int64_t>& budget : study.budgets) {
    if (budget) {
      json["budget_tokens"].push_back(*budget);
    } else {
      json["budget_tokens"].push_back("none");
    }
  }
  json["limit"] = study.limit;
  json["samples"] = study.samples;
  json["seed"] = study.seed;
  json["shots"] = study.shots;
  json["max_tokens"] = study.max_tokens;
  json["temperature"] = study.temperature;
  json["language"] = LanguageCode(study.language);
  if (!study.data.empty()) json["data"] = study.data.string();
  for (const ScorerChoice& rater : study.raters) json["raters"].push_back(ScorerText(rater));
  if (!study.judge_model.empty()) json["judge_model"] = study.judge_model;
  if (!study.attacker_model.empty()) json["attacker_model"] = study.attacker_model;
  return json.dump(2) + "\n";
}

}  // namespace ponder
