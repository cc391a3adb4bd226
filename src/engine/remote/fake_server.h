// An endpoint for tests that plays the dialects of real servers: the shapes of their replies were
// written by hand after their documentation. It says "w1 w2 w3 ...", one word a token.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/remote/endpoint_facts.h"

namespace ponder {

class FakeServer {
 public:
  explicit FakeServer(ServerKind kind, int port = 0);
  ~FakeServer();

  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/v1"; }
  int port() const;

  // How it behaves; may be changed while it runs.
  std::atomic<int> words{6};         // of a reply; then it stops by itself
  std::atomic<int> most_choices{8};  // 1: n is ignored
  std::atomic<int> break_after{-1};  // the next call breaks off after so many words
  std::atomic<int> refuse_next{0};   // so many calls get `refusal`
  std::atomic<int> refusal{500};
  std::atomic<int> word_milliseconds{0};
  std::atomic<int> first_milliseconds{0};
  std::string thinking_field;  // set before the first call: two words of thinking
  std::string key;             // asked for where not empty

  // What it saw.
  std::vector<std::string> Calls() const;  // bodies of chats, those of the probe too
  std::atomic<int> said{0};                // words written
  std::atomic<int> closed{0};              // streams that the client closed

 private:
  // The JSON and HTTP of llama.cpp stay in one file: the engine's JSON is of another version.
  struct Player;
  std::unique_ptr<Player> player_;
};

}  // namespace ponder
