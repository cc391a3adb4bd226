#include "server/openapi.h"

#include <algorithm>
#include <string>
#include <utility>

#include "embedded/openapi.h"
#include "ponder/method.h"

namespace ponder {
namespace {

constexpr std::string_view kGroup = "(.+)";  // of a page's path

Json SchemaRef(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

Json Content(const char* type, std::string_view schema) {
  return {{type, {{"schema", SchemaRef(schema)}}}};
}

struct Failure {
  int status;
  const char* about;
  bool of_calls;  // only of pages with a body
};
constexpr Failure kFailures[] = {
    {400, "a field is wrong; error.param names it", true},
    {401, "no key, or a wrong one", false},
    {403, "web pages of this origin may not ask", false},
    {404, "no such model, method or call", true},
    {408, "the body came too slowly", true},
    {413, "the body is too long", true},
    {415, "the body is no JSON", true},
    {429, "this key has reached its limit; see Retry-After", true},
    {500, "an error of the model or of the server", true},
    {503, "too many calls wait, the model cannot be loaded, or the server ends", true},
    {504, "the call's time was over before its turn came", true},
};

Json Responses(const Page& page) {
  Json good =
      Content(page.reply_schema == "Text" ? "text/plain" : "application/json", page.reply_schema);
  if (page.streams) good.update(Content("text/event-stream", "Text"));
  Json responses;
  responses["200"] = {{"description", "done"}, {"content", std::move(good)}};
  for (const Failure& failure : kFailures) {
    const bool by_name = failure.status == 404 && page.path.ends_with(kGroup);
    if (failure.of_calls && page.body_schema.empty() && !by_name) continue;
    if (failure.status == 401 && !page.needs_key) continue;
    responses[std::to_string(failure.status)] = {{"description", failure.about},
                                                 {"content", Content("application/json", "Error")}};
  }
  if (page.name == "health") {
    responses["503"] = {{"description", "the server ends"},
                        {"content", Content("application/json", "Health")}};
  }
  return responses;
}

Json Operation(const Page& page) {
  Json json{{"operationId", page.name}, {"summary", page.about}};
  if (page.path.ends_with(kGroup)) {
    json["parameters"] = Json::array(
        {{{"name", "id"}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}}});
  }
  if (!page.body_schema.empty()) {
    json["requestBody"] = {{"required", true},
                           {"content", Content("application/json", page.body_schema)}};
  }
  json["responses"] = Responses(page);
  json["security"] = Json::array({Json::object()});
  if (page.needs_key) json["security"].push_back({{"key", Json::array()}});
  return json;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

template <class Info>
Json Names(const std::vector<const Info*>& infos) {
  Json names = Json::array();
  for (const Info* info : infos) names.push_back(info->name);
  return names;
}

}  // namespace

Json OpenApiJson(std::span<const Page> pages) {
  Json paths = Json::object();
  for (const Page& page : pages) {
    std::string path(page.path);
    if (page.path.ends_with(kGroup))
      path.replace(path.size() - kGroup.size(), kGroup.size(), "{id}");
    paths[path][Lower(page.method)] = Operation(page);
  }
  Json schemas = Json::parse(embedded::openapi::Get("openapi_schemas.json"));
  Json& fields = schemas["Ponder"]["properties"];
  fields["method"]["description"] = "one of " + Names(Methods()).dump() + " or an alias";
  fields["scorer"]["description"] = "one of " + Names(Scorers()).dump();
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Ponder"}, {"version", "1"}}},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", std::move(schemas)},
            {"securitySchemes", {{"key", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace ponder
