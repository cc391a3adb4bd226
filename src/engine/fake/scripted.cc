#include "engine/fake/scripted.h"

#include <algorithm>
#include <cmath>

#include "engine/fake/word_vocabulary.h"

namespace ponder {
namespace {

std::vector<std::string> WordsOf(
    const std::vector<ScriptedReply>& replies,
    const std::vector<std::pair<std::string, ScriptedReply>>& by_prompt) {
  std::vector<std::string> words{"."};
  const auto add = [&](std::string_view text) {
    while (!text.empty()) {  // parts between end marks, so that a mark makes no words
      const size_t mark = text.find("<end>");
      for (std::string& word : WordVocabulary::SplitWords(text.substr(0, mark))) {
        words.push_back(std::move(word));
      }
      text.remove_prefix(mark == std::string_view::npos ? text.size() : mark + 5);
    }
  };
  for (const ScriptedReply& reply : replies) {
    add(reply.text);
    add(reply.instead);
  }
  for (const auto& [prompt, reply] : by_prompt) {
    add(reply.text);
    add(reply.instead);
  }
  return words;
}

}  // namespace

ScriptedEngine::ScriptedEngine(std::vector<ScriptedReply> replies,
                               std::vector<std::pair<std::string, ScriptedReply>> by_prompt)
    : LoopEngine(std::make_shared<const WordVocabulary>(WordsOf(replies, by_prompt))) {
  info_.model = "scripted";
  for (const ScriptedReply& reply : replies) replies_.push_back(Read(reply));
  for (const auto& [prompt, reply] : by_prompt) by_prompt_.emplace_back(prompt, Read(reply));
}

ScriptedEngine::Script ScriptedEngine::Read(const ScriptedReply& reply) const {
  Script script{vocabulary_->Tokenize(reply.text, true), reply.confidence, -1};
  if (!reply.instead.empty()) script.instead = vocabulary_->Tokenize(reply.instead, false).front();
  return script;
}

size_t ScriptedEngine::used() const {
  std::lock_guard lock(mutex_);
  return used_;
}

const ScriptedEngine::Script* ScriptedEngine::Find(uint64_t key) const {
  std::lock_guard lock(mutex_);
  const auto found = assigned_.find(key);
  return found == assigned_.end() ? nullptr : found->second;
}

std::vector<Generation> ScriptedEngine::Generate(std::span<const GenerateRequest> requests,
                                                 const OnDone& on_done, std::stop_token stop) {
  {
    std::lock_guard lock(mutex_);
    for (const GenerateRequest& request : requests) {
      const Script*& script = assigned_[request.random.key()];
      if (script != nullptr) continue;
      const std::string prompt = Detokenize(Render(request.prompt));
      for (const auto& [text, reply] : by_prompt_) {
        if (script == nullptr && prompt.find(text) != std::string::npos) script = &reply;
      }
      if (script != nullptr) continue;
      if (used_ == replies_.size()) {
        throw Error(ErrorCode::kInvalidRequest, "the script has " +
                                                    std::to_string(replies_.size()) +
                                                    " replies, and one more was asked for");
      }
      script = &replies_[used_++];
    }
  }
  return LoopEngine::Generate(requests, on_done, stop);
}

void ScriptedEngine::Logits(const GenerateRequest& request, std::span<const Token>,
                            const TokenLoop& loop, std::span<float> logits) {
  const Script* script = Find(request.random.key());
  std::fill(logits.begin(), logits.end(), -30.0f);
  logits[vocabulary_->Tokenize(".", false).front()] = -10.0f;
  if (script == nullptr) return;
  const auto at = static_cast<size_t>(loop.sampled());
  const Token token = at < script->tokens.size() ? script->tokens[at] : WordVocabulary::kEnd;
  const double rest = std::max(1 - script->confidence, 1e-9);
  if (script->instead >= 0) logits[script->instead] = static_cast<float>(std::log(rest));
  if (script->instead < 0) {  // spread over everything
    const auto share = static_cast<float>(std::log(rest / static_cast<double>(logits.size() - 1)));
    for (float& logit : logits) logit = std::max(logit, share);
    logits[vocabulary_->Tokenize(".", false).front()] += 0.01f;
  }
  logits[token] = static_cast<float>(std::log(script->confidence));
}

}  // namespace ponder
