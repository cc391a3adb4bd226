#include "server/pages.h"

#include "server/chat_run.h"
#include "server/lists.h"

namespace ponder {
namespace {

PageAnswer Health(const Call&, const Site&) { return JsonReply({{"status", "ok"}}); }

PageAnswer Models(const Call&, const Site& site) {
  return JsonReply(ModelsReply(site.house, site.started));
}

PageAnswer MethodList(const Call&, const Site&) { return JsonReply(MethodsReply()); }

PageAnswer ScorerList(const Call&, const Site&) { return JsonReply(ScorersReply()); }

PageAnswer Chat(const Call& call, const Site& site) {
  ChatCall chat = ReadChatCall(ParseBody(call.body));
  const std::string& model = site.house.NameOf(chat.model);
  const ReplyHead head{"chatcmpl-" + call.id, call.created,
                       chat.model.empty() ? model : chat.model};
  return PlanChat(std::move(chat), model, head);
}

constexpr bool kOpen = false;  // needs no key
constexpr bool kKey = true;

constexpr Page kPages[] = {
    {"GET", "/health", Health, kOpen, "health"},
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
