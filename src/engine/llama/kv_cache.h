// Who holds which cells of the key-value cache, and what stands in them.
//
// A lease is the right to one sequence of cells. Finished sequences stay as prefixes until their
// room is needed: least recently used first. Only the scheduler's thread uses this.
#pragma once

#include <llama.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ponder/engine.h"
#include "ponder/llama.h"

namespace ponder {

class KvCache;

// Move-only. The destructor frees the cells; Retain() and GiveBack() leave a prefix behind instead.
class SequenceLease {
 public:
  SequenceLease(SequenceLease&& other) noexcept;
  SequenceLease& operator=(SequenceLease&& other) noexcept;
  SequenceLease(const SequenceLease&) = delete;
  SequenceLease& operator=(const SequenceLease&) = delete;
  ~SequenceLease();

  // llama.cpp's sequence id. Changes when the cache moves sequences together.
  llama_seq_id id() const;
  // Tokens whose cells are filled, in order; position i holds token i.
  const std::vector<Token>& held() const;
  // The model has just read these tokens at the end of this sequence.
  void Append(std::span<const Token> tokens);
  // Frees the cells from position `length` on.
  void Trim(size_t length);
  // It began on top of a prefix, whose cells it has.
  bool TookOver() const;
  // All of it stays as a prefix.
  void Retain() &&;
  // The prefix that it took over stays as it was found. Where it took over none, all stays, and is
  // the first to be evicted.
  void GiveBack() &&;

 private:
  friend class KvCache;
  SequenceLease(KvCache* cache, size_t slot) : cache_(cache), slot_(slot) {}
  KvCache* cache_;
  size_t slot_;
};

class KvCache {
 public:
  // `context` outlives the cache and has `sequences` + 1 sequence ids when the layout is kStreams
  // (one is a spare for moves), else `sequences`.
  KvCache(llama_context* context, CacheLayout layout, int sequences);

  // A sequence that begins with as many of `tokens` as are found anywhere, so that up to `reserve`
  // tokens in all fit for certain. Empty when that must wait for a running sequence to end.
  std::optional<SequenceLease> Acquire(std::span<const Token> tokens, const std::string& adapter,
                                       size_t reserve);

  // Somebody waits to begin with as many of `tokens` as are found: that prefix counts as just used.
  void Touch(std::span<const Token> tokens, const std::string& adapter);

  // Cells a single sequence can have.
  size_t SequenceCapacity() const { return sequence_capacity_; }
  // Makes the ids of these leases neighbours: llama.cpp computes streams in one go only then.
  void MakeContiguous(std::span<SequenceLease* const> leases);

  // Streams beside `first` to `last` that nobody runs in, `count` of them, and a position in each
  // that a call may write; in order. Empty where there are fewer, or they hold more than `longest`
  // tokens. kStreams only. Unpad takes back what was written.
  struct Pad {
    llama_seq_id id;
    size_t position;
  };
  std::vector<Pad> Pads(llama_seq_id first, llama_seq_id last, size_t count, size_t longest) const;
  void Unpad(std::span<const Pad> pads);
  // How many of `tokens` stand somewhere in the cache.
  size_t Found(std::span<const Token> tokens, const std::string& adapter) const {
    return FindSource(tokens, adapter).common;
  }

  // Counters for reports and tests.
  size_t running() const;
  size_t running_cells() const { return CellsOf(true); }  // those they share once
  size_t prefixes() const;
  int64_t moves() const { return moves_; }
  int64_t evictions() const { return evictions_; }

  // Forgets every prefix that no lease holds.
  void Clear();

 private:
  friend class SequenceLease;
  enum class State { kFree, kPrefix, kRunning };
  // Cells that one or more sequences share (kShared: forks add a tag, not a copy).
  struct Run {
    size_t cells;
  };
  struct Slot {
    State state = State::kFree;
    llama_seq_id id = 0;
    std::vector<Token> tokens;
    std::vector<std::shared_ptr<Run>> runs;
    std::string adapter;
    size_t reserve = 0;
    uint64_t last_used = 0;
    size_t taken_over = 0;  // kRunning: tokens of the prefix that it was before
  };
  struct Source {
    size_t slot;
    size_t common;
  };

  Source FindSource(std::span<const Token> tokens, const std::string& adapter) const;
  std::optional<size_t> FindTarget(const Source& source, size_t tokens) const;
  std::optional<size_t> OldestPrefix(std::optional<size_t> except) const;
  bool MakeRoom(size_t cells, std::optional<size_t> except);
  void Fork(size_t from, size_t to, size_t length);
  void Free(size_t slot);
  void Trim(size_t slot, size_t length);
  void MoveTo(size_t slot, llama_seq_id id);
  void SplitRuns(size_t slot, size_t length);
  size_t CellsOf(bool running_only) const;
  size_t ReservedGrowth() const;

  llama_memory_t memory_;
  CacheLayout layout_;
  size_t total_cells_;
  size_t sequence_capacity_;
  std::vector<Slot> slots_;
  llama_seq_id spare_ = -1;
  uint64_t clock_ = 0;
  int64_t moves_ = 0;
  int64_t evictions_ = 0;
};

}  // namespace ponder
