#include "engine/metered_batch.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "engine/render.h"
#include "engine/token_loop.h"

namespace ponder {
namespace {

bool SamePieces(const std::vector<Piece>& a, const std::vector<Piece>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Piece& x, const Piece& y) {
    return x.text == y.text && x.tokens == y.tokens && x.covered == y.covered;
  });
}

bool SamePrompt(const Prompt& a, const Prompt& b) {
  return a.messages == b.messages && a.tools == b.tools && a.tool_choice == b.tool_choice &&
         a.template_arguments == b.template_arguments &&
         a.add_beginning_token == b.add_beginning_token &&
         a.add_generation_prompt == b.add_generation_prompt && SamePieces(a.partial, b.partial);
}

int AlreadyGenerated(const GenerateRequest& request) {
  return request.resume ? request.resume->generated() : 0;
}

// Splits `total` over wishes: equal shares, the first ones one more, nobody above the wish.
std::vector<int64_t> Split(int64_t total, const std::vector<int64_t>& wishes) {
  std::vector<int64_t> shares(wishes.size(), 0);
  while (total > 0) {
    std::vector<size_t> open;
    for (size_t i = 0; i < wishes.size(); ++i) {
      if (shares[i] < wishes[i]) open.push_back(i);
    }
    if (open.empty()) break;
    const int64_t each = total / static_cast<int64_t>(open.size());
    int64_t extra = total % static_cast<int64_t>(open.size());
    for (size_t i : open) {
      const int64_t share = std::min(each + (extra > 0 ? 1 : 0), wishes[i] - shares[i]);
      if (extra > 0) --extra;
      shares[i] += share;
      total -= share;
    }
  }
  return shares;
}

// Adds the cost of a continued call to that of the calls before it.
void AddUsage(const CallUsage& before, CallUsage& usage) {
  usage.prompt = before.prompt;
  usage.cached = before.cached;
  usage.prefill += before.prefill;
  usage.generated += before.generated;
  usage.decoded += before.decoded;
  usage.flops += before.flops;
}

}  // namespace

MeteredBatch::MeteredBatch(MeteredEngine& engine, std::span<const GenerateRequest> requests,
                           const OnDone& on_done)
    : engine_(engine), ledger_(*engine.ledger_), on_done_(on_done), members_(requests.size()) {
  for (size_t i = 0; i < requests.size(); ++i) {
    members_[i].request = requests[i];
    members_[i].result.stop = StopReason::kBudget;
    members_[i].before = AlreadyGenerated(requests[i]);
  }
}

MeteredBatch::~MeteredBatch() { ledger_.GiveBack(pool_); }

int64_t MeteredBatch::Member::Wish() const {
  return std::max<int64_t>(request.max_tokens - before - result.usage.generated, 0);
}

std::vector<Generation> MeteredBatch::Run(std::stop_token stop) {
  ReadPrompts();
  while (true) {
    std::vector<size_t> open;
    std::vector<int64_t> wishes;
    for (size_t i = 0; i < members_.size(); ++i) {
      if (!members_[i].open) continue;
      open.push_back(i);
      wishes.push_back(members_[i].Wish());
    }
    const int64_t wanted = std::accumulate(wishes.begin(), wishes.end(), int64_t{0});
    if (open.empty() || wanted == 0) {
      if (!open.empty()) Round(open, wishes, stop);  // asked for nothing: the engine says so
      break;
    }
    pool_ += ledger_.Reserve(wanted - pool_);
    if (pool_ == 0) break;
    Round(open, Split(pool_, wishes), stop);
  }
  return Finish();
}

// Prompts are paid in order; who cannot pay is not run.
void MeteredBatch::ReadPrompts() {
  for (size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    const bool same = i > 0 && SamePrompt(member.request.prompt, members_[i - 1].request.prompt);
    member.prefix = same ? members_[i - 1].prefix : engine_.Render(member.request.prompt);
    std::vector<Token> read = member.prefix;
    if (member.request.resume) {
      const std::vector<Token>& own = member.request.resume->tokens();
      read.insert(read.end(), own.begin(), own.end());
    }
    member.open = ledger_.Read(engine_.line_, engine_.model_, member.request.adapter, read,
                               member.Wish() > 0);
  }
}

void MeteredBatch::Round(const std::vector<size_t>& open, const std::vector<int64_t>& shares,
                         std::stop_token stop) {
  std::vector<size_t> running;
  std::vector<GenerateRequest> requests;
  for (size_t k = 0; k < open.size(); ++k) {
    Member& member = members_[open[k]];
    if (shares[k] == 0 && member.Wish() > 0) continue;  // waits for what others leave over
    member.limited = shares[k] < member.Wish();
    running.push_back(open[k]);
    requests.push_back(Prepare(open[k], shares[k]));
  }
  const OnDone report = [&](size_t inner, const Generation& generation) {
    return Report(running, inner, generation);
  };
  std::vector<Generation> results = engine_.Call(requests, on_done_ ? report : OnDone(), stop);
  for (size_t k = 0; k < running.size(); ++k) Take(running[k], std::move(results[k]));
}

GenerateRequest MeteredBatch::Prepare(size_t index, int64_t share) {
  Member& member = members_[index];
  GenerateRequest request = member.request;
  request.max_tokens = static_cast<int>(member.before + member.result.usage.generated + share);
  request.hold_back = member.limited || request.hold_back;
  if (member.started) request.resume = member.result.resume;
  if (member.request.on_text) {
    request.on_text = [&member](const StreamUpdate& update) {
      member.streamed += update.text.size();
      member.request.on_text(update);
    };
  }
  return request;
}

bool MeteredBatch::WasCut(const Member& member, const Generation& generation) {
  return member.limited && generation.stop == StopReason::kLength;
}

// Passes a really finished member on; the caller may cancel running and waiting ones.
std::vector<size_t> MeteredBatch::Report(const std::vector<size_t>& running, size_t inner,
                                         const Generation& generation) {
  const size_t index = running[inner];
  if (WasCut(members_[index], generation)) return {};
  Generation whole = generation;
  if (members_[index].started) AddUsage(members_[index].result.usage, whole.usage);
  std::vector<size_t> cancel;
  for (size_t other : on_done_(index, whole)) {
    if (other >= members_.size() || other == index) continue;
    const auto at = std::find(running.begin(), running.end(), other);
    if (at != running.end()) cancel.push_back(static_cast<size_t>(at - running.begin()));
    Cancel(members_[other]);
  }
  members_[index].open = false;
  return cancel;
}

// Nothing more is run for it. If it runs now, the engine's result says what became of it.
void MeteredBatch::Cancel(Member& member) {
  if (!member.open) return;
  member.open = false;
  member.result.stop = StopReason::kCancelled;
}

void MeteredBatch::Take(size_t index, Generation generation) {
  Member& member = members_[index];
  if (generation.stop != StopReason::kCancelled && WasCut(member, generation)) {
    // Cut by its share; cancelled meanwhile when it is no longer open.
    generation.stop = member.open ? StopReason::kBudget : StopReason::kCancelled;
    // An engine that cannot resume ends here; what others leave over is not for it.
    if (!generation.resume) member.open = false;
  } else {
    member.open = false;
  }
  pool_ -= generation.usage.generated;
  if (member.started) AddUsage(member.result.usage, generation.usage);
  member.started = true;
  member.result = std::move(generation);
}

std::vector<Generation> MeteredBatch::Finish() {
  std::vector<Generation> results;
  for (size_t index : LateReports()) {
    ledger_.NoteLimited();
    if (on_done_) on_done_(index, members_[index].result);
  }
  for (Member& member : members_) {
    if (member.started) {
      ledger_.Charge(engine_.line_, member.result.usage);
      ledger_.Remember(engine_.model_, member.request.adapter, member.prefix, member.result.tokens);
    }
    FlushStream(member);
    results.push_back(std::move(member.result));
  }
  return results;
}

// Those that the budget ended, fewest tokens first.
std::vector<size_t> MeteredBatch::LateReports() const {
  std::vector<size_t> late;
  for (size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].result.stop == StopReason::kBudget) late.push_back(i);
  }
  std::stable_sort(late.begin(), late.end(), [this](size_t a, size_t b) {
    return members_[a].result.usage.generated < members_[b].result.usage.generated;
  });
  return late;
}

// What was held back for a stop string that now cannot come.
void MeteredBatch::FlushStream(const Member& member) {
  const Generation& result = member.result;
  if (!member.request.on_text || !member.limited || member.request.resume) return;
  if (result.text.size() <= member.streamed) return;
  const int phase = result.phases.empty() ? 0 : result.phases.back().phase;
  member.request.on_text({std::string_view(result.text).substr(member.streamed),
                          static_cast<int>(result.usage.generated), phase});
}

}  // namespace ponder
