#include "engine/remote/steered_run.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <utility>

namespace ponder {

// Pieces that occurred in this run, numbered as they came; 0 is the end token.
class PieceVocabulary : public Vocabulary {
 public:
  PieceVocabulary() { pieces_.emplace_back(); }

  Token Name(std::string_view piece) const {
    const auto found = names_.find(piece);
    if (found != names_.end()) return found->second;
    const auto token = static_cast<Token>(pieces_.size());
    names_[pieces_.emplace_back(piece)] = token;
    return token;
  }

  int size() const override { return static_cast<int>(pieces_.size()); }
  std::string_view PieceOf(Token token) const override {
    const auto index = static_cast<size_t>(token);
    return index < pieces_.size() ? std::string_view(pieces_[index]) : "";
  }
  bool IsEnd(Token token) const override { return token == 0; }
  const std::vector<Token>& EndTokens() const override { return ends_; }
  std::vector<Token> Tokenize(std::string_view text, bool) const override {
    std::vector<Token> tokens;
    for (size_t at = 0; at < text.size(); at += PieceTable::kPieceBytes) {
      tokens.push_back(Name(text.substr(at, PieceTable::kPieceBytes)));
    }
    return tokens;
  }

 private:
  const std::vector<Token> ends_{0};
  // One run at a time looks at them, so they need no lock.
  mutable std::deque<std::string> pieces_;
  mutable std::map<std::string_view, Token> names_;
};

namespace {

// Here nothing is sampled any more: the endpoint has chosen.
GenerateRequest ForLoop(const GenerateRequest& request) {
  GenerateRequest own = request;
  own.sampling = {};
  own.sampling.temperature = 0;
  own.logprobs = false;
  own.top_logprobs = 0;
  return own;
}

}  // namespace

SteeredRun::SteeredRun(const GenerateRequest& request, PieceTable& pieces, Call call,
                       std::function<void(int)> progress)
    : request_(request),
      pieces_(pieces),
      call_(std::move(call)),
      progress_(std::move(progress)),
      vocabulary_(std::make_shared<PieceVocabulary>()),
      loop_(vocabulary_, ForLoop(request), std::make_shared<const std::vector<Token>>()) {}

Generation SteeredRun::Run(std::stop_token stop) {
  while (!loop_.done()) {
    if (stop.stop_requested()) loop_.End(StopReason::kCancelled);
    if (Left() <= 0) loop_.End(StopReason::kLength);
    if (!loop_.done() && !Write()) Segment(stop);
  }
  return Result();
}

int64_t SteeredRun::Left() const { return request_.max_tokens - usage_.generated - forced_; }

void SteeredRun::Feed(Token token) {
  std::vector<float> logits(static_cast<size_t>(vocabulary_->size()),
                            -std::numeric_limits<float>::infinity());
  logits[static_cast<size_t>(token)] = 0;
  loop_.Advance(logits);
  progress_(loop_.generated());
}

// Writes one token of what a rule injects, if there is one.
bool SteeredRun::Write() {
  if (!loop_.writing()) return false;
  Feed(0);
  ++forced_;
  return true;
}

void SteeredRun::Hear(std::string_view delta, std::stop_source& close) {
  if (close.stop_requested() || loop_.done()) return;
  const size_t before = loop_.text().size();
  Feed(vocabulary_->Name(delta));
  const bool as_said = loop_.text().size() == before + delta.size();
  if (loop_.done() || loop_.writing() || !as_said) close.request_stop();
}

// One call, from the text as it stands.
void SteeredRun::Segment(std::stop_token stop) {
  GenerateRequest part = request_;
  part.rules.clear();
  part.stop.clear();
  part.prompt.partial.push_back({std::string(loop_.text()), {}, 0});
  part.max_tokens = static_cast<int>(Left());
  part.random = calls_ == 0 ? request_.random : request_.random.Child("go on").Child(calls_);
  ++calls_;
  std::stop_source close;
  const std::stop_callback link(stop, [&close] { close.request_stop(); });
  part.on_text = [this, &close](const StreamUpdate& update) { Hear(update.text, close); };
  const Generation result = call_(part, close.get_token());
  Charge(result.usage);
  if (loop_.done() || close.stop_requested()) return;
  switch (result.stop) {
    case StopReason::kEnd:
    case StopReason::kStopString:
      loop_.TakeEnd();
      // A stop that was taken back with nothing to write instead: it would only come again.
      if (result.text.empty() && !loop_.writing()) loop_.End(StopReason::kEnd);
      return;
    case StopReason::kLength:
      loop_.End(StopReason::kLength);
      return;
    default:
      loop_.End(result.stop);
      error_ = result.error;
  }
}

void SteeredRun::Charge(const CallUsage& usage) {
  if (calls_ == 1) {
    usage_.prompt = usage.prompt;
    usage_.cached = usage.cached;
  }
  usage_.prefill += usage.prefill;
  usage_.generated += usage.generated;
  usage_.decoded += usage.decoded;
  usage_.flops += usage.flops;
}

Generation SteeredRun::Result() const {
  Generation result = loop_.Result();
  for (Token& token : result.tokens) token = pieces_.Name(vocabulary_->PieceOf(token));
  result.error = error_;
  result.usage = usage_;
  result.usage.generated += forced_;
  return result;
}

}  // namespace ponder
