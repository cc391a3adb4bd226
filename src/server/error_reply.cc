#include "server/error_reply.h"

#include <algorithm>

namespace ponder {
namespace {

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
    case ErrorCode::kContextFull:
    case ErrorCode::kUnsupported:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kModel:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

std::string CodeOf(ErrorCode code) {
  // The one that clients look for to shorten their conversation.
  if (code == ErrorCode::kContextFull) return "context_length_exceeded";
  return std::string(ErrorCodeName(code));
}

const char* TypeOf(int status) {
  if (status == 401) return "authentication_error";
  if (status == 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

Json Body(int status, const std::string& message, const Json& param, const std::string& code) {
  return {{"error",
           {{"message", message}, {"type", TypeOf(status)}, {"param", param}, {"code", code}}}};
}

Json ParamOf(const std::string& message) {
  const size_t end = message.find(": ");
  if (end == std::string::npos) return nullptr;
  const std::string_view field = std::string_view(message).substr(0, end);
  const bool plain = std::all_of(field.begin(), field.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '[' || c == ']';
  });
  return plain ? Json(field) : Json(nullptr);
}

}  // namespace

ErrorReply ReplyFor(const Error& error) {
  const int status = StatusOf(error.code());
  const std::string message =
      error.code() == ErrorCode::kInternal ? "internal error" : error.what();
  return {status, Body(status, message, ParamOf(message), CodeOf(error.code()))};
}

ErrorReply MakeErrorReply(int status, const std::string& code, const std::string& message) {
  return {status, Body(status, message, ParamOf(message), code)};
}

}  // namespace ponder
