#include "engine/llama/kv_cache.h"

#include <algorithm>
#include <set>
#include <utility>

namespace ponder {
namespace {

// A copied stream costs about as much as computing this many tokens; below, computing is as good.
constexpr size_t kWorthCopying = 8;
constexpr size_t kNone = static_cast<size_t>(-1);

size_t CommonPrefix(std::span<const Token> a, std::span<const Token> b) {
  const size_t length = std::min(a.size(), b.size());
  return static_cast<size_t>(std::mismatch(a.begin(), a.begin() + length, b.begin()).first -
                             a.begin());
}

}  // namespace

SequenceLease::SequenceLease(SequenceLease&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)), slot_(other.slot_) {}

SequenceLease& SequenceLease::operator=(SequenceLease&& other) noexcept {
  std::swap(cache_, other.cache_);
  std::swap(slot_, other.slot_);
  return *this;
}

SequenceLease::~SequenceLease() {
  if (cache_ != nullptr) cache_->Free(slot_);
}

llama_seq_id SequenceLease::id() const { return cache_->slots_[slot_].id; }

const std::vector<Token>& SequenceLease::held() const { return cache_->slots_[slot_].tokens; }

void SequenceLease::Append(std::span<const Token> tokens) {
  KvCache::Slot& slot = cache_->slots_[slot_];
  slot.tokens.insert(slot.tokens.end(), tokens.begin(), tokens.end());
  if (slot.runs.empty() || slot.runs.back().use_count() > 1) {
    slot.runs.push_back(std::make_shared<KvCache::Run>(KvCache::Run{0}));
  }
  slot.runs.back()->cells += tokens.size();
}

void SequenceLease::Trim(size_t length) { cache_->Trim(slot_, length); }

bool SequenceLease::TookOver() const { return cache_->slots_[slot_].taken_over > 0; }

void SequenceLease::GiveBack() && {
  KvCache::Slot& slot = cache_->slots_[slot_];
  if (slot.taken_over > 0) {
    cache_->Trim(slot_, slot.taken_over);
    return std::move(*this).Retain();
  }
  std::move(*this).Retain();
  slot.last_used = 0;
}

void SequenceLease::Retain() && {
  KvCache::Slot& slot = cache_->slots_[slot_];
  if (slot.tokens.empty()) return;  // nothing to keep: the destructor frees it
  slot.state = KvCache::State::kPrefix;
  slot.last_used = ++cache_->clock_;
  slot.reserve = 0;
  cache_ = nullptr;
}

KvCache::KvCache(llama_context* context, CacheLayout layout, int sequences)
    : memory_(llama_get_memory(context)),
      layout_(layout),
      total_cells_(llama_n_ctx(context)),
      sequence_capacity_(llama_n_ctx_seq(context)),
      slots_(static_cast<size_t>(sequences)) {
  for (size_t i = 0; i < slots_.size(); ++i) slots_[i].id = static_cast<llama_seq_id>(i);
  if (layout == CacheLayout::kStreams) spare_ = sequences;
}

// The slot that shares most tokens with `tokens`. A prefix wins over a running sequence (it may be
// taken over without a copy), the most recently used over an older one.
KvCache::Source KvCache::FindSource(std::span<const Token> tokens,
                                    const std::string& adapter) const {
  Source best{kNone, 0};
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (slot.state == State::kFree || slot.adapter != adapter) continue;
    const size_t common = CommonPrefix(slot.tokens, tokens);
    if (common == 0 || common < best.common) continue;
    if (common == best.common) {
      const Slot& held = slots_[best.slot];
      const bool better =
          slot.state == held.state ? slot.last_used > held.last_used : slot.state == State::kPrefix;
      if (!better) continue;
    }
    best = {i, common};
  }
  return best;
}

std::optional<size_t> KvCache::OldestPrefix(std::optional<size_t> except) const {
  std::optional<size_t> oldest;
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].state != State::kPrefix || i == except) continue;
    if (!oldest || slots_[i].last_used < slots_[*oldest].last_used) oldest = i;
  }
  return oldest;
}

// Where a sequence that begins with `source` can live: on top of the source when that is a prefix
// and loses nothing by it, else in a free slot, else in place of the oldest prefix.
std::optional<size_t> KvCache::FindTarget(const Source& source, size_t tokens) const {
  const bool from_prefix = source.slot != kNone && slots_[source.slot].state == State::kPrefix;
  if (from_prefix && source.common == slots_[source.slot].tokens.size() && source.common < tokens) {
    return source.slot;
  }
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].state == State::kFree) return i;
  }
  if (const auto oldest = OldestPrefix(from_prefix ? std::optional(source.slot) : std::nullopt)) {
    return oldest;
  }
  if (from_prefix) return source.slot;
  return std::nullopt;
}

// kShared only: frees prefixes until `cells` are left over after everything that was promised.
bool KvCache::MakeRoom(size_t cells, std::optional<size_t> except) {
  while (CellsOf(false) + ReservedGrowth() + cells > total_cells_) {
    const auto oldest = OldestPrefix(except);
    if (!oldest) return false;
    ++evictions_;
    Free(*oldest);
  }
  return true;
}

std::optional<SequenceLease> KvCache::Acquire(std::span<const Token> tokens,
                                              const std::string& adapter, size_t reserve) {
  Source source = FindSource(tokens, adapter);
  if (layout_ == CacheLayout::kStreams && source.common < kWorthCopying) source = {kNone, 0};
  auto target = FindTarget(source, tokens.size());
  if (!target) return std::nullopt;
  if (layout_ == CacheLayout::kShared) {
    const size_t fresh = reserve - std::min(reserve, source.common);
    if (source.slot == kNone) {
      if (!MakeRoom(fresh, std::nullopt)) return std::nullopt;
    } else if (!MakeRoom(fresh, source.slot)) {
      if (slots_[source.slot].state != State::kPrefix) return std::nullopt;
      Trim(source.slot, source.common);  // its tail is what is in the way
      target = source.slot;
      if (!MakeRoom(fresh, source.slot)) return std::nullopt;
    }
  }
  if (*target != source.slot) {
    if (slots_[*target].state == State::kPrefix) ++evictions_;
    Free(*target);
    if (source.slot != kNone) Fork(source.slot, *target, source.common);
  } else {
    Trim(*target, source.common);
  }
  Slot& slot = slots_[*target];
  slot.state = State::kRunning;
  slot.adapter = adapter;
  slot.reserve = reserve;
  slot.taken_over = *target == source.slot ? source.common : 0;
  slot.last_used = ++clock_;
  if (source.slot != kNone) slots_[source.slot].last_used = clock_;
  return SequenceLease(this, *target);
}

void KvCache::Touch(std::span<const Token> tokens, const std::string& adapter) {
  const Source source = FindSource(tokens, adapter);
  if (source.slot != kNone) slots_[source.slot].last_used = ++clock_;
}

void KvCache::Fork(size_t from, size_t to, size_t length) {
  Slot& source = slots_[from];
  Slot& copy = slots_[to];
  if (layout_ == CacheLayout::kStreams) {
    // Streams are copied whole; what is too much is cut off afterwards.
    llama_memory_seq_cp(memory_, source.id, copy.id, -1, -1);
    llama_memory_seq_rm(memory_, copy.id, static_cast<llama_pos>(length), -1);
    copy.runs = {std::make_shared<Run>(Run{length})};
  } else {
    SplitRuns(from, length);
    llama_memory_seq_cp(memory_, source.id, copy.id, 0, static_cast<llama_pos>(length));
    size_t cells = 0;
    copy.runs.clear();
    for (const auto& run : source.runs) {
      if (cells >= length) break;
      copy.runs.push_back(run);
      cells += run->cells;
    }
  }
  copy.tokens.assign(source.tokens.begin(), source.tokens.begin() + static_cast<ptrdiff_t>(length));
}

void KvCache::Free(size_t index) {
  Slot& slot = slots_[index];
  if (slot.state == State::kFree) return;
  llama_memory_seq_rm(memory_, slot.id, -1, -1);
  const llama_seq_id id = slot.id;
  slot = Slot{};
  slot.id = id;
}

void KvCache::Trim(size_t index, size_t length) {
  Slot& slot = slots_[index];
  if (length >= slot.tokens.size()) return;
  llama_memory_seq_rm(memory_, slot.id, static_cast<llama_pos>(length), -1);
  SplitRuns(index, length);
  size_t cells = 0;
  size_t kept = 0;
  while (cells < length) cells += slot.runs[kept++]->cells;
  slot.runs.resize(kept);
  slot.tokens.resize(length);
}

// Puts a border between runs at `length` tokens, in every sequence that shares the run.
void KvCache::SplitRuns(size_t index, size_t length) {
  size_t begin = 0;
  for (const auto& candidate : slots_[index].runs) {
    const std::shared_ptr<Run> run = candidate;
    const size_t end = begin + run->cells;
    if (length > begin && length < end) {
      const auto tail = std::make_shared<Run>(Run{end - length});
      for (Slot& slot : slots_) {
        const auto found = std::find(slot.runs.begin(), slot.runs.end(), run);
        if (found != slot.runs.end()) slot.runs.insert(found + 1, tail);
      }
      run->cells = length - begin;
      return;
    }
    begin = end;
  }
}

// Cells that several sequences share count once.
size_t KvCache::CellsOf(bool running_only) const {
  std::set<const Run*> seen;
  size_t cells = 0;
  for (const Slot& slot : slots_) {
    if (running_only && slot.state != State::kRunning) continue;
    for (const auto& run : slot.runs) {
      if (seen.insert(run.get()).second) cells += run->cells;
    }
  }
  return cells;
}

size_t KvCache::ReservedGrowth() const {
  size_t cells = 0;
  for (const Slot& slot : slots_) {
    if (slot.state == State::kRunning && slot.reserve > slot.tokens.size()) {
      cells += slot.reserve - slot.tokens.size();
    }
  }
  return cells;
}

void KvCache::MakeContiguous(std::span<SequenceLease* const> leases) {
  if (layout_ != CacheLayout::kStreams || leases.size() < 2) return;
  std::vector<SequenceLease*> order(leases.begin(), leases.end());
  std::sort(order.begin(), order.end(),
            [](const auto* a, const auto* b) { return a->id() < b->id(); });
  const auto width = static_cast<llama_seq_id>(order.size());
  if (order.back()->id() - order.front()->id() + 1 == width) return;
  // The window that already holds most of them.
  llama_seq_id best = 0;
  size_t best_inside = 0;
  const auto inside = [&](llama_seq_id begin) {
    return static_cast<size_t>(std::count_if(order.begin(), order.end(), [&](const auto* lease) {
      return lease->id() >= begin && lease->id() < begin + width;
    }));
  };
  const auto ids = static_cast<llama_seq_id>(slots_.size()) + 1;
  for (llama_seq_id begin = 0; begin + width <= ids; ++begin) {
    if (inside(begin) > best_inside) {
      best = begin;
      best_inside = inside(begin);
    }
  }
  std::set<llama_seq_id> open;
  for (llama_seq_id id = best; id < best + width; ++id) open.insert(id);
  for (const auto* lease : order) open.erase(lease->id());
  for (auto* lease : order) {
    if (lease->id() >= best && lease->id() < best + width) continue;
    MoveTo(lease->slot_, *open.begin());
    open.erase(open.begin());
  }
}

// Exchanges the streams of `index` and of whoever lives at `id` (nobody, when it is the spare).
void KvCache::MoveTo(size_t index, llama_seq_id id) {
  Slot& slot = slots_[index];
  const auto other =
      std::find_if(slots_.begin(), slots_.end(), [id](const Slot& any) { return any.id == id; });
  const llama_seq_id old = slot.id;
  ++moves_;
  if (id == spare_) {
    llama_memory_seq_cp(memory_, old, id, -1, -1);
    spare_ = old;
  } else if (other->state == State::kFree) {
    llama_memory_seq_cp(memory_, old, id, -1, -1);
    other->id = old;
  } else {
    llama_memory_seq_cp(memory_, id, spare_, -1, -1);
    llama_memory_seq_rm(memory_, id, -1, -1);
    llama_memory_seq_cp(memory_, old, id, -1, -1);
    other->id = std::exchange(spare_, old);
  }
  llama_memory_seq_rm(memory_, old, -1, -1);
  slot.id = id;
}

std::vector<KvCache::Pad> KvCache::Pads(llama_seq_id first, llama_seq_id last, size_t count,
                                        size_t longest) const {
  if (layout_ != CacheLayout::kStreams) return {};
  const auto pad_at = [&](llama_seq_id id) -> std::optional<Pad> {
    if (id == spare_) return Pad{id, 0};
    for (const Slot& slot : slots_) {
      if (slot.id != id) continue;
      const bool open = slot.state != State::kRunning && slot.tokens.size() <= longest &&
                        slot.tokens.size() < sequence_capacity_;
      return open ? std::optional(Pad{id, slot.tokens.size()}) : std::nullopt;
    }
    return std::nullopt;
  };
  std::vector<Pad> pads;
  const auto take = [&](llama_seq_id id, int step) {
    for (; pads.size() < count; id += step) {
      const std::optional<Pad> pad = pad_at(id);
      if (!pad) return;
      pads.push_back(*pad);
    }
  };
  take(last + 1, 1);
  take(first - 1, -1);
  if (pads.size() < count) return {};
  std::ranges::sort(pads, {}, &Pad::id);
  return pads;
}

void KvCache::Unpad(std::span<const Pad> pads) {
  for (const Pad& pad : pads) {
    llama_memory_seq_rm(memory_, pad.id, static_cast<llama_pos>(pad.position), -1);
  }
}

size_t KvCache::running() const {
  return static_cast<size_t>(std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.state == State::kRunning;
  }));
}

size_t KvCache::prefixes() const {
  return static_cast<size_t>(std::count_if(
      slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.state == State::kPrefix; }));
}

void KvCache::Clear() {
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].state == State::kPrefix) Free(i);
  }
}

}  // namespace ponder
