#include "engine/token_loop.h"

#include <algorithm>
#include <limits>

#include "engine/logits.h"
#include "text/loop.h"
#include "text/utf8.h"

namespace ponder {
namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

// The rule answers to the end token and to stop strings, not to its own markers alone.
bool AtStop(const InjectAtStop& rule) { return rule.markers.empty() || rule.at_stop; }

}  // namespace

TokenLoop::TokenLoop(std::shared_ptr<const Vocabulary> vocabulary, const GenerateRequest& request,
                     std::shared_ptr<const std::vector<Token>> prefix)
    : vocabulary_(std::move(vocabulary)),
      request_(request),
      prefix_(std::move(prefix)),
      fired_(request.rules.size(), 0) {
  for (const auto& rule : request.logit_rules) {
    logit_rules_.push_back(rule->Clone());
    logit_rules_.back()->Begin(*prefix_);
  }
  markers_ = request.stop;
  for (const SteeringRule& rule : request.rules) {
    const auto* at_stop = std::get_if<InjectAtStop>(&rule);
    if (at_stop != nullptr && !at_stop->keep_marker) {
      markers_.insert(markers_.end(), at_stop->markers.begin(), at_stop->markers.end());
    }
  }
  if (request.max_tokens <= 0) {
    done_ = true;
    stop_ = StopReason::kLength;
  }
}

TokenLoop TokenLoop::Resume(const GenerateRequest& request) {
  TokenLoop loop(*request.resume);
  loop.request_.max_tokens = request.max_tokens;
  loop.request_.hold_back = request.hold_back;
  loop.request_.on_text = request.on_text;
  loop.request_.on_token = request.on_token;
  if (loop.stop_ == StopReason::kLength && loop.generated_ < request.max_tokens) {
    loop.done_ = false;
    loop.stop_ = StopReason::kEnd;
  }
  return loop;
}

TokenLoop::TokenLoop(const TokenLoop& other)
    : vocabulary_(other.vocabulary_),
      request_(other.request_),
      prefix_(other.prefix_),
      fired_(other.fired_),
      markers_(other.markers_),
      tokens_(other.tokens_),
      origins_(other.origins_),
      ends_(other.ends_),
      logprobs_(other.logprobs_),
      top_(other.top_),
      certainty_(other.certainty_),
      hidden_states_(other.hidden_states_),
      phases_(other.phases_),
      text_(other.text_),
      pending_(other.pending_),
      retype_(other.retype_),
      generated_(other.generated_),
      sampled_(other.sampled_),
      phase_(other.phase_),
      phase_begin_(other.phase_begin_),
      scan_from_(other.scan_from_),
      streamed_(other.streamed_),
      must_speak_(other.must_speak_),
      done_(other.done_),
      injections_(other.injections_),
      stop_(other.stop_),
      stop_string_(other.stop_string_) {
  for (const auto& rule : other.logit_rules_) logit_rules_.push_back(rule->Clone());
}

void TokenLoop::Advance(std::span<const float> logits, std::span<const float> hidden) {
  if (done_) return;
  if (request_.hidden_states) hidden_states_.emplace_back(hidden.begin(), hidden.end());
  if (pending_.empty()) {
    const Token token = Choose(logits);
    ++sampled_;
    if (vocabulary_->IsEnd(token)) {
      ++generated_;
      OnStop(StopReason::kEnd, "");
    } else {
      Emit(token, TokenOrigin::kSampled, logits);
      must_speak_ = false;
      if (!FindMarker()) CheckLimits();
    }
  } else {
    const Token token = pending_.front();
    pending_.pop_front();
    Emit(token, TokenOrigin::kForced, logits);
    scan_from_ = text_.size();
    CheckLimits();
  }
  if (!done_ && generated_ >= request_.max_tokens) {
    done_ = true;
    stop_ = StopReason::kLength;
  }
  Stream(done_ && !(stop_ == StopReason::kLength && request_.hold_back));
}

void TokenLoop::End(StopReason reason) {
  if (done_) return;
  done_ = true;
  stop_ = reason;
  Stream(true);
}

// Appends a token and everything that is recorded about it.
void TokenLoop::Emit(Token token, TokenOrigin origin, std::span<const float> logits) {
  ++generated_;
  tokens_.push_back(token);
  origins_.push_back(origin);
  text_ += vocabulary_->PieceOf(token);
  ends_.push_back(text_.size());
  for (auto& rule : logit_rules_) rule->Accept(token, origin);
  Record(token, logits);
  if (request_.on_token && request_.on_token(token, origin) == TokenAction::kStop) {
    done_ = true;
    stop_ = StopReason::kCancelled;
  }
}

void TokenLoop::Record(Token token, std::span<const float> logits) {
  const bool wants_logprobs = request_.logprobs || request_.top_logprobs > 0;
  if (!wants_logprobs && !request_.certainty) return;
  const float total = LogSumExp(logits);
  if (wants_logprobs) logprobs_.push_back(logits[token] - total);
  if (request_.certainty) certainty_.push_back(KlFromUniform(logits, total));
  if (request_.top_logprobs > 0) {
    top_.push_back(TopAlternatives(logits, total, request_.top_logprobs));
  }
}

Token TokenLoop::Choose(std::span<const float> logits) {
  const double u = request_.random.Uniform(static_cast<uint64_t>(generated_));
  return SampleToken(Modified(logits), request_.sampling, u, scratch_tokens_);
}

bool TokenLoop::StopForbidden() const {
  if (must_speak_) return true;
  for (const SteeringRule& rule : request_.rules) {
    const auto* forbid = std::get_if<ForbidStopUntil>(&rule);
    if (forbid != nullptr && forbid->phase == phase_ && PhaseTokens() < forbid->tokens) return true;
  }
  return false;
}

// The logits as the rules of this request change them; the given ones when nothing does.
std::span<const float> TokenLoop::Modified(std::span<const float> logits) {
  const Sampling& sampling = request_.sampling;
  const bool forbid = StopForbidden();
  if (logit_rules_.empty() && sampling.logit_bias.empty() && !HasPenalties(sampling) && !forbid) {
    return logits;
  }
  scratch_logits_.assign(logits.begin(), logits.end());
  for (auto& rule : logit_rules_) rule->Apply(scratch_logits_);
  for (const auto& [token, bias] : sampling.logit_bias) {
    if (token >= 0 && static_cast<size_t>(token) < scratch_logits_.size()) {
      scratch_logits_[token] += bias;
    }
  }
  if (HasPenalties(sampling)) {
    std::vector<Token> recent;
    const auto window = static_cast<size_t>(sampling.penalty_window);
    const size_t from_prefix =
        std::min(prefix_->size(), window > tokens_.size() ? window - tokens_.size() : 0);
    recent.assign(prefix_->end() - static_cast<ptrdiff_t>(from_prefix), prefix_->end());
    const size_t own = std::min(tokens_.size(), window);
    recent.insert(recent.end(), tokens_.end() - static_cast<ptrdiff_t>(own), tokens_.end());
    ApplyPenalties(scratch_logits_, sampling, recent);
  }
  if (forbid) {
    for (Token token : vocabulary_->EndTokens()) scratch_logits_[token] = kForbidden;
  }
  return scratch_logits_;
}

bool TokenLoop::MayFire(size_t rule_index) const {
  const auto& rule = std::get<InjectAtStop>(request_.rules[rule_index]);
  return rule.phase == phase_ &&
         (fired_[rule_index] < rule.times || PhaseTokens() < rule.until_tokens);
}

// The end token was sampled, or a stop string was found and cut away.
void TokenLoop::OnStop(StopReason reason, const std::string& stop_string) {
  for (size_t i = 0; i < request_.rules.size(); ++i) {
    const auto* rule = std::get_if<InjectAtStop>(&request_.rules[i]);
    if (rule == nullptr || !AtStop(*rule) || !MayFire(i)) continue;
    TryInjectAtStop(i, text_.size(), true);  // a stop string was cut away already
    return;
  }
  done_ = true;
  stop_ = reason;
  stop_string_ = stop_string;
}

// Looks for the first text in the fresh part that stops or steers. True when one was acted on.
bool TokenLoop::FindMarker() {
  if (done_) return false;
  const size_t before = ends_.size() > 1 ? ends_[ends_.size() - 2] : 0;
  struct Match {
    size_t begin = std::string::npos;
    size_t length = 0;
    std::optional<size_t> rule;
  } first;
  const auto look = [&](const std::string& marker, std::optional<size_t> rule) {
    if (marker.empty()) return;
    const size_t reach = before > marker.size() - 1 ? before - (marker.size() - 1) : 0;
    const size_t at = text_.find(marker, std::max(scan_from_, reach));
    if (at < first.begin) first = {at, marker.size(), rule};
  };
  for (size_t i = 0; i < request_.rules.size(); ++i) {
    const auto* rule = std::get_if<InjectAtStop>(&request_.rules[i]);
    if (rule == nullptr || !MayFire(i)) continue;
    for (const std::string& marker : rule->markers) look(marker, i);
  }
  if (!StopForbidden()) {
    for (const std::string& stop : request_.stop) look(stop, std::nullopt);
  }
  if (first.begin == std::string::npos) return false;
  if (!first.rule) {
    const std::string stop_string = text_.substr(first.begin, first.length);
    // A rule that answers to every stop takes the stop string back; otherwise the text ends here.
    const bool steered = std::any_of(
        request_.rules.begin(), request_.rules.end(), [&](const SteeringRule& any) {
          const auto* rule = std::get_if<InjectAtStop>(&any);
          return rule != nullptr && AtStop(*rule) &&
                 MayFire(static_cast<size_t>(&any - request_.rules.data()));
        });
    if (steered) {
      CutText(first.begin);
    } else {
      text_.resize(first.begin);
    }
    OnStop(StopReason::kStopString, stop_string);
    return true;
  }
  const auto& rule = std::get<InjectAtStop>(request_.rules[*first.rule]);
  TryInjectAtStop(*first.rule, first.begin, rule.keep_marker);
  return true;
}

int TokenLoop::PhaseLimit() const {
  int limit = std::numeric_limits<int>::max();
  for (const SteeringRule& rule : request_.rules) {
    const auto* at = std::get_if<InjectAtTokens>(&rule);
    if (at != nullptr && at->phase == phase_) limit = std::min(limit, at->tokens);
  }
  return limit;
}

// Takes the stop back and writes the rule's text, unless that would pass the limit of the phase:
// then the limit's own rule acts as if it had been reached.
bool TokenLoop::TryInjectAtStop(size_t rule_index, size_t cut, bool keep) {
  const auto rule = std::get<InjectAtStop>(request_.rules[rule_index]);
  if (!keep) CutText(cut);
  if (rule.next_phase == phase_ && !rule.text.empty()) {
    const auto room = static_cast<int64_t>(PhaseLimit()) - PhaseTokens();
    const auto need = vocabulary_->Tokenize(retype_ + rule.text, true).size();
    if (static_cast<int64_t>(need) >= room) {
      for (const SteeringRule& any : request_.rules) {
        const auto* at = std::get_if<InjectAtTokens>(&any);
        if (at == nullptr || at->phase != phase_ || at->tokens != PhaseLimit()) continue;
        if (at->end) {
          text_ += retype_;
          End(StopReason::kPhaseLimit);
        } else {
          Inject(at->text, at->fresh_line, at->next_phase);
        }
        return false;
      }
    }
  }
  ++fired_[rule_index];
  ++injections_;
  Inject(rule.text, false, rule.next_phase);
  // Even with nothing to write the model must go on, unless the rule only marks a phase.
  if (!rule.markers.empty() && rule.keep_marker && rule.text.empty()) return true;
  must_speak_ = true;
  return true;
}

// Limits of the phase: tokens, loops.
void TokenLoop::CheckLimits() {
  if (done_ || !pending_.empty()) return;
  for (size_t i = 0; i < request_.rules.size(); ++i) {
    const SteeringRule& any = request_.rules[i];
    if (const auto* rule = std::get_if<InjectAtTokens>(&any);
        rule != nullptr && rule->phase == phase_ && PhaseTokens() >= rule->tokens) {
      if (rule->end) return End(StopReason::kPhaseLimit);
      if (rule->next_phase == phase_ && fired_[i]++ > 0) continue;  // the phase goes on: once
      return Inject(rule->text, rule->fresh_line, rule->next_phase);
    }
    if (const auto* rule = std::get_if<InjectAtLoop>(&any);
        rule != nullptr && rule->phase == phase_ &&
        HasLoop(std::span(tokens_).subspan(static_cast<size_t>(phase_begin_)),
                {.min_repeats = static_cast<size_t>(rule->repeats),
                 .min_covered = static_cast<size_t>(rule->min_tokens)})) {
      if (rule->end) return End(StopReason::kPhaseLimit);
      return Inject(rule->text, rule->fresh_line, rule->next_phase);
    }
  }
}

void TokenLoop::Inject(const std::string& text, bool fresh_line, int next_phase) {
  const bool newline = fresh_line && !text_.empty() && text_.back() != '\n';
  const std::string whole = retype_ + (newline ? "\n" : "") + text;
  retype_.clear();
  if (request_.hidden_states) hidden_states_.resize(tokens_.size());  // of a stop taken back
  if (next_phase != phase_) EnterPhase(next_phase);
  if (whole.empty()) return;
  for (Token token : vocabulary_->Tokenize(whole, true)) pending_.push_back(token);
  must_speak_ = true;
}

// Shortens the text to `bytes`. A token that reaches over the cut goes as a whole; what it had in
// front of the cut is kept aside, to be injected again.
void TokenLoop::CutText(size_t bytes) {
  const size_t before = tokens_.size();
  while (!ends_.empty() && ends_.back() > bytes) {
    ends_.pop_back();
    tokens_.pop_back();
    origins_.pop_back();
    if (!logprobs_.empty()) logprobs_.pop_back();
    if (!top_.empty()) top_.pop_back();
    if (!certainty_.empty()) certainty_.pop_back();
  }
  if (tokens_.size() < before) RestartLogitRules();
  const size_t held = ends_.empty() ? 0 : ends_.back();
  retype_ = text_.substr(held, bytes - held);
  text_.resize(held);
  scan_from_ = std::min(scan_from_, held);
}

// Rules cannot take tokens back: they read again what still stands.
void TokenLoop::RestartLogitRules() {
  for (size_t i = 0; i < logit_rules_.size(); ++i) {
    logit_rules_[i] = request_.logit_rules[i]->Clone();
    logit_rules_[i]->Begin(*prefix_);
    for (size_t t = 0; t < tokens_.size(); ++t) logit_rules_[i]->Accept(tokens_[t], origins_[t]);
  }
}

void TokenLoop::EnterPhase(int phase) {
  phase_ = phase;
  phase_begin_ = static_cast<int>(tokens_.size());
  scan_from_ = text_.size();
  phases_.push_back({phase, text_.size(), phase_begin_});
}

// Bytes at the end of the text that may still become a stop text, or are half a character.
size_t TokenLoop::HeldBack() const {
  size_t held = text_.size() - CompleteUtf8Prefix(text_);
  const size_t from = std::min(std::max(scan_from_, streamed_), text_.size());
  const std::string_view fresh = std::string_view(text_).substr(from);
  for (const std::string& marker : markers_) {
    if (marker.empty()) continue;
    for (size_t length = std::min(marker.size() - 1, fresh.size()); length > held; --length) {
      if (fresh.ends_with(std::string_view(marker).substr(0, length))) {
        held = length;
        break;
      }
    }
  }
  return held;
}

void TokenLoop::Stream(bool final) {
  if (!request_.on_text) return;
  const size_t ready =
      final ? CompleteUtf8Prefix(text_) : text_.size() - std::min(HeldBack(), text_.size());
  if (ready <= streamed_ && !final) return;
  std::string fresh;
  if (ready > streamed_) {
    fresh = ReplaceInvalidUtf8(std::string_view(text_).substr(streamed_, ready - streamed_));
    streamed_ = ready;
  }
  request_.on_text({fresh, generated_, phase_});
}

Generation TokenLoop::Result() const {
  Generation result;
  const std::string_view whole = std::string_view(text_).substr(0, CompleteUtf8Prefix(text_));
  result.text = ReplaceInvalidUtf8(whole);
  while (result.covering_tokens < ends_.size() && ends_[result.covering_tokens] <= whole.size()) {
    ++result.covering_tokens;
  }
  if (result.covering_tokens > 0) {
    const size_t bytes = ends_[result.covering_tokens - 1];
    result.covered = bytes == whole.size() ? result.text.size()
                                           : ReplaceInvalidUtf8(whole.substr(0, bytes)).size();
  }
  result.tokens = tokens_;
  result.origins = origins_;
  result.logprobs = logprobs_;
  result.top = top_;
  result.certainty = certainty_;
  result.hidden_states = hidden_states_;
  result.phases = phases_;
  result.stop = stop_;
  result.stop_string = stop_string_;
  result.injections = injections_;
  return result;
}

}  // namespace ponder
