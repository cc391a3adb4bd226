// Study files. JSON is a part of YAML, so one reader does for both.
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "eval/study.h"
#include "ponder/error.h"
#include "ponder/options.h"

namespace ponder {
namespace {

std::string LineOf(const std::filesystem::path& file, const YAML::Mark& mark) {
  return file.string() + ":" + std::to_string(mark.line + 1);
}

[[noreturn]] void Refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, place + ": " + what);
}

YAML::Node Load(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Error(ErrorCode::kNotFound, "study " + file.string() + " is not a file");
  }
  try {
    return YAML::LoadFile(file.string());
  } catch (const YAML::ParserException& failure) {
    Refuse(LineOf(file, failure.mark), failure.msg);
  } catch (const YAML::Exception& failure) {
    throw Error(ErrorCode::kUnavailable, file.string() + ": " + failure.what());
  }
}

void CheckName(const std::string& name, const std::string& place) {
  const std::vector<std::string>& known = StudyFieldNames();
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  const std::string near = NearestName(name, known);
  std::string list;
  for (const std::string& each : known) list += " " + each;
  Refuse(place, "unknown field \"" + name.substr(0, 60) + "\"; " +
                    (near.empty() ? "there are" + list : "did you mean " + near + "?"));
}

StudyField ReadField(const YAML::Node& node, const std::string& place) {
  StudyField field{place, {}};
  if (node.IsScalar()) {
    field.values.push_back(node.Scalar());
    return field;
  }
  if (!node.IsSequence()) Refuse(place, "a value or a list of values is wanted");
  for (const YAML::Node& each : node) {
    if (!each.IsScalar()) Refuse(place, "a list of plain values is wanted");
    field.values.push_back(each.Scalar());
  }
  return field;
}

}  // namespace

StudyFields ReadStudyFile(const std::filesystem::path& file) {
  const YAML::Node root = Load(file);
  if (!root.IsMap()) Refuse(file.string() + ":1", "a mapping of fields to values is wanted");
  StudyFields fields;
  for (const auto& entry : root) {
    const std::string place = LineOf(file, entry.first.Mark());
    if (!entry.first.IsScalar()) Refuse(place, "a field's name must be plain text");
    const std::string name = entry.first.Scalar();
    CheckName(name, place);
    const std::string field = place + ": field \"" + name + "\"";
    if (!fields.emplace(name, ReadField(entry.second, field)).second) {
      Refuse(field, "it is given twice");
    }
  }
  return fields;
}

}  // namespace ponder
