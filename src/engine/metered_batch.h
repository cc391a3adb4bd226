// One Generate call under a budget: its members run in rounds, each with the share of what is left.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "engine/metered.h"

namespace ponder {

class MeteredBatch {
 public:
  // All arguments outlive the batch.
  MeteredBatch(MeteredEngine& engine, std::span<const GenerateRequest> requests,
               const OnDone& on_done);
  MeteredBatch(const MeteredBatch&) = delete;
  MeteredBatch& operator=(const MeteredBatch&) = delete;
  ~MeteredBatch();

  std::vector<Generation> Run(std::stop_token stop);

 private:
  struct Member {
    GenerateRequest request;
    Generation result;
    std::vector<Token> prefix;
    int before = 0;     // tokens of an earlier call that this one resumes
    bool open = false;  // still to run
    bool started = false;
    bool limited = false;  // runs, or ran last, with less than it wished for
    size_t streamed = 0;   // bytes of text handed to the caller's on_text
    int64_t Wish() const;
  };

  void ReadPrompts();
  void Round(const std::vector<size_t>& open, const std::vector<int64_t>& shares,
             std::stop_token stop);
  GenerateRequest Prepare(size_t index, int64_t share);
  static bool WasCut(const Member& member, const Generation& generation);
  std::vector<size_t> Report(const std::vector<size_t>& running, size_t inner,
                             const Generation& generation);
  static void Cancel(Member& member);
  void Take(size_t index, Generation generation);
  std::vector<Generation> Finish();
  std::vector<size_t> LateReports() const;
  static void FlushStream(const Member& member);

  MeteredEngine& engine_;
  BudgetLedger& ledger_;
  const OnDone& on_done_;
  std::vector<Member> members_;
  int64_t pool_ = 0;  // reserved and not yet generated
};

}  // namespace ponder
