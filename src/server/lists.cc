#include "server/lists.h"

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {
namespace {

// Those that a request may set.
Json OptionList(const std::vector<OptionInfo>& options) {
  Json list = Json::array();
  for (const OptionInfo& option : options) {
    if (option.local_only) continue;
    Json json{{"name", option.name},
              {"type", option.type},
              {"default", option.default_value},
              {"help", option.help}};
    if (option.range.low < option.range.high) {
      json["minimum"] = option.range.low;
      json["maximum"] = option.range.high;
    }
    if (!option.choices.empty()) json["choices"] = option.choices;
    list.push_back(std::move(json));
  }
  return list;
}

Json Listed(Json data) { return {{"object", "list"}, {"data", std::move(data)}}; }

Json ModelJson(const std::string& id, int64_t created) {
  return {{"id", id}, {"object", "model"}, {"created", created}, {"owned_by", "ponder"}};
}

}  // namespace

Json ModelsReply(const ModelHouse& house, int64_t created) {
  Json data = Json::array();
  for (const ServedModel& model : house.models()) {
    data.push_back(ModelJson(model.name, created));
    for (const MethodInfo* method : Methods()) {
      data.push_back(ModelJson(model.name + "@" + method->name, created));
    }
  }
  return Listed(std::move(data));
}

Json MethodsReply() {
  Json data = Json::array();
  for (const MethodInfo* method : Methods()) {
    data.push_back({{"name", method->name},
                    {"aliases", method->aliases},
                    {"summary", method->summary},
                    {"paper", method->paper},
                    {"live", method->live},
                    {"scorer", method->default_scorer.empty() ? Json(nullptr)
                                                              : Json(method->default_scorer)},
                    {"options", OptionList(method->options)}});
  }
  return Listed(std::move(data));
}

Json ScorersReply() {
  Json data = Json::array();
  for (const ScorerInfo* scorer : Scorers()) {
    data.push_back({{"name", scorer->name},
                    {"summary", scorer->summary},
                    {"source", scorer->source},
                    {"asks_model", scorer->asks_model},
                    {"options", OptionList(scorer->options)}});
  }
  return Listed(std::move(data));
}

}  // namespace ponder
