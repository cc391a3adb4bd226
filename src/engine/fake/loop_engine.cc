#include "engine/fake/loop_engine.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "engine/batch_progress.h"
#include "engine/logits.h"
#include "engine/readings.h"
#include "engine/render.h"
#include "text/thinking.h"

namespace ponder {

LoopEngine::LoopEngine(std::shared_ptr<const Vocabulary> vocabulary)
    : vocabulary_(std::move(vocabulary)) {
  info_.architecture = "fake";
  info_.file_type = "none";
  info_.vocabulary = vocabulary_->size();
  info_.parameters = 1000;
  info_.fingerprint = "00000000000fa4e5";
  info_.width = 8;
  info_.context = 1 << 20;
  info_.max_running = 256;
  info_.logits = info_.logit_rules = info_.steering = Support::kNative;
  info_.prefix_continuation = info_.hidden_states = info_.readings = Support::kNative;
  info_.embeddings = info_.token_callback = info_.exact = true;
  info_.rank_outputs = 2;
  info_.exactness = "computed without floating point that depends on load";
}

std::vector<Token> LoopEngine::Tokenize(std::string_view text, bool special) const {
  return vocabulary_->Tokenize(text, special);
}

std::string LoopEngine::Detokenize(std::span<const Token> tokens) const {
  std::string text;
  for (Token token : tokens) text += vocabulary_->PieceOf(token);
  return text;
}

std::vector<Token> LoopEngine::Render(const Prompt& prompt) const {
  std::vector<Piece> pieces;
  if (prompt.messages) {
    for (const Message& message : *prompt.messages) {
      pieces.push_back({message.role + ": ", {}, 0});
      pieces.insert(pieces.end(), message.content.begin(), message.content.end());
      pieces.push_back({"\n", {}, 0});
    }
    if (prompt.add_generation_prompt) pieces.push_back({"assistant: ", {}, 0});
  }
  pieces.insert(pieces.end(), prompt.partial.begin(), prompt.partial.end());
  std::vector<Token> rendered;
  AppendPieces(*vocabulary_, pieces, true, rendered);
  return rendered;
}

ParsedReply LoopEngine::ParseReply(const Prompt&, std::string_view reply, bool) const {
  const ThinkingParts parts = SplitThinking(reply, *FindThinkingMarks("think"));
  return {std::string(parts.thinking), std::string(parts.answer), {}};
}

std::vector<Generation> LoopEngine::Generate(std::span<const GenerateRequest> requests,
                                             const OnDone& on_done, std::stop_token stop) {
  std::vector<TokenLoop> loops;
  std::vector<std::shared_ptr<const std::vector<Token>>> prefixes;
  for (const GenerateRequest& request : requests) {
    request.sampling.Validate();
    prefixes.push_back(std::make_shared<const std::vector<Token>>(Render(request.prompt)));
    loops.push_back(request.resume ? TokenLoop::Resume(request)
                                   : TokenLoop(vocabulary_, request, prefixes.back()));
  }
  std::vector<Generation> results(requests.size());
  const auto finish = [&](size_t i) {
    results[i] = loops[i].Result();
    CallUsage& usage = results[i].usage;
    usage.prompt = static_cast<int64_t>(prefixes[i]->size());
    const int before = requests[i].resume ? requests[i].resume->generated() : 0;
    (requests[i].resume ? usage.cached : usage.prefill) = usage.prompt;
    usage.generated = loops[i].generated() - before;
    usage.decoded = usage.generated;
    usage.flops = ForwardFlops(info_, usage.cached + before, usage.prefill + usage.decoded);
    if (results[i].stop == StopReason::kLength) {
      results[i].resume = std::make_shared<const TokenLoop>(loops[i]);
    }
  };
  BatchProgress progress(requests.size(), on_done);
  for (size_t i = 0; i < loops.size(); ++i) {
    if (loops[i].done()) {
      finish(i);
      progress.Finish(i, loops[i].generated());
    }
  }
  std::vector<float> logits(static_cast<size_t>(vocabulary_->size()));
  std::vector<float> hidden(static_cast<size_t>(info_.width));
  bool running = true;
  while (running) {
    running = false;
    for (size_t i = 0; i < loops.size(); ++i) {
      if (loops[i].done()) continue;
      if (stop.stop_requested()) {
        loops[i].End(StopReason::kCancelled);
        progress.Cancel(i);
        finish(i);
        continue;
      }
      Logits(requests[i], *prefixes[i], loops[i], logits);
      for (size_t d = 0; d < hidden.size(); ++d) hidden[d] = logits[d % logits.size()];
      loops[i].Advance(logits, hidden);
      progress.Progress(i, loops[i].generated());
      if (loops[i].done()) {
        finish(i);
        progress.Finish(i, loops[i].generated());
      }
      running = true;
    }
    for (size_t i : progress.Report([&](size_t j) -> const Generation& { return results[j]; })) {
      loops[i].End(StopReason::kCancelled);
      finish(i);
    }
  }
  return results;
}

std::vector<Evaluation> LoopEngine::Evaluate(std::span<const EvaluateRequest> requests,
                                             std::stop_token) {
  std::vector<Evaluation> results;
  for (const EvaluateRequest& request : requests) {
    std::vector<Token> whole = Render(request.prompt);
    const size_t begin = whole.size();
    AppendPieces(*vocabulary_, std::span(&request.continuation, 1), true, whole);
    CheckReadings(request.readings, whole.size(), info_.vocabulary);
    Evaluation& result = results.emplace_back();
    result.tokens.assign(whole.begin() + static_cast<ptrdiff_t>(begin), whole.end());
    for (size_t i = begin; i < whole.size(); ++i) {
      const std::vector<float> logits = LogitsAfter(request, whole, begin, i);
      result.logprobs.push_back(logits[whole[i]] - LogSumExp(logits));
    }
    for (const Reading& reading : request.readings) {
      const std::vector<float> logits = LogitsAfter(request, whole, begin, reading.position + 1);
      const auto width = std::min(logits.size(), static_cast<size_t>(info_.width));
      result.readings.push_back(TakeReading(reading, logits, std::span(logits).first(width)));
    }
    if (request.rank) {
      const std::vector<float> logits = LogitsAfter(request, whole, begin, whole.size());
      const float first = 1 / (1 + std::exp(logits[1] - logits[0]));
      result.rank = {first, 1 - first};
    }
    result.usage.prompt = result.usage.prefill = static_cast<int64_t>(whole.size());
    result.usage.flops = ForwardFlops(info_, 0, result.usage.prefill);
  }
  return results;
}

// After the first `count` tokens of a text whose prompt has `begin`.
std::vector<float> LoopEngine::LogitsAfter(const EvaluateRequest& request,
                                           const std::vector<Token>& whole, size_t begin,
                                           size_t count) {
  const auto at = [&whole](size_t index) { return whole.begin() + static_cast<ptrdiff_t>(index); };
  GenerateRequest generate;
  generate.prompt = request.prompt;
  const TokenLoop loop(vocabulary_, generate,
                       std::make_shared<const std::vector<Token>>(at(0), at(begin)));
  std::vector<float> logits(static_cast<size_t>(vocabulary_->size()));
  Logits(generate, std::vector<Token>(at(0), at(count)), loop, logits);
  return logits;
}

std::vector<std::vector<float>> LoopEngine::Embed(std::span<const std::string> texts,
                                                  std::stop_token) {
  std::vector<std::vector<float>> result;
  for (const std::string& text : texts) {
    std::vector<float>& row = result.emplace_back();
    double norm = 0;
    for (int d = 0; d < info_.width; ++d) {
      row.push_back(static_cast<float>(Combine(HashText(text), d) % 2001) / 1000.0f - 1.0f);
      norm += row.back() * row.back();
    }
    for (float& x : row) x /= static_cast<float>(std::sqrt(norm) + 1e-12);
  }
  return result;
}

}  // namespace ponder
