#include "server/model_house.h"

#include <utility>

namespace ponder {

void ModelHouse::Add(std::string name, std::shared_ptr<Engine> engine) {
  auto runner = std::make_shared<Runner>(engine);
  models_.push_back(std::make_shared<const ServedModel>(
      ServedModel{std::move(name), std::move(engine), std::move(runner)}));
}

const std::string& ModelHouse::NameOf(const std::string& name) const { return Use(name)->name; }

std::shared_ptr<const ServedModel> ModelHouse::Use(const std::string& name) const {
  if (name.empty()) return models_.front();
  std::string known;
  for (const auto& model : models_) {
    if (model->name == name) return model;
    known += " " + model->name;
  }
  throw Error(ErrorCode::kNotFound, "model: \"" + name.substr(0, 80) + "\" is none of" + known);
}

}  // namespace ponder
