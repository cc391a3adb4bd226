#include "task/span_score.h"

#include <algorithm>
#include <array>

#include "task/words.h"
#include "text/scan.h"

namespace ponder {

std::string NormalSpan(std::string_view text) {
  std::string bare;
  for (char c : scan::Lower(text)) {
    const bool punctuation = c > ' ' && c < 0x7F && !scan::IsAlnum(c);
    if (!punctuation) bare += c;
  }
  std::vector<std::string> words = Words(bare);
  std::erase_if(words, [](const std::string& w) { return w == "a" || w == "an" || w == "the"; });
  return Join(words, " ");
}

double SpanF1(std::string_view answer, std::string_view gold) {
  const std::string a = NormalSpan(answer);
  const std::string b = NormalSpan(gold);
  constexpr std::array<std::string_view, 3> kWhole = {"yes", "no", "noanswer"};
  for (const std::string_view whole : kWhole) {
    if (a != b && (a == whole || b == whole)) return 0;
  }
  const std::vector<std::string> got = Words(a);
  std::vector<std::string> wanted = Words(b);
  const double total = static_cast<double>(got.size() + wanted.size());
  int common = 0;
  for (const std::string& word : got) {
    const auto found = std::find(wanted.begin(), wanted.end(), word);
    if (found == wanted.end()) continue;
    wanted.erase(found);
    ++common;
  }
  return common == 0 ? 0 : 2 * common / total;
}

}  // namespace ponder
