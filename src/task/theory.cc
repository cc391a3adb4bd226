#include "task/theory.h"

#include <array>

#include "task/korean.h"
#include "task/word.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr std::array<Word, 20> kKinds = {
    {{"brimple", "브림플"}, {"dovark", "도바르크"},  {"fenlit", "펜릿"},
     {"gorvan", "고르반"},  {"hastrel", "하스트렐"}, {"jimbor", "짐보르"},
     {"keltop", "켈톱"},    {"lorndel", "로른델"},   {"morvick", "모르빅"},
     {"nuldane", "눌데인"}, {"ospren", "오스프렌"},  {"pindell", "핀델"},
     {"quorrin", "쿼린"},   {"ruddlet", "러들렛"},   {"sarnock", "사르노크"},
     {"tolvane", "톨베인"}, {"umbrick", "움브릭"},   {"vestrel", "베스트렐"},
     {"wickorn", "위코른"}, {"zephlin", "제플린"}}};
// Korean ones end in "-da" and are negated by "-ji anta".
constexpr std::array<std::array<Word, 3>, 8> kProperties = {
    {{{{"red", "빨갛다"}, {"blue", "파랗다"}, {"green", "푸르다"}}},
     {{{"wooden", "무르다"}, {"metallic", "단단하다"}, {"stony", "질기다"}}},
     {{{"large", "크다"}, {"tiny", "작다"}, {"tall", "길다"}}},
     {{{"cheerful", "쾌활하다"}, {"grumpy", "까다롭다"}, {"shy", "수줍다"}}},
     {{{"sweet", "달다"}, {"sour", "시다"}, {"bitter", "쓰다"}}},
     {{{"hot", "뜨겁다"}, {"cold", "차갑다"}, {"warm", "따뜻하다"}}},
     {{{"loud", "시끄럽다"}, {"quiet", "조용하다"}, {"musical", "빠르다"}}},
     {{{"smooth", "매끄럽다"}, {"hairy", "거칠다"}, {"spiny", "뾰족하다"}}}}};
constexpr std::array<Word, 8> kNames = {{{"Ada", "가영"},
                                         {"Ben", "민수"},
                                         {"Clara", "서준"},
                                         {"Finn", "수아"},
                                         {"Iris", "예린"},
                                         {"Noah", "우진"},
                                         {"Olga", "지훈"},
                                         {"Paul", "하준"}}};

// What is said of something: that it is (not) of a kind, or (not) of a property.
struct Predicate {
  Word word;
  bool noun;
  bool positive;
};

std::string WithArticle(std::string_view kind) {
  return (Holds("aeiou", kind.substr(0, 1)) ? "an " : "a ") + std::string(kind);
}

// Behind the subject: "is not a brimple", "is red".
std::string Says(const Predicate& what, Language language) {
  if (language == Language::kEnglish) {
    return std::string(what.positive ? "is " : "is not ") +
           (what.noun ? WithArticle(what.word.english) : std::string(what.word.english));
  }
  const std::string word(what.word.korean);
  if (what.noun) return what.positive ? word + "이다" : WithParticle(word, "이가") + " 아니다";
  constexpr size_t kEnding = 3;  // bytes of the last syllable
  return what.positive ? word : word.substr(0, word.size() - kEnding) + "지 않다";
}

std::string Claim(const Word& name, const Predicate& what, Language language) {
  const bool korean = language == Language::kKorean;
  const std::string subject =
      korean ? WithParticle(name.korean, "은는") : std::string(name.english);
  return subject + " " + Says(what, language) + ".";
}

// "Every a is b.", in one of three wordings.
std::string Rule(Draw& draw, const Word& kind, const Predicate& what, Language language) {
  const bool plural = draw.Index(3) == 0;
  const bool every = !plural && draw.Coin();
  if (language == Language::kKorean) {
    const std::string subject = WithParticle(kind.korean, "은는");
    return (plural ? subject + " 모두 " : "모든 " + subject + " ") + Says(what, language) + ".";
  }
  if (plural) {
    return Capital(kind.english) + "s are " + (what.positive ? "" : "not ") +
           std::string(what.word.english) + (what.noun ? "s." : ".");
  }
  return std::string(every ? "Every " : "Each ") + std::string(kind.english) + " " +
         Says(what, language) + ".";
}

// Draws stand in statements of their own: compilers evaluate arguments in different orders.
class TheoryMaker {
 public:
  TheoryMaker(Draw& draw, size_t hops, Language language)
      : draw_(draw), hops_(hops), language_(language) {}

  Theory Make() {
    kinds_ = draw_.Some(kKinds, hops_ + 4);
    for (size_t i = 0; i < kProperties.size(); ++i) families_.push_back(i);
    draw_.Shuffle(families_);
    const Word name = kNames[draw_.Index(kNames.size())];
    const Word property = kProperties[families_[0]][draw_.Index(3)];
    const bool positive = draw_.Coin();
    AddChain(name, {property, false, positive});
    AddSideRules();
    Order();
    const int64_t place = draw_.Number(0, static_cast<int64_t>(theory_.rules.size()));
    const std::string unrelated =
        Rule(draw_, kinds_[hops_ + 3], {property, false, !positive}, language_);
    theory_.rules.insert(theory_.rules.begin() + place, unrelated);
    theory_.label = draw_.Coin();
    theory_.query = Claim(name, {property, false, theory_.label == positive}, language_);
    return std::move(theory_);
  }

 private:
  void AddRule(const Word& kind, const Predicate& what) {
    theory_.rules.push_back(Rule(draw_, kind, what, language_));
  }

  void AddChain(const Word& name, const Predicate& end) {
    theory_.chain = {Claim(name, {kinds_[0], true, true}, language_)};
    for (size_t i = 0; i < hops_; ++i) {
      const Predicate what = i + 1 == hops_ ? end : Predicate{kinds_[i + 1], true, true};
      AddRule(kinds_[i], what);
      theory_.chain.push_back(theory_.rules.back());
      theory_.chain.push_back(Claim(name, what, language_));
    }
  }

  void AddProperty(const Word& kind, size_t family) {
    const bool positive = draw_.Coin();
    AddRule(kind, {kProperties[families_[family]][draw_.Index(3)], false, positive});
  }

  // A kind above the chain, one beside it, and properties of others.
  void AddSideRules() {
    AddRule(kinds_[hops_ - 1], {kinds_[hops_], true, true});
    AddRule(kinds_[hops_ + 2], {kinds_[hops_], true, true});
    AddProperty(kinds_[hops_], 1);
    for (size_t i = 0; i + 1 < hops_; ++i) {
      if (draw_.Coin()) AddProperty(kinds_[i], 2 + i);
    }
  }

  void Order() {
    const size_t order = draw_.Index(3);
    if (order == 0) draw_.Shuffle(theory_.rules);
    if (order == 1) theory_.rules = {theory_.rules.rbegin(), theory_.rules.rend()};
  }

  Draw& draw_;
  size_t hops_;
  Language language_;
  std::vector<Word> kinds_;
  std::vector<size_t> families_;
  Theory theory_;
};

}  // namespace

Theory DrawTheory(Draw& draw, size_t hops, Language language) {
  return TheoryMaker(draw, hops, language).Make();
}

}  // namespace ponder
