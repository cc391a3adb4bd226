#include "engine/llama/scheduler.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/log.h"
#include "engine/logits.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Rows of logits that one call may ask for: a vocabulary of 150,000 makes 0.6 MB a row.
constexpr size_t kMaxOutputRows = 64;

}  // namespace

PromptCells::PromptCells(RenderedPrompt rendered) : cells(rendered.tokens) {
  for (size_t begin = 0; begin < cells.size();) {
    size_t end = begin;
    while (end < cells.size() && rendered.generated[end] == rendered.generated[begin]) ++end;
    // A single token of text has no neighbour to be read with.
    if (rendered.generated[begin] || end - begin == 1) {
      for (size_t i = begin; i < end; ++i) cells[i] |= kOneByOne;
    }
    begin = end;
  }
  tokens = std::make_shared<const std::vector<Token>>(std::move(rendered.tokens));
}

Scheduler::Scheduler(llama_context* context, std::shared_ptr<const LlamaVocabulary> vocabulary,
                     const LlamaOptions& options,
                     std::map<std::string, llama_adapter_lora*> adapters, const EngineInfo& info)
    : context_(context),
      vocabulary_(std::move(vocabulary)),
      options_(options),
      adapters_(std::move(adapters)),
      info_(info),
      cache_(context, options.layout, options.sequences),
      thread_([this] { Loop(); }) {}

Scheduler::~Scheduler() {
  {
    std::lock_guard lock(mutex_);
    shutdown_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Scheduler::Run(Job& job) {
  if (job.open == 0) return;
  std::stop_callback on_stop(job.stop, [this] { wake_.notify_all(); });
  std::unique_lock lock(mutex_);
  inbox_.push_back(&job);
  wake_.notify_all();
  job.done.wait(lock, [&] { return job.finished; });
  if (job.error) std::rethrow_exception(job.error);
}

SchedulerStats Scheduler::Stats() const {
  std::lock_guard lock(mutex_);
  return published_;
}

void Scheduler::ClearPrefixes() {
  std::unique_lock lock(mutex_);
  clear_ = true;
  wake_.notify_all();
  wake_.wait(lock, [this] { return !clear_; });
}

void Scheduler::Loop() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return shutdown_ || clear_ || !inbox_.empty() || !jobs_.empty(); });
      if (shutdown_ && inbox_.empty() && jobs_.empty()) return;
    }
    const Clock::time_point begin = Clock::now();
    TakeInbox();
    try {
      DropCancelled();
      ReadPrompts();
      DecodeReady();
    } catch (const std::exception& error) {
      FailAll(error.what());
    }
    if (!jobs_.empty()) stats_.total_seconds += SecondsSince(begin);
    PublishStats();
    std::erase_if(ready_, [](const Sequence* sequence) {
      return sequence->state == Sequence::State::kDone;
    });
    std::lock_guard lock(mutex_);
    for (Job* job : jobs_) {
      if (job->open > 0) continue;
      job->finished = true;
      job->done.notify_all();
    }
    std::erase_if(jobs_, [](const Job* job) { return job->finished; });
  }
}

void Scheduler::TakeInbox() {
  std::lock_guard lock(mutex_);
  if (clear_) {
    cache_.Clear();
    clear_ = false;
    wake_.notify_all();
  }
  for (; !inbox_.empty(); inbox_.pop_front()) {
    Job* job = inbox_.front();
    jobs_.push_back(job);
    for (Sequence& sequence : job->sequences) {
      if (sequence.state == Sequence::State::kWaiting) waiting_.push_back(&sequence);
    }
  }
}

void Scheduler::DropCancelled() {
  for (Job* job : jobs_) {
    if (!job->stop.stop_requested()) continue;
    for (Sequence& sequence : job->sequences) {
      if (sequence.state == Sequence::State::kDone) continue;
      if (sequence.loop) sequence.loop->End(StopReason::kCancelled);
      if (job->progress) job->progress->Cancel(sequence.index);
      Finish(sequence);
    }
  }
}

// Tokens of prompts to read before the next decode call. The more sequences wait than decode, the
// more of them go first: a narrow decode call takes nearly as long as a wide one.
size_t Scheduler::ReadingBudget() const {
  const auto most = static_cast<size_t>(options_.prefill_chunk);
  if (ready_.empty()) return most;
  const auto chunk = static_cast<size_t>(options_.prefill_chunk_busy);
  return std::min(most, chunk + chunk * waiting_.size() / ready_.size());
}

// Reads waiting prompts in order of arrival.
void Scheduler::ReadPrompts() {
  size_t budget = ReadingBudget();
  while (budget > 0) {
    if (reading_ == nullptr) {
      if (waiting_.empty() || !Admit(*waiting_.front())) return;
      Sequence* sequence = waiting_.front();
      waiting_.pop_front();
      if (sequence->state != Sequence::State::kReading) continue;  // nothing left to read in chunks
      reading_ = sequence;
    }
    budget -= std::min(budget, ReadChunk(*reading_, budget));
  }
}

// Gives the sequence its cells. False when it must wait for others to end.
bool Scheduler::Admit(Sequence& sequence) {
  const bool first = !sequence.lease;  // else it comes back to read another stretch of text
  if (first) {
    std::vector<Cell> cells(sequence.length());
    for (size_t i = 0; i < cells.size(); ++i) cells[i] = sequence.CellAt(i);
    sequence.lease = cache_.Acquire(cells, sequence.adapter, sequence.capacity);
    if (!sequence.lease) {
      if (cache_.running() == 0) {  // cannot happen: requests larger than the cache are refused
        throw Error(ErrorCode::kInternal, "no cells for a request although nothing runs");
      }
      return false;
    }
  }
  const size_t held = sequence.lease->held().size();
  if (held == sequence.length() && sequence.shared_logits) {
    sequence.usage.cached = static_cast<int64_t>(std::min(held, sequence.prompt->size()));
    const auto logits = std::move(sequence.shared_logits);
    const auto hidden = std::move(sequence.shared_hidden);
    sequence.state = Sequence::State::kReady;
    ready_.push_back(&sequence);
    Advance(sequence, *logits, hidden ? std::span<const float>(*hidden) : std::span<const float>());
    return true;
  }
  // What must be computed again to see its outputs.
  size_t reusable = sequence.length() - 1;
  if (sequence.kind == Sequence::Kind::kEvaluate) {
    reusable = std::max<size_t>(sequence.score_from, 1) - 1;
  }
  if (sequence.kind == Sequence::Kind::kEmbed) reusable = 0;
  StepBack(sequence, reusable);
  if (first) {
    const size_t kept = std::min(sequence.lease->held().size(), sequence.prompt->size());
    sequence.usage.cached = static_cast<int64_t>(kept);
  }
  Route(sequence);
  return true;
}

// Keeps at most this many cells, and never leaves a single token of text to be read alone.
void Scheduler::StepBack(Sequence& sequence, size_t at_most) {
  size_t held = std::min(sequence.lease->held().size(), at_most);
  const size_t length = sequence.length();
  if (held > 0 && held < length && !sequence.OneByOne(held) && !sequence.OneByOne(held - 1) &&
      (held + 1 == length || sequence.OneByOne(held + 1))) {
    --held;
  }
  sequence.lease->Trim(held);
}

// What comes next for a sequence that has something to read: chunks, or one token at a time.
void Scheduler::Route(Sequence& sequence) {
  const bool one_by_one = sequence.OneByOne(sequence.lease->held().size()) &&
                          sequence.kind == Sequence::Kind::kGenerate;
  if (!one_by_one) {
    if (sequence.state == Sequence::State::kReady) {
      std::erase(ready_, &sequence);
      waiting_.push_front(&sequence);
    }
    sequence.state = Sequence::State::kReading;
  } else if (sequence.state != Sequence::State::kReady) {
    if (reading_ == &sequence) reading_ = nullptr;
    sequence.state = Sequence::State::kReady;
    ready_.push_back(&sequence);
  }
}

// Where a chunk that begins at `begin` ends: inside the stretch of text, at most `budget` tokens
// (two at least), and not such that one token of the stretch is left over.
size_t Scheduler::ChunkEnd(const Sequence& sequence, size_t begin, size_t budget) const {
  size_t stretch = begin;
  while (stretch < sequence.length() && !sequence.OneByOne(stretch)) ++stretch;
  if (stretch == begin) return begin + 1;  // a lone token, read for its outputs
  size_t end = std::min(stretch, begin + std::max<size_t>(budget, 2));
  if (stretch - end == 1) end = end - begin > 2 ? end - 1 : end + 1;
  return end;
}

// Computes the next part of a prompt, in a call of its own: mixing it with other sequences would
// change its bits (docs/decisions/0003). Returns the tokens computed.
size_t Scheduler::ReadChunk(Sequence& sequence, size_t budget) {
  const size_t begin = sequence.lease->held().size();
  const size_t total = sequence.length();
  const bool all_outputs = sequence.kind != Sequence::Kind::kGenerate;
  const bool hidden = sequence.kind == Sequence::Kind::kEmbed || sequence.wants_hidden;
  if (all_outputs) budget = std::min(budget, kMaxOutputRows);
  size_t end = ChunkEnd(sequence, begin, budget);
  // Hidden states make llama.cpp put out every token: read all but the last two without.
  if (end == total && hidden && !all_outputs && end - begin > 3) end = total - 2;
  UseAdapter(sequence.adapter);
  UseEmbeddings(hidden && (all_outputs || end == total));

  const size_t count = end - begin;
  std::vector<Token> tokens(count);
  std::vector<llama_pos> positions(count);
  for (size_t i = 0; i < count; ++i) {
    tokens[i] = sequence.TokenAt(begin + i);
    positions[i] = static_cast<llama_pos>(begin + i);
  }
  std::vector<int8_t> outputs(count, all_outputs ? 1 : 0);
  if (end == total) outputs.back() = 1;
  const std::vector<llama_seq_id> ids(count, sequence.lease->id());
  const Clock::time_point clock = Clock::now();
  const int status = Decode(tokens, positions, ids, outputs);
  stats_.prefill_seconds += SecondsSince(clock);
  ++stats_.prefill_calls;
  stats_.prefill_tokens += static_cast<int64_t>(count);
  if (status != 0) {
    throw Error(ErrorCode::kInternal, "llama_decode failed with " + std::to_string(status));
  }
  AppendCells(sequence, count);
  sequence.usage.prefill += static_cast<int64_t>(count);
  sequence.usage.flops +=
      ForwardFlops(info_, static_cast<int64_t>(begin), static_cast<int64_t>(count));
  if (sequence.kind == Sequence::Kind::kEvaluate) {
    for (size_t i = 0; i < count; ++i) {
      const size_t next = begin + i + 1;
      if (next < sequence.score_from || next >= total) continue;
      const std::span<const float> row = LogitsRow(static_cast<int>(i));
      sequence.evaluation.logprobs.push_back(row[sequence.TokenAt(next)] - LogSumExp(row));
      if (sequence.wants_hidden) {
        const std::span<const float> state = HiddenRow(static_cast<int>(i));
        sequence.evaluation.hidden_states.emplace_back(state.begin(), state.end());
      }
    }
  } else if (sequence.kind == Sequence::Kind::kEmbed) {
    sequence.embedding.resize(static_cast<size_t>(info_.width));
    for (size_t i = 0; i < count; ++i) {
      const std::span<const float> state = HiddenRow(static_cast<int>(i));
      for (size_t d = 0; d < state.size(); ++d) sequence.embedding[d] += state[d];
    }
  }
  if (end == total) {
    FinishReading(sequence, static_cast<int>(count) - 1);
  } else {
    Route(sequence);
  }
  return count;
}

void Scheduler::FinishReading(Sequence& sequence, int last_row) {
  reading_ = nullptr;
  if (sequence.kind != Sequence::Kind::kGenerate) {
    Finish(sequence);
    return;
  }
  sequence.state = Sequence::State::kReady;
  ready_.push_back(&sequence);
  ShareWithSiblings(sequence, last_row);
  Advance(sequence, LogitsRow(last_row),
          sequence.wants_hidden ? HiddenRow(last_row) : std::span<const float>());
}

// Requests that wait with this very prompt need no computation at all: they fork the cells and
// draw their first token from the same logits.
void Scheduler::ShareWithSiblings(const Sequence& sequence, int row) {
  std::shared_ptr<const std::vector<float>> logits;
  std::shared_ptr<const std::vector<float>> hidden;
  for (Sequence* other : waiting_) {
    const bool same = other->kind == Sequence::Kind::kGenerate &&
                      other->length() == sequence.length() && other->adapter == sequence.adapter &&
                      other->loop->tokens() == sequence.loop->tokens() &&
                      (other->prompt == sequence.prompt ||
                       other->prompt->cells == sequence.prompt->cells) &&
                      (!other->wants_hidden || sequence.wants_hidden);
    if (!same) continue;
    if (!logits) {
      const std::span<const float> from = LogitsRow(row);
      logits = std::make_shared<const std::vector<float>>(from.begin(), from.end());
      if (sequence.wants_hidden) {
        const std::span<const float> state = HiddenRow(row);
        hidden = std::make_shared<const std::vector<float>>(state.begin(), state.end());
      }
    }
    other->shared_logits = logits;
    other->shared_hidden = hidden;
  }
}

void Scheduler::DecodeReady() {
  std::map<std::string, std::vector<Sequence*>> groups;
  for (Sequence* sequence : ready_) {
    if (sequence->state == Sequence::State::kReady) {
      groups[sequence->adapter].push_back(sequence);
    }
  }
  for (const auto& [adapter, group] : groups) DecodeGroup(group);
  for (Job* job : jobs_) Report(*job);
}

// One token for each of these, in one call.
void Scheduler::DecodeGroup(const std::vector<Sequence*>& group) {
  std::vector<SequenceLease*> leases;
  for (Sequence* sequence : group) leases.push_back(&*sequence->lease);
  cache_.MakeContiguous(leases);
  std::vector<Sequence*> order = group;
  std::sort(order.begin(), order.end(), [](const Sequence* a, const Sequence* b) {
    return a->lease->id() < b->lease->id();
  });
  bool hidden = false;
  for (const Sequence* sequence : order) hidden = hidden || sequence->wants_hidden;
  UseAdapter(order.front()->adapter);
  UseEmbeddings(hidden);
  std::vector<Token> tokens;
  std::vector<llama_pos> positions;
  std::vector<llama_seq_id> ids;
  for (const Sequence* sequence : order) {
    const size_t at = sequence->lease->held().size();
    tokens.push_back(sequence->TokenAt(at));
    positions.push_back(static_cast<llama_pos>(at));
    ids.push_back(sequence->lease->id());
  }
  stats_.cells_at_last_decode = cache_.running_cells();
  const Clock::time_point clock = Clock::now();
  const int status = Decode(tokens, positions, ids, std::vector<int8_t>(tokens.size(), 1));
  NoteDecode(tokens.size(), SecondsSince(clock));
  if (status != 0) {
    throw Error(ErrorCode::kInternal, "llama_decode failed with " + std::to_string(status));
  }
  for (size_t i = 0; i < order.size(); ++i) {
    Sequence& sequence = *order[i];
    AppendCells(sequence, 1);
    const bool from_prompt = static_cast<size_t>(positions[i]) < sequence.prompt->size();
    ++(from_prompt ? sequence.usage.prefill : sequence.usage.decoded);
    sequence.usage.flops += ForwardFlops(info_, positions[i], 1);
    if (sequence.lease->held().size() < sequence.length()) {
      Route(sequence);
      continue;
    }
    Advance(sequence, LogitsRow(static_cast<int>(i)),
            sequence.wants_hidden ? HiddenRow(static_cast<int>(i)) : std::span<const float>());
  }
}

void Scheduler::NoteDecode(size_t width, double seconds) {
  stats_.decode_seconds += seconds;
  ++stats_.decode_calls;
  stats_.decode_tokens += static_cast<int64_t>(width);
  if (stats_.by_width.size() <= width) stats_.by_width.resize(width + 1);
  ++stats_.by_width[width].calls;
  stats_.by_width[width].seconds += seconds;
}

// Lets the loop decide; afterwards something waits to be read, or the sequence is done.
void Scheduler::Advance(Sequence& sequence, std::span<const float> logits,
                        std::span<const float> hidden) {
  const Clock::time_point clock = Clock::now();
  TokenLoop& loop = *sequence.loop;
  try {
    // A stop that was taken back adds no token: the same logits decide again.
    const size_t before = sequence.length();
    do {
      loop.Advance(logits, hidden);
    } while (!loop.done() && sequence.length() == before);
  } catch (...) {
    if (!sequence.job->error) sequence.job->error = std::current_exception();
    loop.End(StopReason::kError);
  }
  stats_.sample_seconds += SecondsSince(clock);
  if (sequence.job->progress) {
    sequence.job->progress->Progress(sequence.index, loop.generated());
  }
  if (!loop.done() && sequence.length() > sequence.capacity) {
    loop.End(StopReason::kContextFull);
  }
  if (!loop.done()) {
    // Tokens may have been taken back: read the last one that stayed again, to see what follows.
    StepBack(sequence, sequence.length() - 1);
    Route(sequence);
  }
  if (loop.done()) {
    if (sequence.job->progress) {
      sequence.job->progress->Finish(sequence.index, loop.generated());
    }
    Finish(sequence);
  }
}

// The model has just read the next `count` tokens.
void Scheduler::AppendCells(Sequence& sequence, size_t count) {
  std::vector<Cell> cells;
  const size_t begin = sequence.lease->held().size();
  for (size_t i = 0; i < count; ++i) cells.push_back(sequence.CellAt(begin + i));
  sequence.lease->Append(cells);
}

void Scheduler::Finish(Sequence& sequence) {
  if (sequence.state == Sequence::State::kDone) return;
  Job& job = *sequence.job;
  std::erase(waiting_, &sequence);
  if (reading_ == &sequence) reading_ = nullptr;
  if (sequence.lease) {
    if (!sequence.loop || sequence.loop->stop() != StopReason::kCancelled) {
      std::move(*sequence.lease).Retain(sequence.keep);
    }
    sequence.lease.reset();
  }
  sequence.state = Sequence::State::kDone;
  --job.open;
  sequence.usage.prompt = static_cast<int64_t>(sequence.prompt->size());
  if (sequence.kind != Sequence::Kind::kGenerate) return;
  Generation& result = job.results[sequence.index];
  result = sequence.loop->Result();
  sequence.usage.generated = sequence.loop->generated() - sequence.resumed_at;
  result.usage = sequence.usage;
  if (result.stop == StopReason::kLength) {
    result.resume = std::make_shared<const TokenLoop>(*sequence.loop);
  }
}

void Scheduler::Report(Job& job) {
  if (job.error) return EndWithError(job);
  if (!job.progress) return;
  try {
    const auto result = [&job](size_t index) -> const Generation& { return job.results[index]; };
    for (size_t index : job.progress->Report(result)) {
      Sequence& sequence = job.sequences[index];
      sequence.loop->End(StopReason::kCancelled);
      Finish(sequence);
    }
  } catch (...) {
    if (!job.error) job.error = std::current_exception();
    EndWithError(job);
  }
}

// A callback of the caller threw: nobody will see what is still running.
void Scheduler::EndWithError(Job& job) {
  for (Sequence& sequence : job.sequences) {
    if (sequence.state == Sequence::State::kDone) continue;
    if (sequence.loop) sequence.loop->End(StopReason::kError);
    Finish(sequence);
  }
}

// A call of the model failed, and with it what the cache holds: every request in flight ends.
void Scheduler::FailAll(const std::string& what) {
  Log(LogLevel::kError, what);
  for (Job* job : jobs_) {
    for (Sequence& sequence : job->sequences) {
      if (sequence.state == Sequence::State::kDone) continue;
      if (sequence.loop) {
        sequence.loop->End(StopReason::kError);
        if (sequence.lease) sequence.lease.reset();
        Finish(sequence);
        job->results[sequence.index].error = what;
        if (job->progress) job->progress->Cancel(sequence.index);
      } else {
        if (!job->error) {
          job->error = std::make_exception_ptr(Error(ErrorCode::kInternal, what));
        }
        Finish(sequence);
      }
    }
  }
  ready_.clear();
  reading_ = nullptr;
  cache_.Clear();
}

int Scheduler::Decode(const std::vector<Token>& tokens, const std::vector<llama_pos>& positions,
                      const std::vector<llama_seq_id>& ids, const std::vector<int8_t>& outputs) {
  const size_t count = tokens.size();
  std::vector<int32_t> ones(count, 1);
  std::vector<llama_seq_id*> id_pointers(count);
  for (size_t i = 0; i < count; ++i) id_pointers[i] = const_cast<llama_seq_id*>(&ids[i]);
  llama_batch batch{};
  batch.n_tokens = static_cast<int32_t>(count);
  batch.token = const_cast<llama_token*>(tokens.data());
  batch.pos = const_cast<llama_pos*>(positions.data());
  batch.n_seq_id = ones.data();
  batch.seq_id = id_pointers.data();
  batch.logits = const_cast<int8_t*>(outputs.data());
  const int status = llama_decode(context_, batch);
  llama_synchronize(context_);
  return status;
}

void Scheduler::UseAdapter(const std::string& name) {
  if (name == adapter_) return;
  float scale = 1;
  llama_adapter_lora* adapter = name.empty() ? nullptr : adapters_.at(name);
  llama_set_adapters_lora(context_, &adapter, adapter == nullptr ? 0 : 1, &scale);
  adapter_ = name;
}

void Scheduler::UseEmbeddings(bool on) {
  if (on == embeddings_) return;
  llama_set_embeddings(context_, on);
  embeddings_ = on;
}

std::span<const float> Scheduler::LogitsRow(int row) const {
  const float* data = llama_get_logits_ith(context_, row);
  if (data == nullptr) throw Error(ErrorCode::kInternal, "llama.cpp gave no logits");
  return {data, static_cast<size_t>(vocabulary_->size())};
}

std::span<const float> Scheduler::HiddenRow(int row) const {
  const float* data = llama_get_embeddings_ith(context_, row);
  if (data == nullptr) throw Error(ErrorCode::kInternal, "llama.cpp gave no hidden state");
  return {data, static_cast<size_t>(info_.width)};
}

void Scheduler::PublishStats() {
  stats_.moves = cache_.moves();
  stats_.evictions = cache_.evictions();
  stats_.running = cache_.running();
  stats_.running_cells = cache_.running_cells();
  stats_.prefixes = cache_.prefixes();
  std::lock_guard lock(mutex_);
  published_ = stats_;
}

}  // namespace ponder
