// Names of the kinds of short answers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ponder/answer_kind.h"

namespace ponder {

std::span<const std::pair<std::string_view, AnswerKind>> AnswerKinds();

std::string_view AnswerKindName(AnswerKind kind);

// Throws kInvalidRequest that begins with `field` and lists the names.
AnswerKind ParseAnswerKind(std::string_view name, std::string_view field);

}  // namespace ponder
