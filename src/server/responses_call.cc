#include "server/responses_call.h"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>

namespace ponder {
namespace {

[[noreturn]] void Refuse(const std::string& message) {
  throw Error(ErrorCode::kInvalidRequest, message);
}

// Calls in a row are one turn of the assistant.
void AddCall(JsonObject& item, Json& messages) {
  Json call{{"id", item.Text("call_id").value_or("")},
            {"type", "function"},
            {"function",
             {{"name", item.Text("name").value_or("")},
              {"arguments", item.Text("arguments").value_or("{}")}}}};
  if (messages.empty() || !messages.back().contains("tool_calls")) {
    messages.push_back({{"role", "assistant"}, {"content", ""}, {"tool_calls", Json::array()}});
  }
  messages.back()["tool_calls"].push_back(std::move(call));
}

void AddItem(const Json& json, const std::string& path, Json& messages) {
  JsonObject item(json, path);
  const std::string type = item.Text("type").value_or("message");
  if (type == "message") {
    const Json* content = item.Find("content");
    messages.push_back({{"role", item.Text("role").value_or("")},
                        {"content", content == nullptr ? Json("") : *content}});
  } else if (type == "function_call") {
    AddCall(item, messages);
  } else if (type == "function_call_output") {
    const Json* output = item.Find("output");
    messages.push_back({{"role", "tool"},
                        {"tool_call_id", item.Text("call_id").value_or("")},
                        {"content", output == nullptr ? Json("") : *output}});
  } else if (type != "reasoning") {  // thinking of earlier turns is not read again
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: message, function_call, function_call_output and reasoning are "
                            "read, not {}",
                            item.PathOf("type"), type.substr(0, 60)));
  }
}

Json MessagesOf(JsonObject& body) {
  Json messages = Json::array();
  if (const auto instructions = body.Text("instructions")) {
    messages.push_back({{"role", "system"}, {"content", *instructions}});
  }
  const Json* input = body.Find("input");
  if (input != nullptr && input->is_string()) {
    messages.push_back({{"role", "user"}, {"content", *input}});
  } else if (input != nullptr && input->is_array() && !input->empty()) {
    for (size_t i = 0; i < input->size(); ++i) {
      AddItem((*input)[i], fmt::format("input[{}]", i), messages);
    }
  } else {
    ThrowWrongField("input", "a text or a list of items", input == nullptr ? Json() : *input);
  }
  return messages;
}

// {"type", "name", ...} beside each other become {"type", "function": {...}}.
Json ToolsOf(const Json& list) {
  if (!list.is_array()) ThrowWrongField("tools", "a list of tools", list);
  Json tools = Json::array();
  for (const Json& json : list) {
    JsonObject tool(json, fmt::format("tools[{}]", tools.size()));
    Json function = Json::object();
    for (const char* name : {"name", "description", "parameters"}) {
      if (const Json* found = tool.Find(name)) function[name] = *found;
    }
    tools.push_back({{"type", tool.Text("type").value_or("")}, {"function", std::move(function)}});
  }
  return tools;
}

Json FormatOf(JsonObject& text) {
  std::optional<JsonObject> format = text.Object("format");
  text.Find("verbosity");
  if (!format) return nullptr;
  const std::string type = format->Text("type").value_or("");
  if (type != "json_schema") return {{"type", type}};
  const Json* schema = format->Find("schema");
  return {{"type", type}, {"json_schema", {{"schema", schema == nullptr ? Json() : *schema}}}};
}

void RefuseMemory(JsonObject& body) {
  for (const char* name : {"previous_response_id", "conversation", "prompt"}) {
    if (body.Find(name) == nullptr) continue;
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: nothing is kept between calls; send the whole input", name));
  }
  if (body.Bool("background").value_or(false)) {
    throw Error(ErrorCode::kUnsupported, "background: only calls that are waited for are answered");
  }
}

}  // namespace

Json ChatBodyOf(const Json& json) {
  JsonObject body(json);
  RefuseMemory(body);
  Json chat = Json::object();
  chat["messages"] = MessagesOf(body);
  if (const Json* tools = body.Find("tools")) chat["tools"] = ToolsOf(*tools);
  if (const auto limit = body.Integer("max_output_tokens", {1, 1e6})) {
    chat["max_completion_tokens"] = *limit;
  }
  if (std::optional<JsonObject> text = body.Object("text")) {
    if (Json format = FormatOf(*text); !format.is_null()) chat["response_format"] = format;
  }
  // The rest has the same names there.
  const std::set<std::string_view> done{"input",      "instructions", "max_output_tokens",
                                        "text",       "tools",        "include",
                                        "truncation", "background",   "messages"};
  if (json.contains("messages")) Refuse("messages: the field is called input here");
  for (const auto& [name, value] : json.items()) {
    if (!done.contains(name)) chat[name] = value;
  }
  return chat;
}

}  // namespace ponder
