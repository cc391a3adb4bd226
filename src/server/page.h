// A page of the server: what it is asked and what it answers, without a word of the wire.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "plan/effort.h"
#include "server/job.h"
#include "server/json_object.h"
#include "server/live_calls.h"
#include "server/model_house.h"

namespace ponder {

// One call of a page.
struct Call {
  std::string body;
  std::string rest;     // what the group of the page's path matched; "" without one
  std::string id;       // unique, not secret; a page puts its own prefix in front
  int64_t created = 0;  // seconds since 1970
};

// What can be said at once.
struct PageReply {
  int status = 200;
  std::string text;
  std::string type = "application/json";
};
PageReply JsonReply(const Json& json, int status = 200);

// Answered at once, or by a job that waits its turn, runs and may stream.
using PageAnswer = std::variant<PageReply, JobPlan>;

// What pages may look at.
class Desk;
struct Site {
  const ModelHouse& house;
  int64_t started;   // seconds since 1970
  const Desk& desk;  // of the server: queue and metrics
  const EffortTable& efforts;
  LiveCalls& calls;
};

struct Page {
  std::string_view method;  // "GET", "POST"
  std::string_view path;    // may hold one group: "/v1/models/(.+)"
  // Throws Error for a call that cannot be answered. Called on a connection's thread: what takes
  // long is for a job.
  PageAnswer (*answer)(const Call& call, const Site& site);
  bool needs_key;         // where the server has keys
  std::string_view name;  // in metrics and in the log
  // For /openapi.json: what it does; the schemas of its body ("": it takes none) and of its reply,
  // by their names in openapi_schemas.json.
  std::string_view about;
  std::string_view body_schema;
  std::string_view reply_schema;
  bool streams = false;  // may answer with server-sent events
};

}  // namespace ponder
