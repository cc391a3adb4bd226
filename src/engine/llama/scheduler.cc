#include "engine/llama/scheduler.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

Scheduler::Scheduler(llama_context* context, const LlamaOptions& options,
                     std::map<std::string, llama_adapter_lora*> adapters, const EngineInfo& info)
    : options_(options),
      info_(info),
      model_(context, std::move(adapters), info.vocabulary, info.width),
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
    std::erase_if(
        ready_, [](const Sequence* sequence) { return sequence->state == Sequence::State::kDone; });
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
  const size_t before = waiting_.size();
  {
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
  for (size_t i = before; i < waiting_.size(); ++i) {
    cache_.Touch(waiting_[i]->Tokens(), waiting_[i]->adapter);
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
  std::sort(order.begin(), order.end(),
            [](const Sequence* a, const Sequence* b) { return a->lease->id() < b->lease->id(); });
  bool hidden = false;
  size_t longest = 0;
  for (const Sequence* sequence : order) {
    hidden = hidden || sequence->wants_hidden;
    longest = std::max(longest, sequence->lease->held().size());
  }
  const llama_seq_id first = order.front()->lease->id();
  // Elsewhere a row may depend on how many there are, and those would depend on the clock.
  const size_t padding = info_.exact ? call_rows_.Choose(order.size()) - order.size() : 0;
  const std::vector<KvCache::Pad> pads =
      cache_.Pads(first, order.back()->lease->id(), padding, longest);
  ModelBatch batch;
  size_t next_pad = 0;
  const auto add_pad = [&] {
    const KvCache::Pad& pad = pads[next_pad++];
    batch.Add(order.front()->TokenAt(0), pad.position, pad.id, true);
  };
  while (next_pad < pads.size() && pads[next_pad].id < first) add_pad();
  const size_t first_row = next_pad;
  for (const Sequence* sequence : order) {
    const size_t at = sequence->lease->held().size();
    batch.Add(sequence->TokenAt(at), at, sequence->lease->id(), true);
  }
  while (next_pad < pads.size()) add_pad();
  model_.UseAdapter(order.front()->adapter);
  model_.PutOutHidden(hidden);
  stats_.cells_at_last_decode = cache_.running_cells();
  const double seconds = model_.Compute(batch);
  cache_.Unpad(pads);
  call_rows_.Note(batch.tokens.size(), seconds);
  stats_.padding += static_cast<int64_t>(pads.size());
  NoteDecode(order.size(), seconds);
  for (size_t i = 0; i < order.size(); ++i) {
    Sequence& sequence = *order[i];
    const size_t at = sequence.lease->held().size();
    AppendCells(sequence, 1);
    ++(at < sequence.prompt->size() ? sequence.usage.prefill : sequence.usage.decoded);
    sequence.usage.flops += ForwardFlops(info_, static_cast<int64_t>(at), 1);
    const int row = static_cast<int>(first_row + i);
    Advance(sequence, model_.Logits(row),
            sequence.wants_hidden ? model_.Hidden(row) : std::span<const float>());
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
    // Tokens may have been taken back: the last one that stayed is read again, to see what follows.
    sequence.lease->Trim(sequence.length() - 1);
  }
  if (loop.done()) {
    if (sequence.job->progress) {
      sequence.job->progress->Finish(sequence.index, loop.generated());
    }
    Finish(sequence);
  }
}

void Scheduler::Finish(Sequence& sequence) {
  if (sequence.state == Sequence::State::kDone) return;
  Job& job = *sequence.job;
  std::erase(waiting_, &sequence);
  if (reading_ == &sequence) reading_ = nullptr;
  if (sequence.lease) {
    const bool cancelled = sequence.loop && sequence.loop->stop() == StopReason::kCancelled;
    if (sequence.aside && (!cancelled || sequence.lease->TookOver())) {
      std::move(*sequence.lease).GiveBack();
    } else if (!cancelled) {
      std::move(*sequence.lease).Retain();
    }
    sequence.lease.reset();
    --job.running;
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
        if (sequence.lease) {  // not to be kept as a prefix
          sequence.lease.reset();
          --job->running;
        }
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
