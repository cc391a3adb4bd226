#include "server/lists.h"

#include <utility>
#include <vector>

#include "run/registry_json.h"

namespace ponder {
namespace {

Json Listed(Json data) { return {{"object", "list"}, {"data", std::move(data)}}; }

// As the command line lists it, without the options that a request may not set.
template <class Info>
Json Remote(const Info& info) {
  Json json = ToJsonValue(info);
  Json options = Json::array();
  for (Json& option : json["options"]) {
    if (!option["local_only"].get<bool>()) options.push_back(std::move(option));
  }
  json["options"] = std::move(options);
  return json;
}

template <class Info>
Json RemoteList(const std::vector<const Info*>& infos) {
  Json data = Json::array();
  for (const Info* info : infos) data.push_back(Remote(*info));
  return Listed(std::move(data));
}

Json ModelJson(const std::string& id, int64_t created, ModelHouse::State state) {
  return {{"id", id},
          {"object", "model"},
          {"created", created},
          {"owned_by", "ponder"},
          {"state", ModelStateName(state)}};
}

}  // namespace

Json ModelsReply(const ModelHouse& house, int64_t created) {
  Json data = Json::array();
  for (const ModelHouse::Seen& model : house.Models()) {
    data.push_back(ModelJson(model.name, created, model.state));
    for (const MethodInfo* method : Methods()) {
      data.push_back(ModelJson(model.name + "@" + method->name, created, model.state));
    }
  }
  return Listed(std::move(data));
}

Json MethodsReply() { return RemoteList(Methods()); }

Json ScorersReply() { return RemoteList(Scorers()); }

}  // namespace ponder
