// The models that a server answers with, by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ponder/runner.h"

namespace ponder {

struct ServedModel {
  std::string name;
  std::shared_ptr<Engine> engine;
  std::shared_ptr<Runner> runner;
};

// Filled first, then read from any thread.
class ModelHouse {
 public:
  // The first one added answers calls that name no model.
  void Add(std::string name, std::shared_ptr<Engine> engine);
  // The full name of what a call names; "" is the first. Throws kNotFound with the names there are.
  const std::string& NameOf(const std::string& name) const;
  // The model, for as long as the pointer is held.
  std::shared_ptr<const ServedModel> Use(const std::string& name) const;
  const std::vector<std::shared_ptr<const ServedModel>>& models() const { return models_; }

 private:
  std::vector<std::shared_ptr<const ServedModel>> models_;
};

}  // namespace ponder
