#include "engine/token_loop.h"

#include <algorithm>
#include <limits>

#include "engine/logits.h"

namespace ponder {
namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

std::vector<std::string> CuttableTexts(const GenerateRequest& request, const Steering& steering) {
  std::vector<std::string> texts = request.stop;
  const std::vector<std::string> markers = steering.CuttableMarkers();
  texts.insert(texts.end(), markers.begin(), markers.end());
  return texts;
}

}  // namespace

TokenLoop::TokenLoop(std::shared_ptr<const Vocabulary> vocabulary, const GenerateRequest& request,
                     std::shared_ptr<const std::vector<Token>> prefix)
    : vocabulary_(std::move(vocabulary)),
      request_(request),
      prefix_(std::move(prefix)),
      steering_(request.rules, request.signals),
      stream_(CuttableTexts(request, steering_)) {
  for (const auto& rule : request.logit_rules) {
    logit_rules_.push_back(rule->Clone());
    logit_rules_.back()->Begin(*prefix_);
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

TokenLoop TokenLoop::Stopped(const GenerateRequest& request, const Generation& said) {
  GenerateRequest plain;
  plain.max_tokens = request.max_tokens;
  TokenLoop loop(nullptr, plain, std::make_shared<const std::vector<Token>>());
  for (const Token token : said.tokens) {
    loop.said_.Append(token, TokenOrigin::kSampled, "", {}, plain);
  }
  const int before = request.resume ? request.resume->generated() : 0;
  loop.generated_ = before + static_cast<int>(said.usage.generated);
  loop.done_ = true;
  loop.stop_ = said.stop;
  return loop;
}

TokenLoop::TokenLoop(const TokenLoop& other)
    : vocabulary_(other.vocabulary_),
      request_(other.request_),
      prefix_(other.prefix_),
      steering_(other.steering_),
      said_(other.said_),
      stream_(other.stream_),
      phases_(other.phases_),
      streamed_phases_(other.streamed_phases_),
      pending_(other.pending_),
      retype_(other.retype_),
      generated_(other.generated_),
      sampled_(other.sampled_),
      scan_from_(other.scan_from_),
      must_speak_(other.must_speak_),
      done_(other.done_),
      stop_(other.stop_),
      stop_string_(other.stop_string_) {
  for (const auto& rule : other.logit_rules_) logit_rules_.push_back(rule->Clone());
}

void TokenLoop::Advance(std::span<const float> logits, std::span<const float> hidden) {
  if (done_) return;
  if (request_.hidden_states) said_.AppendState(hidden);
  if (pending_.empty()) {
    const Token token = Choose(logits);
    ++sampled_;
    if (vocabulary_->IsEnd(token)) {
      ++generated_;
      OnStop(StopReason::kEnd, "");
    } else {
      Emit(token, TokenOrigin::kSampled, logits);
      must_speak_ = false;
      if (!ActOnMarker()) CheckLimits();
    }
  } else {
    const Token token = pending_.front();
    pending_.pop_front();
    Emit(token, TokenOrigin::kForced, logits);
    scan_from_ = said_.text().size();
    CheckLimits();
  }
  Settle();
}

void TokenLoop::TakeEnd() {
  if (done_) return;
  ++generated_;
  ++sampled_;
  OnStop(StopReason::kEnd, "");
  Settle();
}

void TokenLoop::Settle() {
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

Token TokenLoop::Choose(std::span<const float> logits) {
  const double u = request_.random.Uniform(static_cast<uint64_t>(generated_));
  return SampleToken(Modified(logits), request_.sampling, u, scratch_tokens_);
}

// The logits as the rules of this request change them; the given ones when nothing does.
std::span<const float> TokenLoop::Modified(std::span<const float> logits) {
  const Sampling& sampling = request_.sampling;
  const bool forbid = StopForbidden() || sampling.ignore_end;
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
  if (HasPenalties(sampling)) ApplyPenalties(scratch_logits_, sampling, RecentTokens());
  if (forbid) {
    for (Token token : vocabulary_->EndTokens()) scratch_logits_[token] = kForbidden;
  }
  return scratch_logits_;
}

// The last ones that penalties look at, prompt first.
std::vector<Token> TokenLoop::RecentTokens() const {
  const auto window = static_cast<size_t>(request_.sampling.penalty_window);
  const std::vector<Token>& own = tokens();
  const size_t from_own = std::min(own.size(), window);
  const size_t from_prefix = std::min(prefix_->size(), window - from_own);
  std::vector<Token> recent(prefix_->end() - static_cast<ptrdiff_t>(from_prefix), prefix_->end());
  recent.insert(recent.end(), own.end() - static_cast<ptrdiff_t>(from_own), own.end());
  return recent;
}

// Appends a token and everything that is recorded about it.
void TokenLoop::Emit(Token token, TokenOrigin origin, std::span<const float> logits) {
  ++generated_;
  said_.Append(token, origin, vocabulary_->PieceOf(token), logits, request_);
  for (auto& rule : logit_rules_) rule->Accept(token, origin);
  if (request_.on_token && request_.on_token(token, origin) == TokenAction::kStop) {
    done_ = true;
    stop_ = StopReason::kCancelled;
  }
}

// The end token was sampled, or a stop string was found and cut away.
void TokenLoop::OnStop(StopReason reason, const std::string& stop_string) {
  if (const auto rule = steering_.AtStop(said_.size())) {
    ActAtStop(*rule, said_.text().size(), true);  // a stop string was cut away already
    return;
  }
  done_ = true;
  stop_ = reason;
  stop_string_ = stop_string;
}

// Looks for the first text in the fresh part that stops or steers. True when one was acted on.
bool TokenLoop::ActOnMarker() {
  if (done_) return false;
  static const std::vector<std::string> kNoStops;
  const auto found = steering_.FindMarker(said_.text(), scan_from_, said_.LastBegin(),
                                          StopForbidden() ? kNoStops : request_.stop, said_.size());
  if (!found) return false;
  if (found->rule) {
    const auto& rule = std::get<InjectAtStop>(steering_.rule(*found->rule));
    ActAtStop(*found->rule, found->begin, rule.keep_marker);
    return true;
  }
  const std::string stop_string(said_.text().substr(found->begin, found->length));
  // A rule that answers to every stop takes the stop string back; otherwise the text ends here.
  if (steering_.AtStop(said_.size())) {
    CutText(found->begin);
  } else {
    said_.CutText(found->begin);
  }
  OnStop(StopReason::kStopString, stop_string);
  return true;
}

// Takes the stop back and writes the rule's text, unless that would pass the limit of the phase:
// then the limit's own rule acts as if it had been reached.
void TokenLoop::ActAtStop(size_t index, size_t cut, bool keep_marker) {
  const auto rule = std::get<InjectAtStop>(steering_.rule(index));
  if (!keep_marker) CutText(cut);
  if (PassesLimit(rule)) {
    ActOnLimit(steering_.NearestLimit(said_.size())->rule);
    return;
  }
  steering_.NoteFired(index, said_.size());
  Inject(rule.text, false, rule.next_phase);
  // Even with nothing to write the model must go on, unless the rule only marks a phase.
  const bool only_marks = !rule.markers.empty() && rule.keep_marker && rule.text.empty();
  if (!only_marks) must_speak_ = true;
}

bool TokenLoop::PassesLimit(const InjectAtStop& rule) {
  if (rule.next_phase != steering_.phase() || rule.text.empty()) return false;
  const auto limit = steering_.NearestLimit(said_.size());
  if (!limit) return false;
  const size_t need = vocabulary_->Tokenize(retype_ + rule.text, true).size();
  return static_cast<int64_t>(need) >= limit->room;
}

// Limits of the phase: tokens, loops.
void TokenLoop::CheckLimits() {
  if (done_ || !pending_.empty()) return;
  if (const auto rule = steering_.Reached(tokens())) ActOnLimit(*rule);
}

void TokenLoop::ActOnLimit(size_t index) {
  steering_.NoteFired(index, said_.size());
  const auto act = [this](const auto& rule) {
    if (rule.end) {
      said_.AppendText(retype_);
      End(StopReason::kPhaseLimit);
    } else {
      Inject(rule.text, rule.fresh_line, rule.next_phase);
    }
  };
  const SteeringRule rule = steering_.rule(index);
  if (const auto* tokens = std::get_if<InjectAtTokens>(&rule)) act(*tokens);
  if (const auto* loop = std::get_if<InjectAtLoop>(&rule)) act(*loop);
}

void TokenLoop::Inject(const std::string& text, bool fresh_line, int next_phase) {
  const std::string_view before = said_.text();
  const bool newline = fresh_line && !before.empty() && before.back() != '\n';
  const std::string whole = retype_ + (newline ? "\n" : "") + text;
  retype_.clear();
  if (request_.hidden_states) said_.TrimStates();  // that of a stop taken back
  if (next_phase != steering_.phase()) EnterPhase(next_phase);
  if (whole.empty()) return;
  for (Token token : vocabulary_->Tokenize(whole, true)) pending_.push_back(token);
  must_speak_ = true;
}

// Shortens the text to `bytes`. A token that reaches over the cut goes as a whole; what it had in
// front of the cut is kept aside, to be injected again.
void TokenLoop::CutText(size_t bytes) {
  const int before = said_.size();
  retype_ = said_.CutTokens(bytes);
  if (said_.size() < before) RestartLogitRules();
  scan_from_ = std::min(scan_from_, said_.text().size());
}

// Rules cannot take tokens back: they read again what still stands.
void TokenLoop::RestartLogitRules() {
  for (size_t i = 0; i < logit_rules_.size(); ++i) {
    logit_rules_[i] = request_.logit_rules[i]->Clone();
    logit_rules_[i]->Begin(*prefix_);
    for (size_t t = 0; t < tokens().size(); ++t) {
      logit_rules_[i]->Accept(tokens()[t], said_.origins()[t]);
    }
  }
}

void TokenLoop::EnterPhase(int phase) {
  steering_.EnterPhase(phase, said_.size());
  scan_from_ = said_.text().size();
  phases_.push_back({phase, scan_from_, said_.size()});
}

// An update never spans two phases.
void TokenLoop::Stream(bool final) {
  if (!request_.on_text) return;
  for (; streamed_phases_ < phases_.size(); ++streamed_phases_) {
    const int phase = streamed_phases_ == 0 ? 0 : phases_[streamed_phases_ - 1].phase;
    const size_t end = std::min(phases_[streamed_phases_].text_begin, said_.text().size());
    Send(stream_.Next(said_.text().substr(0, end), 0, true), phase, false);
  }
  Send(stream_.Next(said_.text(), scan_from_, final), steering_.phase(), final);
}

void TokenLoop::Send(const std::string& fresh, int phase, bool final) {
  if (!fresh.empty() || final) request_.on_text({fresh, generated_, phase});
}

Generation TokenLoop::Result() const {
  Generation result;
  said_.Fill(result);
  result.phases = phases_;
  result.stop = stop_;
  result.stop_string = stop_string_;
  result.fired = steering_.fired();
  return result;
}

}  // namespace ponder
