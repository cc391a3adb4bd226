// What the server counts, and how Prometheus reads it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "ponder/engine.h"
#include "ponder/method.h"

namespace ponder {

// How a call that was accepted ended.
enum class Outcome {
  kAnswered,   // its whole reply was made and taken over for sending
  kCancelled,  // the client went away first
  kFailed,     // an error was sent instead
};

class Histogram {
 public:
  static constexpr std::array<double, 12> kBounds{0.01, 0.03, 0.1, 0.3, 1,   3,
                                                  10,   30,   60,  120, 300, 600};
  void Add(double seconds);
  void Write(const std::string& name, const std::string& labels, std::string& out) const;

 private:
  std::array<int64_t, kBounds.size() + 1> counts_{};
  double sum_ = 0;
};

// What others know at the moment of reading.
struct MetricsNow {
  struct Model {
    std::string name;
    bool loaded = false;
    EngineLoad load;  // since it was loaded
    int lanes = 0;    // sequences that run side by side
  };
  size_t waiting = 0;
  size_t running = 0;
  std::vector<Model> models;
};

// Thread-safe. accepted = answered + cancelled + failed + in flight, in every text.
class Metrics {
 public:
  // Every reply, made or not: `status` as sent.
  void Replied(const std::string& page, int status);
  void Accepted();
  void Ended(Outcome outcome);
  // A job that ran, however it ended. `waited`: seconds in the queue; `first_token` 0: none came.
  void Ran(const std::string& model, const Usage& usage, double waited, double first_token,
           double seconds);

  int64_t in_flight() const;
  std::string Text(const MetricsNow& now) const;

 private:
  struct OfModel {
    Usage usage;
    Histogram first_token, seconds;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, int64_t> replies_;
  std::map<std::string, OfModel> models_;
  Histogram waited_;
  int64_t accepted_ = 0;
  std::array<int64_t, 3> ended_{};
};

}  // namespace ponder
