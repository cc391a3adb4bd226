// Who may ask, and how much.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/refusal.h"

namespace ponder {

struct ApiKey {
  std::string name = {};  // in the log and in metrics
  std::string secret = {};
  // 0: no limit.
  int at_once = 0;                // calls, waiting or running
  int requests_per_minute = 0;    // accepted ones
  int64_t tokens_per_minute = 0;  // generated; a call is let in while there are any left
};

// A key a line: "NAME SECRET [at-once=N] [requests=N] [tokens=N]", the last two a minute; "#"
// begins a comment. Throws kInvalidRequest with the line's number, and never with a secret.
std::vector<ApiKey> ReadApiKeys(std::string_view text);

// The keys, and what each has used in the last minute.
class KeyRing {
 public:
  using Clock = std::chrono::steady_clock;

  explicit KeyRing(std::vector<ApiKey> keys);
  bool empty() const { return keys_.empty(); }

  // The key with this secret, or null. Takes as long for a wrong secret as for a right one.
  const ApiKey* Find(std::string_view secret) const;

  // Begins a call, or refuses it with 429.
  std::optional<Refusal> Begin(const ApiKey& key, Clock::time_point now);
  void End(const ApiKey& key, int64_t tokens, Clock::time_point now);

 private:
  struct Use {
    int at_once = 0;
    std::deque<Clock::time_point> requests;
    std::deque<std::pair<Clock::time_point, int64_t>> tokens;
  };
  std::optional<Refusal> Check(const ApiKey& key, const Use& use, Clock::time_point now) const;

  const std::vector<ApiKey> keys_;
  std::mutex mutex_;
  std::map<const ApiKey*, Use> use_;
};

}  // namespace ponder
