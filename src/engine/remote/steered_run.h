// One generation under steering rules at an endpoint that knows none: stop and continue.
//
// What the endpoint streams goes through TokenLoop as if it had been sampled here, so rules, stop
// strings, phases and limits mean what they mean everywhere. When the loop takes something back or
// writes something, the connection is closed and another call goes on from the text as it then
// stands. A chunk of the stream counts as a token for the rules; the bill counts what the endpoint
// counted, and injected text by estimate.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/remote/piece_table.h"
#include "engine/token_loop.h"
#include "ponder/engine.h"

namespace ponder {

class PieceVocabulary;

class SteeredRun {
 public:
  // Runs a request without rules and stop strings; the request's on_text hears every chunk.
  using Call = std::function<Generation(const GenerateRequest&, std::stop_token)>;

  // The arguments outlive the run. `progress` hears how many tokens there are.
  SteeredRun(const GenerateRequest& request, PieceTable& pieces, Call call,
             std::function<void(int)> progress);

  Generation Run(std::stop_token stop);

 private:
  bool Write();
  void Hear(std::string_view delta, std::stop_source& close);
  void Segment(std::stop_token stop);
  void Feed(Token token);
  void Charge(const CallUsage& usage);
  int64_t Left() const;
  Generation Result() const;

  const GenerateRequest& request_;
  PieceTable& pieces_;
  Call call_;
  std::function<void(int)> progress_;
  std::shared_ptr<PieceVocabulary> vocabulary_;
  TokenLoop loop_;
  CallUsage usage_;
  int64_t forced_ = 0;
  uint64_t calls_ = 0;
  std::string error_;
};

}  // namespace ponder
