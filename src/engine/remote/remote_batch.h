// One Generate call on a pool of endpoints: samples of one prompt go out together where the
// endpoint takes `n`, and what does not come back is asked again, sample by sample.
//
// Run() waits on the caller's thread; all else runs on the client's. A sample that has finished is
// never asked again. One that broke off goes on from what it said, where the endpoint can do that,
// else it is asked anew, and its text is not streamed a second time.
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/batch_progress.h"
#include "engine/remote/endpoint_pool.h"
#include "engine/remote/piece_table.h"
#include "engine/remote/reply_reader.h"
#include "ponder/engine.h"

namespace ponder {

class RemoteBatch : public std::enable_shared_from_this<RemoteBatch> {
 public:
  // The arguments outlive Run(). `info` is for FLOPs.
  RemoteBatch(EndpointPool& pool, PieceTable& pieces, const EngineInfo& info,
              std::span<const GenerateRequest> requests, const OnDone& on_done);

  // Throws what a callback threw, and an Error when every request was refused.
  std::vector<Generation> Run(std::stop_token stop);

 private:
  struct Call {
    Endpoint* endpoint;
    HttpClient::Id id = 0;
    ReplyReader reader;
    std::string refusal;  // the body of a reply that is none
  };
  struct Ask {
    std::vector<size_t> members;
    std::shared_ptr<EndpointPool::Wish> wish;
    std::vector<std::shared_ptr<Call>> calls;  // more than one: hedged, and nobody has said a word
    HttpClient::Id timer = 0;                  // back-off, later the hedge
  };
  struct Member {
    std::string key;  // equal: samples of one prompt
    bool open = true;
    int failures = 0;
    std::string said;  // in calls that broke off
    int64_t said_tokens = 0;
    std::vector<ReportedToken> said_reported;
    size_t shown = 0;     // bytes of the text that on_text has had
    bool silent = false;  // asked anew after something was shown
    Ask* ask = nullptr;
    Call* live = nullptr;  // what it is saying now
    size_t slot = 0;       // and as which choice
    Generation result;
  };

  // Asking.
  void Begin(const std::stop_token& stop);
  void AskGroups(const std::vector<size_t>& members, double delay, const Endpoint* avoid);
  void AskFor(std::vector<size_t> members, double delay, const Endpoint* avoid);
  void Start(const std::shared_ptr<Ask>& ask, Endpoint& endpoint);
  void StartCall(const std::shared_ptr<Ask>& ask, Endpoint& endpoint);
  std::string BodyFor(const Ask& ask, const EndpointFacts& facts) const;
  void Hedge(const std::shared_ptr<Ask>& ask);

  // Hearing.
  void OnData(const std::shared_ptr<Ask>& ask, const std::shared_ptr<Call>& call, long status,
              std::string_view data);
  void OnEnd(const std::shared_ptr<Ask>& ask, const std::shared_ptr<Call>& call,
             const HttpReply& reply);
  void TakeWhole(Ask& ask, Call& call);
  void TakeBroken(Ask& ask, Call& call, const HttpReply& reply);
  void Show(size_t index, const std::string& text, int64_t tokens);
  void Update(Ask& ask, Call& call);
  void KeepSaid(Member& member, const Call& call, const ReplyChoice& choice);
  void Retry(const std::vector<size_t>& missing, const Endpoint& endpoint, const std::string& error,
             double least_delay);

  // Ending.
  void Finish(size_t index, const ReplyChoice& choice, int64_t tokens);
  void Fail(size_t index, const std::string& error);
  void Cancel(size_t index);
  void CancelAll();
  void Fill(size_t index, const ReplyChoice* choice, int64_t tokens, StopReason stop);
  void FillTokens(size_t index, const ReplyChoice* choice, Generation& result);
  void Close(size_t index);
  void Drop(Ask& ask);
  void DropCall(Ask& ask, Call& call);
  void Report();
  template <class Work>
  void Guard(Work&& work);

  EndpointPool& pool_;
  HttpClient& client_;
  PieceTable& pieces_;
  const EngineInfo& info_;
  const std::span<const GenerateRequest> requests_;
  std::vector<Member> members_;
  std::vector<std::shared_ptr<Ask>> asks_;
  BatchProgress progress_;
  size_t open_;
  size_t refused_ = 0;  // by endpoints, for good
  ErrorCode refusal_code_ = ErrorCode::kUnavailable;
  bool reporting_ = false;
  std::exception_ptr exception_;

  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
};

}  // namespace ponder
