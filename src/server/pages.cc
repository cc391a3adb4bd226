#include "server/pages.h"

#include <string>

#include "server/chat_run.h"
#include "server/desk.h"
#include "server/lists.h"

namespace ponder {
namespace {

constexpr size_t kMostMessages = 4096;

// Ready for calls; a load balancer takes a server that drains out of its list.
PageAnswer Health(const Call&, const Site& site) {
  if (site.desk.draining()) return JsonReply({{"status", "draining"}}, 503);
  return JsonReply({{"status", "ok"}});
}

PageAnswer MetricsPage(const Call&, const Site& site) {
  return PageReply{.text = site.desk.MetricsText(), .type = "text/plain; version=0.0.4"};
}

PageAnswer Models(const Call&, const Site& site) {
  return JsonReply(ModelsReply(site.house, site.started));
}

PageAnswer MethodList(const Call&, const Site&) { return JsonReply(MethodsReply()); }

PageAnswer ScorerList(const Call&, const Site&) { return JsonReply(ScorersReply()); }

PageAnswer Chat(const Call& call, const Site& site) {
  ChatCall chat = ReadChatCall(ParseBody(call.body));
  if (chat.request.messages.size() > kMostMessages) {
    throw Error(ErrorCode::kInvalidRequest,
                "messages: at most " + std::to_string(kMostMessages) + " are read");
  }
  const std::string& model = site.house.NameOf(chat.model);
  const ReplyHead head{"chatcmpl-" + call.id, call.created,
                       chat.model.empty() ? model : chat.model};
  return PlanChat(std::move(chat), model, head);
}

constexpr bool kOpen = false;  // needs no key
constexpr bool kKey = true;

constexpr Page kPages[] = {
    {"GET", "/health", Health, kOpen, "health"},
    {"GET", "/metrics", MetricsPage, kKey, "metrics"},
    {"GET", "/v1/models", Models, kKey, "models"},
    {"GET", "/v1/methods", MethodList, kKey, "methods"},
    {"GET", "/v1/scorers", ScorerList, kKey, "scorers"},
    {"POST", "/v1/chat/completions", Chat, kKey, "chat"},
};

}  // namespace

std::span<const Page> Pages() { return kPages; }

PageReply JsonReply(const Json& json, int status) {
  return {.status = status, .text = json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace ponder
