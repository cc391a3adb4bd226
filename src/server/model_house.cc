#include "server/model_house.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace ponder {
namespace {

constexpr double kGigabyte = 1e9;

std::shared_ptr<const ServedModel> Make(std::string name, std::shared_ptr<Engine> engine) {
  auto runner = std::make_shared<Runner>(engine);
  return std::make_shared<const ServedModel>(
      ServedModel{std::move(name), std::move(engine), std::move(runner)});
}

}  // namespace

std::string_view ModelStateName(ModelHouse::State state) {
  switch (state) {
    case ModelHouse::State::kUnloaded:
      return "unloaded";
    case ModelHouse::State::kLoading:
      return "loading";
    case ModelHouse::State::kLoaded:
      return "loaded";
    case ModelHouse::State::kLeaving:
      return "leaving";
    case ModelHouse::State::kFailed:
      return "failed";
  }
  return "unloaded";
}

ModelHouse::~ModelHouse() = default;

void ModelHouse::Add(std::string name, std::shared_ptr<Engine> engine) {
  Place place;
  place.source.name = name;
  place.state = State::kLoaded;
  place.model = Make(std::move(name), std::move(engine));
  Insert(std::move(place));
}

void ModelHouse::Add(ModelSource source, std::shared_ptr<Engine> loaded) {
  if (budget_ > 0 && source.bytes > budget_) {
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("--memory: {} needs {:.1f} GB, and {:.1f} are allowed", source.name,
                            static_cast<double>(source.bytes) / kGigabyte,
                            static_cast<double>(budget_) / kGigabyte));
  }
  Place place;
  if (loaded) {
    place.state = State::kLoaded;
    place.model = Make(source.name, std::move(loaded));
  }
  place.source = std::move(source);
  Insert(std::move(place));
}

void ModelHouse::Insert(Place place) {
  std::lock_guard lock(mutex_);
  for (const Place& other : places_) {
    if (other.source.name != place.source.name) continue;
    throw Error(ErrorCode::kInvalidRequest,
                "--model: " + place.source.name + " is there twice; names must differ");
  }
  places_.push_back(std::move(place));
}

// Places neither move nor go once they are filled in, so no lock is needed to find one.
ModelHouse::Place& ModelHouse::Find(const std::string& name) const {
  if (name.empty()) return places_.front();
  std::string known;
  for (Place& place : places_) {
    if (place.source.name == name) return place;
    known += " " + place.source.name;
  }
  throw Error(ErrorCode::kNotFound, "model: \"" + name.substr(0, 80) + "\" is none of" + known);
}

const std::string& ModelHouse::NameOf(const std::string& name) const {
  return Find(name).source.name;
}

std::shared_ptr<const ServedModel> ModelHouse::Use(const std::string& name,
                                                   std::stop_token stop) const {
  Place& place = Find(name);
  std::unique_lock lock(mutex_);
  while (place.state != State::kLoaded) {
    const bool busy = place.state == State::kLoading || place.state == State::kLeaving;
    if (!busy && !making_room_) {
      Load(place, lock, stop);
    } else if (!changed_.wait(lock, stop, [&] {
                 return (place.state != State::kLoading && place.state != State::kLeaving &&
                         !making_room_) ||
                        place.state == State::kLoaded;
               })) {
      throw Error(ErrorCode::kUnavailable, "model: the call ended before it could be loaded");
    }
  }
  return Lease(place);
}

// A pointer that gives the lease back when its last copy goes.
std::shared_ptr<const ServedModel> ModelHouse::Lease(Place& place) const {
  ++place.leases;
  place.last_used = ++clock_;
  return {place.model.get(), [this, &place](const ServedModel*) {
            std::lock_guard lock(mutex_);
            --place.leases;
            changed_.notify_all();
          }};
}

// One at a time makes room; loading itself leaves the lock, so that the others answer meanwhile.
void ModelHouse::Load(Place& place, std::unique_lock<std::mutex>& lock,
                      const std::stop_token& stop) const {
  making_room_ = true;
  try {
    MakeRoom(place, lock, stop);
  } catch (...) {
    making_room_ = false;
    changed_.notify_all();
    throw;
  }
  making_room_ = false;
  place.state = State::kLoading;
  changed_.notify_all();
  lock.unlock();
  std::shared_ptr<const ServedModel> model;
  std::string fault;
  try {
    model = Make(place.source.name, place.source.load());
  } catch (const std::exception& error) {
    fault = error.what();
  }
  lock.lock();
  place.model = std::move(model);
  place.state = place.model ? State::kLoaded : State::kFailed;
  changed_.notify_all();
  if (place.model) return;
  // What is wrong may name files of this machine: that is for the log.
  Log(LogLevel::kError, fmt::format("model {}: {}", place.source.name, fault));
  throw Error(
      ErrorCode::kUnavailable,
      fmt::format("model: {} cannot be loaded; the server's log says why", place.source.name));
}

int64_t ModelHouse::Held() const {
  int64_t bytes = 0;
  for (const Place& place : places_) {
    const bool held = place.state != State::kUnloaded && place.state != State::kFailed;
    if (held) bytes += place.source.bytes;
  }
  return bytes;
}

bool ModelHouse::HasRoom(const Place& place) const {
  return budget_ == 0 || Held() + place.source.bytes <= budget_;
}

void ModelHouse::MakeRoom(const Place& place, std::unique_lock<std::mutex>& lock,
                          const std::stop_token& stop) const {
  while (!HasRoom(place)) {
    Place* oldest = nullptr;
    for (Place& other : places_) {
      if (other.state != State::kLoaded || !other.source.load) continue;
      if (oldest == nullptr || other.last_used < oldest->last_used) oldest = &other;
    }
    Place* const leaving = oldest;
    if (leaving != nullptr) leaving->state = State::kLeaving;
    // Without one to send away, another model is being loaded: it can go afterwards.
    const bool came = changed_.wait(lock, stop, [&] {
      if (leaving != nullptr) return leaving->leases == 0;
      return HasRoom(place) || std::any_of(places_.begin(), places_.end(), [](const Place& any) {
               return any.state == State::kLoaded && any.source.load;
             });
    });
    if (leaving != nullptr) {
      if (came) {
        std::shared_ptr<const ServedModel> model = std::move(leaving->model);
        lock.unlock();
        model.reset();
        lock.lock();
      }
      leaving->state = came ? State::kUnloaded : State::kLoaded;
      changed_.notify_all();
    }
    if (!came) {
      throw Error(ErrorCode::kUnavailable, "model: the call ended before there was room for it");
    }
  }
}

std::vector<ModelHouse::Seen> ModelHouse::Models() const {
  std::lock_guard lock(mutex_);
  std::vector<Seen> seen;
  for (const Place& place : places_) {
    Seen& one = seen.emplace_back(Seen{place.source.name, place.state, {}, 0});
    if (!place.model) continue;
    one.load = place.model->engine->Load();
    one.lanes = place.model->engine->Info().max_running;
  }
  return seen;
}

}  // namespace ponder
