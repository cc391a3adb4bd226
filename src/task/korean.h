// Korean particles, which depend on the sound before them.
#pragma once

#include <string>
#include <string_view>

namespace ponder {

// How the word ends: in a vowel, in the consonant rieul, or in another consonant. Digits end as
// they are read; other letters count as vowels.
enum class KoreanEnd { kVowel, kRieul, kConsonant };
KoreanEnd EndOf(std::string_view word);

// The word with the form of a particle that fits: "은는", "이가", "을를", "와과" (after a vowel
// "와"), "으로로".
std::string WithParticle(std::string_view word, std::string_view particle);

}  // namespace ponder
