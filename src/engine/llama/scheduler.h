// The one thread that owns the model: mixes the tokens of everything that runs.
//
// Each round: what was cancelled is dropped, prompts that wait are read (a chunk at a time while
// others decode), and every sequence that is ready gets one token, all in one call.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/batch_progress.h"
#include "engine/llama/handles.h"
#include "engine/llama/kv_cache.h"
#include "engine/llama/llama_vocabulary.h"
#include "engine/render.h"
#include "engine/token_loop.h"
#include "ponder/engine.h"
#include "ponder/llama.h"

namespace ponder {

struct Job;

// What stands in a cell: a token, and by which kernels it was computed. On a CPU, one token of a
// stream and several at once go through different attention kernels, whose last bits differ; so
// text is always read in calls of two tokens or more, and what a model generated one by one, also
// when it must be computed again. Then a cell is the same wherever it came from.
using Cell = Token;
constexpr Cell kOneByOne = 1 << 30;

struct PromptCells {
  explicit PromptCells(RenderedPrompt rendered);
  size_t size() const { return cells.size(); }
  std::shared_ptr<const std::vector<Token>> tokens;
  std::vector<Cell> cells;
};

// One request in flight. Owned by its job, touched by the scheduler's thread only.
struct Sequence {
  enum class Kind { kGenerate, kEvaluate, kEmbed };
  enum class State { kWaiting, kReading, kReady, kDone };

  Kind kind = Kind::kGenerate;
  State state = State::kWaiting;
  Job* job = nullptr;
  size_t index = 0;  // in its job

  std::shared_ptr<const PromptCells> prompt;
  std::unique_ptr<TokenLoop> loop;  // kGenerate
  std::string adapter;
  bool keep = false;
  size_t capacity = 0;  // cells it may fill at most

  std::optional<SequenceLease> lease;
  // Logits (and hidden state) after the prompt, from a sibling with the same prompt.
  std::shared_ptr<const std::vector<float>> shared_logits;
  std::shared_ptr<const std::vector<float>> shared_hidden;
  CallUsage usage;
  int resumed_at = 0;  // generated tokens that an earlier call has paid for

  size_t score_from = 0;  // kEvaluate: first token of the continuation
  bool wants_hidden = false;
  Evaluation evaluation;
  std::vector<float> embedding;

  size_t length() const { return prompt->size() + (loop ? loop->tokens().size() : 0); }
  Cell CellAt(size_t position) const {
    return position < prompt->size() ? prompt->cells[position]
                                     : loop->tokens()[position - prompt->size()] | kOneByOne;
  }
  Token TokenAt(size_t position) const { return CellAt(position) & ~kOneByOne; }
  bool OneByOne(size_t position) const { return (CellAt(position) & kOneByOne) != 0; }
};

// One call of Generate, Evaluate or Embed.
struct Job {
  std::vector<Sequence> sequences;
  std::vector<Generation> results;
  std::unique_ptr<BatchProgress> progress;
  std::stop_token stop;
  size_t open = 0;              // sequences not done
  std::exception_ptr error;     // what a callback threw
  bool finished = false;        // guarded by the scheduler's mutex
  std::condition_variable done;
};

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
  int64_t moves = 0;
  int64_t evictions = 0;
  size_t running = 0;                // sequences that hold cells, now
  size_t running_cells = 0;          // cells they hold, now
  size_t prefixes = 0;               // finished sequences still held
  size_t cells_at_last_decode = 0;   // running_cells when the last decode call began
  std::vector<DecodeWidth> by_width;  // [w]: decode calls for w sequences
};

class Scheduler {
 public:
  Scheduler(llama_context* context, std::shared_ptr<const LlamaVocabulary> vocabulary,
            const LlamaOptions& options, std::map<std::string, llama_adapter_lora*> adapters,
            const EngineInfo& info);
  ~Scheduler();

  // Runs the job on the model's thread and waits for it.
  void Run(Job& job);

  SchedulerStats Stats() const;
  void ClearPrefixes();  // for tests and measurements

 private:
  void Loop();
  void TakeInbox();
  void DropCancelled();
  void ReadPrompts();
  size_t ReadingBudget() const;
  bool Admit(Sequence& sequence);
  size_t ChunkEnd(const Sequence& sequence, size_t begin, size_t budget) const;
  size_t ReadChunk(Sequence& sequence, size_t budget);
  void AppendCells(Sequence& sequence, size_t count);
  void FinishReading(Sequence& sequence, int last_row);
  void ShareWithSiblings(const Sequence& sequence, int row);
  void DecodeReady();
  void DecodeGroup(const std::vector<Sequence*>& group);
  void NoteDecode(size_t width, double seconds);
  void Advance(Sequence& sequence, std::span<const float> logits, std::span<const float> hidden);
  void StepBack(Sequence& sequence, size_t at_most);
  void Route(Sequence& sequence);
  void Finish(Sequence& sequence);
  void Report(Job& job);
  void EndWithError(Job& job);
  void FailAll(const std::string& what);
  int Decode(const std::vector<Token>& tokens, const std::vector<llama_pos>& positions,
             const std::vector<llama_seq_id>& ids, const std::vector<int8_t>& outputs);
  void UseAdapter(const std::string& name);
  void UseEmbeddings(bool on);
  std::span<const float> LogitsRow(int row) const;
  std::span<const float> HiddenRow(int row) const;
  void PublishStats();

  llama_context* context_;
  std::shared_ptr<const LlamaVocabulary> vocabulary_;
  LlamaOptions options_;
  std::map<std::string, llama_adapter_lora*> adapters_;
  EngineInfo info_;
  KvCache cache_;

  std::deque<Sequence*> waiting_;
  Sequence* reading_ = nullptr;
  std::vector<Sequence*> ready_;
  std::vector<Job*> jobs_;
  std::string adapter_;
  bool embeddings_ = false;
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
