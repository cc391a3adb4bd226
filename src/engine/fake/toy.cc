#include "engine/fake/toy.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/fake/loop_engine.h"
#include "engine/fake/word_vocabulary.h"

namespace ponder {
namespace {

constexpr int kNumbers = 20;  // " 1" .. " 20" come first among the words

std::vector<std::string> ToyWords() {
  std::vector<std::string> words;
  for (int i = 1; i <= kNumbers; ++i) words.push_back(" " + std::to_string(i));
  for (const char* word :
       {" ####",  "\n",     " =",    " +",      ".",        " so",    " then", " we",
        " have",  " add",   " take", " left",   " apples",  " pears", " one",  " two",
        " three", " four",  " five", " ten",    " in",      " all",   " the",  " answer",
        " is",    " first", " next", " and",    " gives",   " of",    " bag",  " box",
        " each",  " more",  " now",  " total",  " Wait",    ",",      "Final", " Answer",
        ":",      " Yes",   " No",   "<think>", "</think>", " check"}) {
    words.emplace_back(word);
  }
  return words;
}

class ToyEngine : public LoopEngine {
 public:
  explicit ToyEngine(uint64_t seed)
      : LoopEngine(std::make_shared<const WordVocabulary>(ToyWords())), seed_(Mix(seed)) {
    info_.model = "toy-" + std::to_string(seed);
    mark_ = Word(" ####");
    newline_ = Word("\n");
    equals_ = Word(" =");
    plus_ = Word(" +");
    stop_ = Word(".");
    open_ = Word("<think>");
    close_ = Word("</think>");
  }

 protected:
  void Logits(const GenerateRequest&, std::span<const Token> prefix, const TokenLoop& loop,
              std::span<float> logits) override {
    const std::vector<Token>& own = loop.tokens();
    const auto back = [&](size_t i) {
      if (i < own.size()) return own[own.size() - 1 - i];
      i -= own.size();
      return i < prefix.size() ? prefix[prefix.size() - 1 - i] : -1;
    };
    const uint64_t near = Combine(seed_, static_cast<uint64_t>(back(0)));
    const uint64_t context =
        Combine(Combine(near, static_cast<uint64_t>(back(1))), static_cast<uint64_t>(back(2)));
    for (size_t i = 0; i < logits.size(); ++i) {
      const double noise = static_cast<double>(Combine(context, i) >> 11) * 0x1.0p-53;
      const bool byte = i > 0 && i < static_cast<size_t>(WordVocabulary::kFirstWord);
      logits[i] = byte ? -30.0f : static_cast<float>(2.5 * noise);
    }
    logits[open_] = logits[close_] = -30.0f;
    Shape(back(0), back(1), static_cast<double>(own.size()), logits);
    const Token sum = back(1) + back(3) - (WordVocabulary::kFirstWord - 1);
    if (back(0) == equals_ && back(2) == plus_ && IsNumber(sum)) logits[sum] += 3;  // often right
  }

 private:
  Token Word(std::string_view word) const { return vocabulary_->Tokenize(word, false).front(); }
  bool IsNumber(Token token) const {
    return token >= WordVocabulary::kFirstWord && token < WordVocabulary::kFirstWord + kNumbers;
  }

  // A little grammar on top of the noise.
  void Shape(Token last, Token before, double length, std::span<float> logits) const {
    logits[mark_] += static_cast<float>(-2.0 + 0.07 * length);
    logits[WordVocabulary::kEnd] = static_cast<float>(-4.0 + 0.1 * length);
    if (IsNumber(last)) {
      if (before == mark_) {
        logits[WordVocabulary::kEnd] += 9;
      } else if (before == plus_) {
        logits[equals_] += 7;
      } else if (before == equals_) {
        logits[stop_] += 5;
        logits[newline_] += 5;
      } else {
        logits[plus_] += 5;
      }
    }
    if (last == mark_ || last == plus_ || last == equals_) {
      for (int i = 0; i < kNumbers; ++i) logits[WordVocabulary::kFirstWord + i] += 8;
    }
    if (last == mark_) {  // answers cluster, or no vote would ever be safe
      for (int i = 0; i < 3; ++i) {
        logits[WordVocabulary::kFirstWord + static_cast<Token>(Combine(seed_, i) % kNumbers)] +=
            2.0f - 0.4f * static_cast<float>(i);
      }
    }
  }

  uint64_t seed_;
  Token mark_, newline_, equals_, plus_, stop_, open_, close_;
};

}  // namespace

std::unique_ptr<Engine> MakeToyEngine(uint64_t seed) { return std::make_unique<ToyEngine>(seed); }

}  // namespace ponder
