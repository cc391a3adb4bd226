#include "attack/attack_text.h"

#include <algorithm>

#include "embedded/attack_prompts.h"
#include "ponder/error.h"
#include "text/template.h"

namespace ponder {
namespace {

constexpr std::string_view kBreak = "\n---\n";

}  // namespace

std::string AttackText(std::string_view name, Language language, const TextBlanks& values) {
  const std::string file =
      "prompts/" + std::string(name) + "." + std::string(LanguageCode(language)) + ".txt";
  const std::string_view text = embedded::attack_prompts::Get(file);
  if (text.empty()) throw Error(ErrorCode::kInternal, "no text " + file);
  return FillTemplate(text, values);
}

std::vector<std::string> AttackTexts(std::string_view name, Language language,
                                     const TextBlanks& values) {
  const std::string all = AttackText(name, language, values);
  std::vector<std::string> texts;
  for (size_t begin = 0; begin <= all.size();) {
    const size_t end = std::min(all.find(kBreak, begin), all.size());
    texts.push_back(all.substr(begin, end - begin));
    begin = end + kBreak.size();
  }
  return texts;
}

}  // namespace ponder
