#include "text/answer_kind.h"

#include "ponder/error.h"

namespace ponder {
namespace {

constexpr std::pair<std::string_view, AnswerKind> kKinds[] = {
    {"auto", AnswerKind::kAuto},     {"number", AnswerKind::kNumber}, {"math", AnswerKind::kMath},
    {"choice", AnswerKind::kChoice}, {"yesno", AnswerKind::kYesNo},   {"date", AnswerKind::kDate},
    {"text", AnswerKind::kText},     {"code", AnswerKind::kCode},
};

}  // namespace

std::span<const std::pair<std::string_view, AnswerKind>> AnswerKinds() { return kKinds; }

std::string_view AnswerKindName(AnswerKind kind) {
  for (const auto& [name, known] : kKinds) {
    if (known == kind) return name;
  }
  return "";
}

AnswerKind ParseAnswerKind(std::string_view name, std::string_view field) {
  std::string known;
  for (const auto& [kind_name, kind] : kKinds) {
    if (kind_name == name) return kind;
    known += " " + std::string(kind_name);
  }
  throw Error(
      ErrorCode::kInvalidRequest,
      std::string(field) + ": \"" + std::string(name.substr(0, 40)) + "\" is not one of" + known);
}

}  // namespace ponder
