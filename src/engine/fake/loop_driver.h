// For tests: a loop fed by hand.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/fake/word_vocabulary.h"
#include "engine/token_loop.h"

namespace ponder {

// Says `script` token by token ("<end>" wants to stop), whatever the loop does with it; after its
// end it wants to stop. A forbidden end token becomes ".".
class LoopDriver {
 public:
  LoopDriver(const std::vector<std::string>& words, const std::string& script)
      : vocabulary_(std::make_shared<const WordVocabulary>(words)),
        script_(vocabulary_->Tokenize(script, true)) {}

  const std::shared_ptr<const WordVocabulary>& vocabulary() const { return vocabulary_; }

  TokenLoop Start(const GenerateRequest& request) const {
    return TokenLoop(vocabulary_, request, std::make_shared<const std::vector<Token>>());
  }
  void Step(TokenLoop& loop) const {
    std::vector<float> logits(static_cast<size_t>(vocabulary_->size()), -50.0f);
    logits[vocabulary_->Tokenize(".", false).front()] = 0;
    const auto at = static_cast<size_t>(loop.sampled());
    logits[at < script_.size() ? script_[at] : WordVocabulary::kEnd] = 10;
    const std::vector<float> hidden{static_cast<float>(loop.tokens().size())};
    loop.Advance(logits, hidden);
  }
  Generation Run(const GenerateRequest& request) const {
    TokenLoop loop = Start(request);
    while (!loop.done()) Step(loop);
    Generation result = loop.Result();
    result.usage.generated = loop.generated();
    return result;
  }

 private:
  std::shared_ptr<const WordVocabulary> vocabulary_;
  std::vector<Token> script_;
};

inline GenerateRequest Greedy(int max_tokens = 100) {
  GenerateRequest request;
  request.sampling.temperature = 0;
  request.max_tokens = max_tokens;
  return request;
}

}  // namespace ponder
