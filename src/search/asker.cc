#include "search/asker.h"

#include <algorithm>
#include <utility>

#include "engine/fitting.h"
#include "text/scan.h"
#include "text/thinking.h"

namespace ponder {

bool ModelThinks(Context& context) {
  const std::string& chat_template = context.EngineFor(Role::kPolicy).Info().chat_template;
  return !chat_template.empty() && FindThinkingMarks(chat_template) != nullptr;
}

GenerateRequest Asker::Thought(Prompt prompt, int max_tokens, bool one_line) const {
  GenerateRequest request;
  request.prompt = std::move(prompt);
  request.sampling = context_.GetSampling();
  request.max_tokens = std::clamp(max_tokens, 1, context_.MaxTokens());
  request.stop = context_.StopStrings();
  if (one_line && !ModelThinks(context_)) request.stop.emplace_back("\n");
  return request;
}

GenerateRequest Asker::Judgement(Prompt prompt, const std::string& text, int max_tokens) const {
  GenerateRequest request;
  request.prompt = context_.SharesEngine(Role::kJudge) ? std::move(prompt)
                                                       : Prompt::Chat({Message("user", text)});
  request.sampling = context_.GetSampling();
  request.max_tokens = max_tokens;
  request.aside = true;
  return request;
}

std::vector<AskedReply> Asker::Think(std::vector<GenerateRequest> requests) {
  for (size_t i = 0; i < requests.size(); ++i) Stream(requests[i], i);
  std::vector<AskedReply> replies =
      Ask(context_.EngineFor(Role::kPolicy), std::move(requests), true);
  for (size_t i = 0; i < replies.size(); ++i) {
    slot_tokens_[i] += static_cast<int>(replies[i].tokens);
  }
  return replies;
}

std::vector<AskedReply> Asker::Judge(std::vector<GenerateRequest> requests) {
  return Ask(context_.EngineFor(Role::kJudge), std::move(requests), false);
}

std::optional<StopReason> Asker::cut() const {
  if (context_.Stop().stop_requested()) return StopReason::kCancelled;
  return cut_;
}

std::vector<AskedReply> Asker::Ask(Engine& engine, std::vector<GenerateRequest> requests,
                                   bool thoughts) {
  std::vector<AskedReply> replies(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    requests[i].random = context_.Random().Child(thoughts ? "thought" : "value").Child(asked_++);
  }
  // A question that is too long is the caller's mistake, and the engine says so.
  std::vector<Generation> generations = worked_
                                            ? GenerateWhatFits(engine, requests, context_.Stop())
                                            : engine.Generate(requests, nullptr, context_.Stop());
  std::string error;
  bool all_failed = true;
  for (size_t i = 0; i < generations.size(); ++i) {
    AskedReply& reply = replies[i];
    Generation& generation = generations[i];
    reply.stop = generation.stop;
    reply.tokens = generation.usage.generated;
    if (generation.stop == StopReason::kError) {
      error = generation.error;
      WarnOf(error, thoughts, i);
      continue;
    }
    if (generation.stop == StopReason::kContextFull && generation.text.empty()) {
      WarnOf("its prompt does not fit the model's context", thoughts, i);
      continue;
    }
    all_failed = false;
    if (generation.stop == StopReason::kBudget || generation.stop == StopReason::kCancelled) {
      cut_ = generation.stop;
    }
    reply.text = scan::Trim(engine.ParseReply(requests[i].prompt, generation.text, false).content);
    reply.generation = std::move(generation);
  }
  worked_ = worked_ || !all_failed;
  if (!worked_) {
    throw Error(ErrorCode::kUnavailable, "the engine failed on every candidate: " + error);
  }
  return replies;
}

void Asker::Stream(GenerateRequest& request, size_t slot) {
  if (slot == slot_tokens_.size()) {
    slot_tokens_.push_back(0);
    context_.Emit(CandidateStarted{static_cast<int>(slot)});
  }
  request.on_text = [this, slot, before = slot_tokens_[slot]](const StreamUpdate& update) {
    context_.Emit(TokensGenerated{static_cast<int>(slot), std::string(update.text),
                                  before + update.tokens, false});
  };
}

void Asker::WarnOf(const std::string& what, bool thought, size_t index) {
  context_.Warn((thought ? "candidate " + std::to_string(index) : "an evaluation") +
                " failed: " + what);
}

}  // namespace ponder
