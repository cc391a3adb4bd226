// What a question's own task says of an answer, for the scorer `verifier`. No method may look at
// it: it knows the truth.
#pragma once

#include <string_view>

namespace ponder {

// Thread-safe; never throws for what a model says.
class AnswerChecker {
 public:
  virtual ~AnswerChecker() = default;
  // Of a short answer as the question's reader finds it: 1 right, 0 wrong.
  virtual double Check(std::string_view answer) const = 0;
};

}  // namespace ponder
