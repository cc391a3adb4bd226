#include "run/registry_json.h"

namespace ponder {

nlohmann::ordered_json ToJsonValue(const OptionInfo& option) {
  nlohmann::ordered_json json{{"name", option.name},
                              {"type", option.type},
                              {"default", option.default_value},
                              {"help", option.help}};
  if (option.range.low != option.range.high) {
    json["minimum"] = option.range.low;
    json["maximum"] = option.range.high;
  }
  if (!option.choices.empty()) json["choices"] = option.choices;
  json["local_only"] = option.local_only;
  return json;
}

nlohmann::ordered_json ToJsonValue(const MethodInfo& method) {
  nlohmann::ordered_json json{{"name", method.name},
                              {"aliases", method.aliases},
                              {"summary", method.summary},
                              {"paper", method.paper},
                              {"default_scorer", method.default_scorer},
                              {"live", method.live},
                              {"options", nlohmann::ordered_json::array()}};
  for (const OptionInfo& option : method.options) json["options"].push_back(ToJsonValue(option));
  return json;
}

nlohmann::ordered_json ToJsonValue(const ScorerInfo& scorer) {
  nlohmann::ordered_json json{{"name", scorer.name},
                              {"summary", scorer.summary},
                              {"source", scorer.source},
                              {"asks_model", scorer.asks_model},
                              {"options", nlohmann::ordered_json::array()}};
  for (const OptionInfo& option : scorer.options) json["options"].push_back(ToJsonValue(option));
  return json;
}

}  // namespace ponder
