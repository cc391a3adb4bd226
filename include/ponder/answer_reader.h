// How a question reads answers, where its AnswerKind cannot say it: plans, schedules, programs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ponder {

// Thread-safe; never throws for what a model says.
class AnswerReader {
 public:
  virtual ~AnswerReader() = default;
  // The short answer of a reply; nullopt when there is none.
  virtual std::optional<std::string> Extract(std::string_view reply) const = 0;
  // What equal answers have in common: votes are counted by it.
  virtual std::string VoteKey(std::string_view answer) const = 0;
};

}  // namespace ponder
