#include "task/korean.h"

#include <array>
#include <cstdint>

namespace ponder {
namespace {

struct Particle {
  std::string_view both;
  std::string_view after_consonant;
  std::string_view after_vowel;
};
constexpr std::array<Particle, 6> kParticles = {{{"은는", "은", "는"},
                                                 {"이가", "이", "가"},
                                                 {"을를", "을", "를"},
                                                 {"와과", "과", "와"},
                                                 {"으로로", "으로", "로"},
                                                 {"이라라", "이라", "라"}}};

// The last character as a code point; only three-byte ones matter here.
uint32_t LastCharacter(std::string_view word) {
  if (word.size() < 3 || (static_cast<unsigned char>(word.back()) & 0xC0) != 0x80) {
    return word.empty() ? 0 : static_cast<unsigned char>(word.back());
  }
  const auto byte = [&](size_t back) {
    return static_cast<uint32_t>(static_cast<unsigned char>(word[word.size() - back]));
  };
  return (byte(3) & 0x0F) << 12 | (byte(2) & 0x3F) << 6 | (byte(1) & 0x3F);
}

}  // namespace

KoreanEnd EndOf(std::string_view word) {
  const uint32_t last = LastCharacter(word);
  if (last >= '0' && last <= '9') {
    constexpr std::string_view kEnds =
        "crvcvvcrrv";  // yeong, il, i, sam, sa, o, yuk, chil, pal, gu
    const char end = kEnds[last - '0'];
    return end == 'v' ? KoreanEnd::kVowel : end == 'r' ? KoreanEnd::kRieul : KoreanEnd::kConsonant;
  }
  if (last < 0xAC00 || last > 0xD7A3) return KoreanEnd::kVowel;
  const uint32_t final = (last - 0xAC00) % 28;  // 0: none, 8: rieul
  return final == 0 ? KoreanEnd::kVowel : final == 8 ? KoreanEnd::kRieul : KoreanEnd::kConsonant;
}

std::string WithParticle(std::string_view word, std::string_view particle) {
  const KoreanEnd end = EndOf(word);
  const bool vowel = end == KoreanEnd::kVowel || (end == KoreanEnd::kRieul && particle == "으로로");
  for (const Particle& known : kParticles) {
    if (known.both != particle) continue;
    return std::string(word) + std::string(vowel ? known.after_vowel : known.after_consonant);
  }
  return std::string(word) + std::string(particle);
}

}  // namespace ponder
