#include "engine/fake/simulated.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/fake/loop_engine.h"
#include "engine/fake/word_vocabulary.h"

namespace ponder {
namespace {

constexpr int kTags = 64;
constexpr int kMostMistakes = 9;
constexpr float kNever = -1e4f;
constexpr double kDecay = 0.7;  // how much rarer the next mistake is

std::vector<std::string> Words() {
  std::vector<std::string> words{"+", "-", "\n", "####"};
  for (int i = 1; i <= kMostMistakes + 1; ++i) words.push_back(" " + std::to_string(i));
  for (int i = 0; i < kTags; ++i) words.push_back(" w" + std::to_string(i));
  return words;
}

// What comes next in a chain.
enum class Place { kSign, kTag, kNewline, kMark, kAnswer, kEnd };

Place PlaceIn(std::string_view chain, int steps) {
  const auto paragraphs = std::count(chain.begin(), chain.end(), '\n') / 2;
  const size_t at = chain.rfind("\n\n");
  const std::string_view last = at == std::string_view::npos ? chain : chain.substr(at + 2);
  if (paragraphs >= steps) {
    if (last.empty()) return Place::kMark;
    return last == "####" ? Place::kAnswer : Place::kEnd;
  }
  if (last.empty()) return Place::kSign;
  return last.size() == 1 ? Place::kTag : Place::kNewline;
}

class Simulated : public LoopEngine {
 public:
  explicit Simulated(const SimulatedPolicy& policy)
      : LoopEngine(std::make_shared<const WordVocabulary>(Words())), policy_(policy) {
    info_.model = "simulated";
    plus_ = Word("+");
    minus_ = Word("-");
    newline_ = Word("\n");
    mark_ = Word("####");
    first_answer_ = Word(" 1");
    first_tag_ = Word(" w0");
    double sum = 0;
    for (int i = 0; i < std::min(policy.mistakes, kMostMistakes); ++i) {
      mistakes_.push_back(std::pow(kDecay, i));
      sum += mistakes_.back();
    }
    for (double& chance : mistakes_) chance /= sum;
  }

 protected:
  void Logits(const GenerateRequest& request, std::span<const Token>, const TokenLoop& loop,
              std::span<float> logits) override {
    std::string chain;
    for (const Piece& piece : request.prompt.partial) chain += piece.text;
    chain += loop.text();
    std::fill(logits.begin(), logits.end(), kNever);
    const auto set = [&](Token token, double chance) {
      if (chance > 0) logits[static_cast<size_t>(token)] = static_cast<float>(std::log(chance));
    };
    const bool right = SimulatedIsRight(chain);
    switch (PlaceIn(chain, policy_.steps)) {
      case Place::kSign: {
        const double good = right ? policy_.right : policy_.repair;
        set(plus_, good);
        set(minus_, 1 - good);
        return;
      }
      case Place::kTag:
        for (int i = 0; i < kTags; ++i) set(first_tag_ + i, 1.0 / kTags);
        return;
      case Place::kNewline:
        return set(newline_, 1);
      case Place::kMark:
        return set(mark_, 1);
      case Place::kAnswer:
        if (right) return set(first_answer_, 1);
        for (size_t i = 0; i < mistakes_.size(); ++i) {
          set(first_answer_ + 1 + static_cast<Token>(i), mistakes_[i]);
        }
        return;
      case Place::kEnd:
        return set(WordVocabulary::kEnd, 1);
    }
  }

 private:
  Token Word(std::string_view word) const { return vocabulary_->Tokenize(word, false).front(); }

  SimulatedPolicy policy_;
  Token plus_, minus_, newline_, mark_, first_answer_, first_tag_;
  std::vector<double> mistakes_;
};

// The normal variable of two uniform ones (Box and Muller).
double Normal(const RandomStream& stream) {
  const double radius = std::sqrt(-2 * std::log(1 - stream.Uniform(0)));
  return radius * std::cos(2 * std::numbers::pi * stream.Uniform(1));
}

// d with AUC = Phi(d / sqrt 2), by bisection.
double Separation(double auc) {
  double low = 0;
  double high = 12;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / 2) < auc ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::unique_ptr<Engine> MakeSimulatedPolicy(const SimulatedPolicy& policy) {
  return std::make_unique<Simulated>(policy);
}

bool SimulatedIsRight(std::string_view chain) {
  const size_t at = chain.find_last_of("+-");
  return at == std::string_view::npos || chain[at] == '+';
}

double SimulatedScore(std::string_view chain, double auc, const RandomStream& noise) {
  const double apart = Separation(auc);
  const double seen =
      (SimulatedIsRight(chain) ? apart / 2 : -apart / 2) + Normal(noise.Child(HashText(chain)));
  return 1 / (1 + std::exp(-apart * seen));
}

}  // namespace ponder
