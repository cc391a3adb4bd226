#include "server/pages.h"

#include <memory>
#include <string>
#include <utility>

#include "server/chat_writer.h"
#include "server/completion.h"
#include "server/control.h"
#include "server/desk.h"
#include "server/embedding.h"
#include "server/lists.h"
#include "server/openapi.h"
#include "server/responses.h"
#include "server/responses_call.h"

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

PageAnswer OneModel(const Call& call, const Site& site) {
  const Json all = ModelsReply(site.house, site.started);
  for (const Json& model : all["data"]) {
    if (model["id"] == call.rest) return JsonReply(model);
  }
  throw Error(ErrorCode::kNotFound,
              "model: there is no \"" + call.rest.substr(0, 80) + "\"; /v1/models lists them");
}

PageAnswer MethodList(const Call&, const Site&) { return JsonReply(MethodsReply()); }

PageAnswer ScorerList(const Call&, const Site&) { return JsonReply(ScorersReply()); }

ReplyHead HeadOf(const char* prefix, const Call& call, const std::string& asked,
                 const std::string& model) {
  return {prefix + call.id, call.created, asked.empty() ? model : asked};
}

void CheckLength(const ChatCall& call) {
  if (call.request.messages.size() <= kMostMessages) return;
  throw Error(ErrorCode::kInvalidRequest,
              "messages: at most " + std::to_string(kMostMessages) + " are read");
}

PageAnswer Chat(const Call& call, const Site& site) {
  ChatCall chat = ReadChatCall(ParseBody(call.body));
  CheckLength(chat);
  const std::string& model = site.house.NameOf(chat.model);
  const ReplyHead head = HeadOf("chatcmpl-", call, chat.model, model);
  return PlanRun(std::move(chat), model, head.id, site.efforts, site.calls,
                 std::make_shared<ChatWriter>(head));
}

PageAnswer Completions(const Call& call, const Site& site) {
  CompletionCall completion = ReadCompletionCall(ParseBody(call.body));
  const std::string& model = site.house.NameOf(completion.call.model);
  const ReplyHead head = HeadOf("cmpl-", call, completion.call.model, model);
  return PlanCompletion(std::move(completion), model, head, site.efforts, site.calls);
}

PageAnswer ResponsesPage(const Call& call, const Site& site) {
  Json body = ParseBody(call.body);
  ChatCall chat = ReadChatCall(ChatBodyOf(body));
  CheckLength(chat);
  const std::string& model = site.house.NameOf(chat.model);
  const ReplyHead head = HeadOf("resp_", call, chat.model, model);
  return PlanRun(std::move(chat), model, head.id, site.efforts, site.calls,
                 std::make_shared<ResponsesWriter>(head, std::move(body)));
}

PageAnswer Embeddings(const Call& call, const Site& site) {
  EmbeddingCall embedding = ReadEmbeddingCall(ParseBody(call.body));
  const std::string& model = site.house.NameOf(embedding.model);
  const std::string shown = embedding.model.empty() ? model : embedding.model;
  return PlanEmbedding(std::move(embedding), model, shown);
}

PageAnswer Control(const Call& call, const Site& site) {
  return JsonReply(ControlReply(ParseBody(call.body), site.calls));
}

PageAnswer OpenApi(const Call&, const Site&) { return JsonReply(OpenApiJson(Pages())); }

constexpr bool kOpen = false;  // needs no key
constexpr bool kKey = true;
constexpr bool kStreams = true;

constexpr Page kPages[] = {
    {"GET", "/health", Health, kOpen, "health", "whether it takes calls", "", "Health"},
    {"GET", "/openapi.json", OpenApi, kKey, "openapi", "this page", "", "Any"},
    {"GET", "/metrics", MetricsPage, kKey, "metrics", "counts for Prometheus", "", "Text"},
    {"GET", "/v1/models", Models, kKey, "models", "models, and each with each method", "", "List"},
    {"GET", "/v1/models/(.+)", OneModel, kKey, "model", "one of them", "", "Any"},
    {"GET", "/v1/methods", MethodList, kKey, "methods", "methods and their options", "", "List"},
    {"GET", "/v1/scorers", ScorerList, kKey, "scorers", "scorers and their options", "", "List"},
    {"POST", "/v1/chat/completions", Chat, kKey, "chat", "an answer to a conversation", "ChatCall",
     "ChatReply", kStreams},
    {"POST", "/v1/chat/completions/control", Control, kKey, "control",
     "more thought, its end, or the end of a call that runs", "ControlCall", "ControlReply"},
    {"POST", "/v1/completions", Completions, kKey, "completions", "what follows a plain text",
     "CompletionCall", "CompletionReply", kStreams},
    {"POST", "/v1/responses", ResponsesPage, kKey, "responses",
     "an answer, in the newer form; nothing is kept", "ResponsesCall", "ResponsesReply", kStreams},
    {"POST", "/v1/embeddings", Embeddings, kKey, "embeddings", "a vector a text", "EmbeddingCall",
     "EmbeddingReply"},
};

}  // namespace

std::span<const Page> Pages() { return kPages; }

PageReply JsonReply(const Json& json, int status) {
  return {.status = status, .text = JsonText(json)};
}

}  // namespace ponder
