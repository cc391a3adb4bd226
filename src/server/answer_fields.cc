#include "server/answer_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ponder {
namespace {

constexpr size_t kMostTools = 128;
constexpr size_t kLongestName = 64;
constexpr char kAnyObject[] = R"({"type":"object"})";
constexpr char kChoices[] = "\"auto\", \"required\", \"none\" or a function of the request";

[[noreturn]] void Refuse(const std::string& message) {
  throw Error(ErrorCode::kInvalidRequest, message);
}

// A schema as text, checked to be an object.
std::string SchemaText(JsonObject& object, std::string_view field, const char* missing) {
  const Json* schema = object.Find(field);
  if (schema == nullptr) return missing;
  if (!schema->is_object()) ThrowWrongField(object.PathOf(field), "a JSON schema", *schema);
  return schema->dump();
}

Tool ReadTool(const Json& json, const std::string& path) {
  JsonObject object(json, path);
  const std::string type = object.Text("type").value_or("function");
  if (type != "function") {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("{}: only functions can be called, not {}", object.PathOf("type"),
                            type.substr(0, kLongestName)));
  }
  std::optional<JsonObject> function = object.Object("function");
  if (!function) Refuse(fmt::format("{}: an object is wanted", object.PathOf("function")));
  Tool tool;
  tool.name = function->Text("name").value_or("");
  if (tool.name.empty() || tool.name.size() > kLongestName) {
    Refuse(fmt::format("{}: a text of 1 to {} bytes is wanted", function->PathOf("name"),
                       kLongestName));
  }
  tool.description = function->Text("description").value_or("");
  tool.parameters = SchemaText(*function, "parameters", R"({"type":"object","properties":{}})");
  return tool;
}

std::vector<Tool> ReadToolList(JsonObject& body) {
  std::vector<Tool> tools;
  const Json* list = body.Find("tools");
  if (list == nullptr) return tools;
  if (!list->is_array() || list->size() > kMostTools) {
    ThrowWrongField("tools", fmt::format("a list of at most {} tools", kMostTools), *list);
  }
  for (const Json& json : *list) {
    Tool tool = ReadTool(json, fmt::format("tools[{}]", tools.size()));
    if (std::ranges::any_of(tools, [&](const Tool& other) { return other.name == tool.name; })) {
      Refuse(fmt::format("tools[{}].function.name: is there twice", tools.size()));
    }
    tools.push_back(std::move(tool));
  }
  return tools;
}

// The function that a choice of the form {"type", "function": {"name"}} names.
std::string NamedFunction(JsonObject& body) {
  std::optional<JsonObject> choice = body.Object("tool_choice");
  choice->Text("type");
  std::optional<JsonObject> function = choice->Object("function");
  const auto name = function ? function->Text("name") : choice->Text("name");
  if (!name) ThrowWrongField("tool_choice", kChoices, *body.Find("tool_choice"));
  return *name;
}

void ReadChoice(JsonObject& body, std::vector<Tool>& tools, Request& request) {
  const Json* choice = body.Find("tool_choice");
  if (choice == nullptr || *choice == "auto") return;
  if (*choice == "none") {
    request.tool_choice = ToolChoice::kNone;
    return;
  }
  request.tool_choice = ToolChoice::kRequired;
  if (*choice == "required") return;
  if (!choice->is_object()) ThrowWrongField("tool_choice", kChoices, *choice);
  const std::string name = NamedFunction(body);
  std::erase_if(tools, [&](const Tool& tool) { return tool.name != name; });
  if (tools.empty())
    Refuse(fmt::format("tool_choice: no tool has the name \"{}\"", name.substr(0, kLongestName)));
}

void ReadSchema(JsonObject& format, Request& request) {
  std::optional<JsonObject> named = format.Object("json_schema");
  if (!named) Refuse(fmt::format("{}: an object is wanted", format.PathOf("json_schema")));
  named->Text("name");
  named->Text("description");
  named->Bool("strict");
  request.sampling.json_schema = SchemaText(*named, "schema", kAnyObject);
}

}  // namespace

void ReadTools(JsonObject& body, Request& request) {
  std::vector<Tool> tools = ReadToolList(body);
  ReadChoice(body, tools, request);
  request.parallel_tool_calls = body.Bool("parallel_tool_calls").value_or(true);
  if (!tools.empty()) request.tools = std::make_shared<const std::vector<Tool>>(std::move(tools));
}

void ReadFormat(JsonObject& body, Request& request) {
  request.sampling.json_schema = SchemaText(body, "json_schema", "");
  std::optional<JsonObject> format = body.Object("response_format");
  if (!format) return;
  const std::string type = format->Text("type").value_or("");
  if (type == "text") return;
  if (type == "json_object") {
    request.sampling.json_schema = SchemaText(*format, "schema", kAnyObject);
  } else if (type == "json_schema") {
    ReadSchema(*format, request);
  } else {
    Refuse("response_format.type: text, json_object or json_schema is wanted");
  }
}

void ReadLogprobs(JsonObject& body, Request& request) {
  const bool wanted = body.Bool("logprobs").value_or(false);
  const auto top = body.Integer("top_logprobs", {0, 20});
  if (top && *top > 0 && !wanted) Refuse("top_logprobs: logprobs must be true");
  if (wanted) request.top_logprobs = static_cast<int>(top.value_or(0));
}

}  // namespace ponder
