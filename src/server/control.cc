#include "server/control.h"

namespace ponder {
namespace {

constexpr char kActions[] = "action: think_more, finish_thinking or cancel is wanted";

void Steer(const std::string& action, LiveCall& call) {
  if (call.steering == LiveCall::Steering::kNo) {
    throw Error(ErrorCode::kUnsupported,
                "action: the method of this call has no thinking that could be steered; "
                "budget_forcing has");
  }
  if (action == "think_more") {
    ++call.signals->think_more;
  } else {
    call.signals->finish_thinking = true;
  }
}

}  // namespace

Json ControlReply(const Json& body, LiveCalls& calls) {
  JsonObject object(body);
  const std::string id = object.Text("id").value_or("");
  if (id.empty()) throw Error(ErrorCode::kInvalidRequest, "id: a text is wanted, that of a reply");
  std::string action = object.Text("action").value_or("");
  if (action == "reasoning_end") action = "finish_thinking";  // llama-server's word
  const bool steers = action == "think_more" || action == "finish_thinking";
  if (!steers && action != "cancel") throw Error(ErrorCode::kInvalidRequest, kActions);
  const std::shared_ptr<LiveCall> call = calls.Find(id);
  if (call == nullptr) {
    throw Error(ErrorCode::kNotFound, "id: no call of this id waits or runs");
  }
  if (steers) {
    Steer(action, *call);
  } else {
    call->stop.request_stop();
  }
  const bool runs = call->steering != LiveCall::Steering::kUnknown;
  return {
      {"id", id}, {"action", action}, {"success", true}, {"state", runs ? "running" : "queued"}};
}

}  // namespace ponder
