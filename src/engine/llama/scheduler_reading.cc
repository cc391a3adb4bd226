// The scheduler's half that reads prompts: in which order, in which pieces, and who shares them.
#include <algorithm>

#include "engine/llama/scheduler.h"
#include "engine/llama/turns.h"
#include "engine/logits.h"
#include "engine/readings.h"

namespace ponder {
namespace {

// Rows of logits that one call may ask for: a vocabulary of 150,000 makes 0.6 MB a row.
constexpr size_t kMaxOutputRows = 64;

// Tokens that prompts have in common without being about the same: their turn's first ones.
constexpr size_t kAlikeByChance = 8;

}  // namespace

// Tokens of prompts to read before the next decode call. The more sequences wait than decode, the
// more of them go first: a narrow decode call takes nearly as long as a wide one.
size_t Scheduler::ReadingBudget() const {
  const auto most = static_cast<size_t>(options_.prefill_chunk);
  if (ready_.empty()) return most;
  const auto chunk = static_cast<size_t>(options_.prefill_chunk_busy);
  return std::min(most, chunk + chunk * waiting_.size() / ready_.size());
}

// A prompt is not cut for the sake of its last few tokens: a short call takes nearly as long as a
// longer one. `most`: that the call has room for.
size_t Scheduler::Stretched(size_t budget, size_t left, size_t most) const {
  const auto few = static_cast<size_t>(options_.prefill_chunk_busy) / 2;
  return left <= std::min(budget + few, most) ? left : budget;
}

// Reads waiting prompts, whose turn it is (turns.h).
void Scheduler::ReadPrompts() {
  size_t budget = ReadingBudget();
  while (budget > 0) {
    std::vector<Part> parts = NextParts(budget);
    if (parts.empty()) return;
    for (const Part& part : parts) budget -= std::min(budget, part.size());
    Read(std::move(parts));
  }
}

// What the next call reads: a part of one prompt, or the ends of several. One that is not read to
// its end is the last, and goes on in the next call.
std::vector<Scheduler::Part> Scheduler::NextParts(size_t budget) {
  std::vector<Part> parts;
  auto room = static_cast<size_t>(options_.prefill_chunk);
  while (budget > 0) {
    if (reading_ == nullptr) {
      const size_t lanes = static_cast<size_t>(options_.sequences) - cache_.running();
      Sequence* sequence =
          NextInTurn(waiting_, lanes, static_cast<size_t>(options_.reserved_sequences));
      if (sequence == nullptr || !Joins(*sequence, parts) || !Admit(*sequence)) break;
      if (sequence->state != Sequence::State::kReading) continue;  // nothing left to read in chunks
      reading_ = sequence;
    }
    const size_t begin = reading_->lease->held().size();
    const size_t left = reading_->length() - begin;
    const Part& part = parts.emplace_back(
        Part{reading_, begin, ChunkEnd(*reading_, Stretched(budget, left, room))});
    if (part.end < reading_->length()) break;
    reading_ = nullptr;
    budget -= std::min(budget, part.size());
    room -= part.size();
  }
  return parts;
}

// Whether a waiting prompt can be read in one call with these. Not when it begins like one of them
// further than like anything that was read already: it then waits for those cells.
bool Scheduler::Joins(const Sequence& sequence, std::span<const Part> parts) const {
  if (parts.empty()) return true;
  const auto simple = [](const Sequence& one) {
    return one.kind == Sequence::Kind::kGenerate && !one.wants_hidden;
  };
  if (parts.size() >= kMaxOutputRows || !simple(sequence)) return false;
  size_t begins_alike = 0;
  for (const Part& part : parts) {
    const Sequence& other = *part.sequence;
    if (!simple(other) || other.adapter != sequence.adapter) return false;
    const size_t length = std::min(sequence.length(), other.length());
    size_t common = 0;
    while (common < length && sequence.TokenAt(common) == other.TokenAt(common)) ++common;
    if (common == sequence.length() && common == other.length()) return false;  // shares its logits
    begins_alike = std::max(begins_alike, common);
  }
  return begins_alike <= cache_.Found(sequence.Tokens(), sequence.adapter) + kAlikeByChance;
}

// Gives the sequence its cells. False when it must wait for others to end.
bool Scheduler::Admit(Sequence& sequence) {
  sequence.lease = cache_.Acquire(sequence.Tokens(), sequence.adapter, sequence.capacity);
  if (!sequence.lease) {
    if (cache_.running() == 0) {  // cannot happen: requests larger than the cache are refused
      throw Error(ErrorCode::kInternal, "no cells for a request although nothing runs");
    }
    return false;
  }
  std::erase(waiting_, &sequence);
  ++sequence.job->running;
  const auto count_cached = [&sequence] {
    const size_t held = std::min(sequence.lease->held().size(), sequence.prompt->size());
    sequence.usage.cached = static_cast<int64_t>(held);
  };
  if (sequence.lease->held().size() == sequence.length() && sequence.shared_logits) {
    count_cached();
    MakeReady(sequence);
    const auto logits = std::move(sequence.shared_logits);
    const auto hidden = std::move(sequence.shared_hidden);
    Advance(sequence, *logits, hidden ? std::span<const float>(*hidden) : std::span<const float>());
    return true;
  }
  sequence.lease->Trim(sequence.FirstOutput());  // computed again, to see its outputs
  count_cached();
  sequence.state = Sequence::State::kReading;
  // A single token is best read beside the others that decode.
  const bool one = sequence.lease->held().size() + 1 == sequence.length();
  if (one && sequence.kind == Sequence::Kind::kGenerate) MakeReady(sequence);
  return true;
}

void Scheduler::MakeReady(Sequence& sequence) {
  sequence.state = Sequence::State::kReady;
  ready_.push_back(&sequence);
}

// Where the next chunk ends. Hidden states make llama.cpp put out every token of a call, so those
// whose state is wanted are read by themselves; and rows of logits are limited.
size_t Scheduler::ChunkEnd(const Sequence& sequence, size_t budget) const {
  const size_t begin = sequence.lease->held().size();
  const size_t most = std::min(sequence.length(), begin + budget);
  const bool hidden = sequence.WantsHidden(begin);
  size_t rows = 0;
  size_t end = begin;
  while (end < most && sequence.WantsHidden(end) == hidden) {
    rows += sequence.WantsOutput(end) ? 1 : 0;
    if (rows > kMaxOutputRows) break;
    ++end;
  }
  return end;
}

// Computes these parts in one call. llama.cpp goes through neighbouring streams together as far as
// their parts are of one length, and through the rest after that.
void Scheduler::Read(std::vector<Part> parts) {
  std::ranges::sort(parts, {}, [](const Part& part) { return part.sequence->lease->id(); });
  ModelBatch batch;
  for (const Part& part : parts) {
    const Sequence& sequence = *part.sequence;
    for (size_t i = part.begin; i < part.end; ++i) {
      batch.Add(sequence.TokenAt(i), i, sequence.lease->id(), sequence.WantsOutput(i));
    }
  }
  const Part& first = parts.front();
  model_.UseAdapter(first.sequence->adapter);
  model_.PutOutHidden(first.sequence->WantsHidden(first.begin));
  stats_.prefill_seconds += model_.Compute(batch);
  ++stats_.prefill_calls;
  stats_.prefill_tokens += static_cast<int64_t>(batch.tokens.size());
  int row = 0;
  for (const auto& [sequence, begin, end] : parts) {
    const auto count = static_cast<int64_t>(end - begin);
    AppendCells(*sequence, end - begin);
    sequence->usage.prefill += count;
    sequence->usage.flops += ForwardFlops(info_, static_cast<int64_t>(begin), count);
    for (size_t i = begin; i < end; ++i) KeepOutput(*sequence, i, row++);
    if (end == sequence->length()) FinishReading(*sequence, row - 1);
  }
}

// What a call that scores or embeds text wanted to see after the token at `position`, which is the
// `row`-th of the call.
void Scheduler::KeepOutput(Sequence& sequence, size_t position, int row) {
  if (sequence.kind == Sequence::Kind::kGenerate || !sequence.WantsOutput(position)) return;
  const std::span<const float> hidden =
      sequence.WantsHidden(position) ? model_.Hidden(row) : std::span<const float>();
  if (sequence.kind == Sequence::Kind::kEmbed) {
    sequence.embedding.resize(static_cast<size_t>(info_.width));
    for (size_t d = 0; d < hidden.size(); ++d) sequence.embedding[d] += hidden[d];
    return;
  }
  Evaluation& evaluation = sequence.evaluation;
  const std::span<const float> logits = model_.Logits(row);
  if (sequence.ScoresNext(position)) {
    evaluation.logprobs.push_back(logits[sequence.TokenAt(position + 1)] - LogSumExp(logits));
    if (sequence.wants_hidden) evaluation.hidden_states.emplace_back(hidden.begin(), hidden.end());
  }
  if (const Reading* reading = sequence.ReadingAt(position)) {
    evaluation.readings.push_back(TakeReading(*reading, logits, hidden));
  }
}

void Scheduler::FinishReading(Sequence& sequence, int last_row) {
  if (sequence.kind != Sequence::Kind::kGenerate) {
    Finish(sequence);
    return;
  }
  MakeReady(sequence);
  ShareWithSiblings(sequence, last_row);
  Advance(sequence, model_.Logits(last_row),
          sequence.wants_hidden ? model_.Hidden(last_row) : std::span<const float>());
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
                      (other->prompt == sequence.prompt || *other->prompt == *sequence.prompt) &&
                      (!other->wants_hidden || sequence.wants_hidden);
    if (!same) continue;
    if (!logits) {
      const std::span<const float> from = model_.Logits(row);
      logits = std::make_shared<const std::vector<float>>(from.begin(), from.end());
      if (sequence.wants_hidden) {
        const std::span<const float> state = model_.Hidden(row);
        hidden = std::make_shared<const std::vector<float>>(state.begin(), state.end());
      }
    }
    other->shared_logits = logits;
    other->shared_hidden = hidden;
  }
}

// The model has just read the next `count` tokens.
void Scheduler::AppendCells(Sequence& sequence, size_t count) {
  std::vector<Token> tokens;
  const size_t begin = sequence.lease->held().size();
  for (size_t i = 0; i < count; ++i) tokens.push_back(sequence.TokenAt(begin + i));
  sequence.lease->Append(tokens);
}

}  // namespace ponder
