#include "server/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <utility>

namespace ponder {
namespace {

constexpr std::chrono::minutes kWindow{1};

[[noreturn]] void ThrowLine(size_t line, const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, fmt::format("--api-key-file: line {}: {}", line, what));
}

void ReadLimit(ApiKey& key, const std::string& word, size_t line) {
  const size_t at = word.find('=');
  const std::string name = word.substr(0, at);
  int64_t value = 0;
  const char* begin = word.data() + (at == std::string::npos ? word.size() : at + 1);
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || stop != end || value < 1 || value > 1'000'000'000) {
    ThrowLine(line, "limits are at-once=N, requests=N and tokens=N, N from 1 to 1000000000");
  }
  if (name == "at-once") {
    key.at_once = static_cast<int>(value);
  } else if (name == "requests") {
    key.requests_per_minute = static_cast<int>(value);
  } else if (name == "tokens") {
    key.tokens_per_minute = value;
  } else {
    ThrowLine(line, "limits are at-once=N, requests=N and tokens=N");
  }
}

// Looks at every byte that was presented, whatever it is.
bool SameSecret(std::string_view presented, std::string_view secret) {
  unsigned differs = presented.size() == secret.size() ? 0 : 1;
  for (size_t i = 0; i < presented.size(); ++i) {
    differs |= static_cast<unsigned char>(presented[i] ^ secret[i % secret.size()]);
  }
  return differs == 0;
}

// Until what happened at `then` is a minute old.
int SecondsLeft(KeyRing::Clock::time_point then, KeyRing::Clock::time_point now) {
  const double left = std::chrono::duration<double>(then + kWindow - now).count();
  return std::max(1, static_cast<int>(std::ceil(left)));
}

}  // namespace

std::vector<ApiKey> ReadApiKeys(std::string_view text) {
  std::vector<ApiKey> keys;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (size_t number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    ApiKey key;
    if (!(words >> key.name)) continue;
    if (!(words >> key.secret)) ThrowLine(number, "a name and a secret are wanted");
    for (std::string word; words >> word;) ReadLimit(key, word, number);
    for (const ApiKey& other : keys) {
      if (other.name == key.name) ThrowLine(number, "the name " + key.name + " is there already");
      if (other.secret == key.secret) ThrowLine(number, "the secret is " + other.name + "'s");
    }
    keys.push_back(std::move(key));
  }
  if (keys.empty()) throw Error(ErrorCode::kInvalidRequest, "--api-key-file: no key in it");
  return keys;
}

KeyRing::KeyRing(std::vector<ApiKey> keys) : keys_(std::move(keys)) {}

const ApiKey* KeyRing::Find(std::string_view secret) const {
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys_) {
    if (SameSecret(secret, key.secret)) found = &key;
  }
  return found;
}

std::optional<Refusal> KeyRing::Begin(const ApiKey& key, Clock::time_point now) {
  std::lock_guard lock(mutex_);
  Use& use = use_[&key];
  while (!use.requests.empty() && use.requests.front() + kWindow <= now) use.requests.pop_front();
  while (!use.tokens.empty() && use.tokens.front().first + kWindow <= now) use.tokens.pop_front();
  if (std::optional<Refusal> refusal = Check(key, use, now)) return refusal;
  ++use.at_once;
  use.requests.push_back(now);
  return {};
}

std::optional<Refusal> KeyRing::Check(const ApiKey& key, const Use& use,
                                      Clock::time_point now) const {
  const auto refuse = [](const std::string& limit, int seconds) {
    return Refusal{429, "rate_limit_exceeded", "this key may have " + limit, seconds};
  };
  if (key.at_once > 0 && use.at_once >= key.at_once) {
    return refuse(fmt::format("{} requests at once", key.at_once), 1);
  }
  const auto most = static_cast<size_t>(key.requests_per_minute);
  if (most > 0 && use.requests.size() >= most) {
    return refuse(fmt::format("{} requests a minute", most),
                  SecondsLeft(use.requests.front(), now));
  }
  int64_t left = key.tokens_per_minute;
  for (const auto& [when, tokens] : use.tokens) left -= tokens;
  if (key.tokens_per_minute > 0 && left <= 0) {
    return refuse(fmt::format("{} generated tokens a minute", key.tokens_per_minute),
                  SecondsLeft(use.tokens.front().first, now));
  }
  return {};
}

void KeyRing::End(const ApiKey& key, int64_t tokens, Clock::time_point now) {
  std::lock_guard lock(mutex_);
  Use& use = use_[&key];
  --use.at_once;
  if (tokens > 0) use.tokens.emplace_back(now, tokens);
}

}  // namespace ponder
