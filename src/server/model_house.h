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
  // Throws kNotFound with the names that there are.
  const ServedModel& Find(const std::string& name) const;
  const std::vector<ServedModel>& models() const { return models_; }

 private:
  std::vector<ServedModel> models_;
};

}  // namespace ponder
