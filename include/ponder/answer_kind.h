// What kind of short answer a question has.
#pragma once

namespace ponder {

// How a short answer is read out of a reply, and when two are equal (text/answer.h).
enum class AnswerKind {
  kAuto,    // what an explicit mark gives, else the last number
  kNumber,  // one number: "195000", "3/4", "-2.50"
  kMath,    // LaTeX or plain mathematics
  kChoice,  // "A" to "J"
  kYesNo,   // "yes" or "no"; "true" and "false" count where the answer is marked or stands alone
  kDate,    // "MM/DD/YYYY"
  kText,    // a word or a line
  kCode,    // a program
};

}  // namespace ponder
