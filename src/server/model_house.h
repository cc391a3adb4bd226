// The models that a server answers with, by name; in memory as long as there is room.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "ponder/runner.h"

namespace ponder {

struct ServedModel {
  std::string name;
  std::shared_ptr<Engine> engine;
  std::shared_ptr<Runner> runner;
};

struct ModelSource {
  std::string name;
  int64_t bytes = 0;  // what it takes in memory, cells included
  std::function<std::shared_ptr<Engine>()> load;
};

// Filled first, then used from any thread. A model is loaded by the first call that uses it. Where
// the budget needs it, the model that was used the longest time ago goes: it gives out no new
// leases, and is unloaded once the last one has ended. A model in use is never unloaded.
class ModelHouse {
 public:
  enum class State { kUnloaded, kLoading, kLoaded, kLeaving, kFailed };
  struct Seen {
    std::string name;
    State state;
    EngineLoad load;  // zeros where it is not loaded
    int lanes = 0;
  };

  // `budget`: bytes of all loaded models together; 0: no limit.
  explicit ModelHouse(int64_t budget = 0) : budget_(budget) {}
  ~ModelHouse();

  // The first one added answers calls that name no model. Throws kInvalidRequest for a name that is
  // there already, and for a model that the budget cannot hold.
  void Add(std::string name, std::shared_ptr<Engine> engine);  // stays in memory
  // `loaded`: the engine, where it is in memory already.
  void Add(ModelSource source, std::shared_ptr<Engine> loaded = nullptr);

  // The full name of what a call names; "" is the first. Throws kNotFound with the names there are.
  const std::string& NameOf(const std::string& name) const;
  // The model, for as long as the pointer is held; loads it first where that is needed. Throws
  // kUnavailable when it cannot be loaded or `stop` comes before there is room. Const: what the
  // house has does not change by being used.
  std::shared_ptr<const ServedModel> Use(const std::string& name, std::stop_token stop = {}) const;

  std::vector<Seen> Models() const;

 private:
  struct Place {
    ModelSource source;
    State state = State::kUnloaded;
    std::shared_ptr<const ServedModel> model;
    int leases = 0;
    uint64_t last_used = 0;
  };

  void Insert(Place place);
  Place& Find(const std::string& name) const;
  std::shared_ptr<const ServedModel> Lease(Place& place) const;
  void Load(Place& place, std::unique_lock<std::mutex>& lock, const std::stop_token& stop) const;
  bool HasRoom(const Place& place) const;
  void MakeRoom(const Place& place, std::unique_lock<std::mutex>& lock,
                const std::stop_token& stop) const;
  int64_t Held() const;

  const int64_t budget_;
  mutable std::list<Place> places_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  mutable bool making_room_ = false;
  mutable uint64_t clock_ = 0;
};

std::string_view ModelStateName(ModelHouse::State state);

}  // namespace ponder
