// The one thread that owns the model: mixes the tokens of everything that runs.
//
// Each round: what was cancelled is dropped, prompts that wait are read (a chunk at a time while
// others decode, the ends of several together), and every sequence that is ready gets one token,
// all in one call.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/llama/call_rows.h"
#include "engine/llama/kv_cache.h"
#include "engine/llama/model_calls.h"
#include "engine/llama/sequence.h"
#include "ponder/llama.h"

namespace ponder {

// Decode calls of one width (tokens a call).
struct DecodeWidth {
  int64_t calls = 0;
  double seconds = 0;
};

// Where the model thread's time went, in seconds, and how much went through.
struct SchedulerStats {
  double prefill_seconds = 0;
  double decode_seconds = 0;
  double sample_seconds = 0;
  double total_seconds = 0;  // while there was work
  int64_t prefill_calls = 0;
  int64_t prefill_tokens = 0;
  int64_t decode_calls = 0;
  int64_t decode_tokens = 0;
  int64_t padding = 0;  // rows of decode calls that nobody needed (call_rows.h)
  int64_t moves = 0;
  int64_t evictions = 0;
  size_t running = 0;                 // sequences that hold cells, now
  size_t running_cells = 0;           // cells they hold, now
  size_t prefixes = 0;                // finished sequences still held
  size_t cells_at_last_decode = 0;    // running_cells when the last decode call began
  std::vector<DecodeWidth> by_width;  // [w]: decode calls for w sequences
};

class Scheduler {
 public:
  Scheduler(llama_context* context, const LlamaOptions& options,
            std::map<std::string, llama_adapter_lora*> adapters, const EngineInfo& info);
  ~Scheduler();

  // Runs the job on the model's thread and waits for it.
  void Run(Job& job);

  SchedulerStats Stats() const;
  void ClearPrefixes();  // for tests and measurements

 private:
  void Loop();
  void TakeInbox();
  void DropCancelled();
  // Reading prompts (scheduler_reading.cc).
  struct Part {  // of a prompt: positions `begin` to `end`
    Sequence* sequence;
    size_t begin;
    size_t end;
    size_t size() const { return end - begin; }
  };
  void ReadPrompts();
  size_t ReadingBudget() const;
  size_t Stretched(size_t budget, size_t left, size_t most) const;
  bool Admit(Sequence& sequence);
  size_t ChunkEnd(const Sequence& sequence, size_t budget) const;
  std::vector<Part> NextParts(size_t budget);
  bool Joins(const Sequence& sequence, std::span<const Part> parts) const;
  void Read(std::vector<Part> parts);
  void AppendCells(Sequence& sequence, size_t count);
  void KeepOutput(Sequence& sequence, size_t position, int row);
  void FinishReading(Sequence& sequence, int last_row);
  void ShareWithSiblings(const Sequence& sequence, int row);
  void MakeReady(Sequence& sequence);

  // Decoding, and what follows from it.
  void DecodeReady();
  void DecodeGroup(const std::vector<Sequence*>& group);
  void NoteDecode(size_t width, double seconds);
  void Advance(Sequence& sequence, std::span<const float> logits, std::span<const float> hidden);
  void Finish(Sequence& sequence);
  void Report(Job& job);
  void EndWithError(Job& job);
  void FailAll(const std::string& what);
  void PublishStats();

  LlamaOptions options_;
  EngineInfo info_;
  ModelCalls model_;
  KvCache cache_;
  CallRows call_rows_;

  std::deque<Sequence*> waiting_;
  Sequence* reading_ = nullptr;
  std::vector<Sequence*> ready_;
  std::vector<Job*> jobs_;
  SchedulerStats stats_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> inbox_;
  bool shutdown_ = false;
  bool clear_ = false;
  SchedulerStats published_;
  std::thread thread_;
};

}  // namespace ponder
