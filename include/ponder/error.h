// The one exception type of Ponder: what ends a request.
//
// Ordinary outcomes (a spent budget, a cancelled run, no answer found) are values, not errors.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ponder {

enum class ErrorCode {
  kInvalidRequest,  // the caller's input is wrong: an option, a name, a malformed text
  kNotFound,        // a file, model, method or scorer that does not exist
  kModel,           // the model file or the model itself cannot do it
  kContextFull,     // the prompt does not fit the model's context
  kUnsupported,     // this engine cannot do what the request needs
  kUnavailable,     // a resource is missing for now: disk full, no network, engine gone
  kInternal,        // a bug of ours
};

// Snake-case name of a code, as shown in JSON: "invalid_request", ...
std::string_view ErrorCodeName(ErrorCode code);

class Error : public std::runtime_error {
 public:
  // `message` is one line: what is wrong, where, and what would be right.
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace ponder
