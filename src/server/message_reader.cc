#include "server/message_reader.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace ponder {
namespace {

// What OpenAI calls "developer" is the system's turn of every chat template.
std::string ReadRole(JsonObject& message) {
  const std::string role = message.Text("role").value_or("");
  if (role == "developer") return "system";
  for (const char* known : {"system", "user", "assistant", "tool"}) {
    if (role == known) return role;
  }
  const Json* found = message.Find("role");
  ThrowWrongField(message.PathOf("role"), "system, developer, user, assistant or tool",
                  found == nullptr ? Json("nothing") : *found);
}

std::string ReadPart(const Json& json, const std::string& path) {
  JsonObject part(json, path);
  const std::string type = part.Text("type").value_or("text");
  if (type != "text" && type != "input_text" && type != "output_text") {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: only text is understood, not {}", part.PathOf("type"), type));
  }
  return part.Text("text").value_or("");
}

std::string ReadContent(JsonObject& message) {
  const Json* content = message.Find("content");
  if (content == nullptr) return "";
  if (content->is_string()) return content->get<std::string>();
  if (!content->is_array()) {
    ThrowWrongField(message.PathOf("content"), "a text or a list of parts", *content);
  }
  std::string text;
  for (size_t i = 0; i < content->size(); ++i) {
    text += ReadPart((*content)[i], fmt::format("{}[{}]", message.PathOf("content"), i));
  }
  return text;
}

ToolCall ReadToolCall(const Json& json, const std::string& path) {
  JsonObject object(json, path);
  ToolCall call;
  call.id = object.Text("id").value_or("");
  std::optional<JsonObject> function = object.Object("function");
  const auto name = function ? function->Text("name") : std::nullopt;
  if (!name || name->empty()) {
    throw Error(ErrorCode::kInvalidRequest, path + ".function.name: a text is wanted");
  }
  call.name = *name;
  call.arguments = function->Text("arguments").value_or("{}");
  try {
    ParseBody(call.arguments);
  } catch (const Error&) {
    throw Error(ErrorCode::kInvalidRequest,
                path + ".function.arguments: a JSON object as text is wanted");
  }
  return call;
}

std::vector<ToolCall> ReadToolCalls(JsonObject& message) {
  std::vector<ToolCall> calls;
  const Json* list = message.Find("tool_calls");
  if (list == nullptr) return calls;
  if (!list->is_array()) ThrowWrongField(message.PathOf("tool_calls"), "a list", *list);
  for (const Json& json : *list) {
    calls.push_back(
        ReadToolCall(json, fmt::format("{}[{}]", message.PathOf("tool_calls"), calls.size())));
  }
  return calls;
}

Message ReadMessage(const Json& json, const std::string& path) {
  JsonObject object(json, path);
  std::string role = ReadRole(object);
  Message message(std::move(role), ReadContent(object));
  for (const char* name : {"reasoning_content", "reasoning"}) {
    const auto thinking = object.Text(name);
    if (thinking && message.reasoning.empty()) message.reasoning = *thinking;
  }
  message.tool_calls = ReadToolCalls(object);
  message.tool_call_id = object.Text("tool_call_id").value_or("");
  return message;
}

}  // namespace

std::vector<Message> ReadMessages(const Json& list) {
  if (!list.is_array() || list.empty()) {
    ThrowWrongField("messages", "a list of at least one message", list);
  }
  std::vector<Message> messages;
  for (const Json& json : list) {
    messages.push_back(ReadMessage(json, fmt::format("messages[{}]", messages.size())));
  }
  return messages;
}

}  // namespace ponder
