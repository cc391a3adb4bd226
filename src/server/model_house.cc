#include "server/model_house.h"

#include <utility>

namespace ponder {

void ModelHouse::Add(std::string name, std::shared_ptr<Engine> engine) {
  auto runner = std::make_shared<Runner>(engine);
  models_.push_back({std::move(name), std::move(engine), std::move(runner)});
}

const ServedModel& ModelHouse::Find(const std::string& name) const {
  if (name.empty()) return models_.front();
  std::string known;
  for (const ServedModel& model : models_) {
    if (model.name == name) return model;
    known += " " + model.name;
  }
  throw Error(ErrorCode::kNotFound, "model: \"" + name.substr(0, 80) + "\" is none of" + known);
}

}  // namespace ponder
