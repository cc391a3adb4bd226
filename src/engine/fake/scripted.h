// An engine that says what it is told: for tests of what happens around a model.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/fake/loop_engine.h"

namespace ponder {

// At every "<end>" in `text` the model wants to stop; when a rule makes it go on, it says the next
// part. After the last part it always wants to stop (and says "." where it must not).
struct ScriptedReply {
  std::string text;
  double confidence = 0.9;   // probability of each scripted token
  std::string instead = "";  // its first token has the rest of the probability, all along
};

// Reply k goes to the k-th distinct request, told apart by request.random: a resumed request goes
// on with its own reply. `by_prompt` comes first: the reply of the first entry whose text occurs in
// the rendered prompt. Throws kInvalidRequest when there are more requests than replies.
// Words of replies are tokens of their own (WordVocabulary::SplitWords).
class ScriptedEngine : public LoopEngine {
 public:
  explicit ScriptedEngine(std::vector<ScriptedReply> replies,
                          std::vector<std::pair<std::string, ScriptedReply>> by_prompt = {});

  using LoopEngine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  // How many of `replies` were asked for.
  size_t used() const;

 protected:
  void Logits(const GenerateRequest& request, std::span<const Token> prefix, const TokenLoop& loop,
              std::span<float> logits) override;

 private:
  struct Script {
    std::vector<Token> tokens;
    double confidence;
    Token instead;
  };
  Script Read(const ScriptedReply& reply) const;
  const Script* Find(uint64_t key) const;

  std::vector<Script> replies_;
  std::vector<std::pair<std::string, Script>> by_prompt_;
  mutable std::mutex mutex_;
  std::map<uint64_t, const Script*> assigned_;
  size_t used_ = 0;
};

}  // namespace ponder
