// Short answers of model replies: taking them out, a key to vote by, and equality.
//
// None of these throws, whatever the bytes; all are linear in the text (answers longer than
// kMaxMathAnswer are compared as plain text only).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ponder/answer_kind.h"

namespace ponder {

// The short answer of a reply, or nullopt when there is none.
//
// All kinds but kCode look after the last "####", else into the last \boxed{}, else after the last
// cue ("the answer is", "final answer", "answer:", and the Korean words). Without such a mark:
// kNumber, kMath and kAuto take the last number (kMath before it the last $...$ formula), kChoice,
// kYesNo and kDate the last of theirs, kText the last line. kCode is the last closed code block,
// else an open one, else bare code from its first "def", "class", "import", ... on. A reply that
// was cut short may give a number from the middle: ask HasAnswerMark too.
std::optional<std::string> ExtractAnswer(std::string_view text, AnswerKind kind);

// The reply holds "####", \boxed{} or a cue with something after it.
bool HasAnswerMark(std::string_view text);

// Key to vote by: equal answers get equal keys as far as a key can tell. Numbers are reduced exact
// fractions ("1/2" for 0.5, .50 and \frac12) and integers of any length without leading zeros; a
// percent sign and a unit are dropped ("50%" is "50"). Text is lower case, blanks collapsed,
// punctuation at the ends trimmed. Never empty unless nothing but punctuation was given.
std::string CanonicalAnswer(std::string_view answer, AnswerKind kind);

// kMath compares as MathEqual does (6/8 is not 3/4); kAuto by number, else mathematics, else text;
// all other kinds by key. An empty answer equals nothing.
bool AnswersEqual(std::string_view a, std::string_view b, AnswerKind kind);

}  // namespace ponder
