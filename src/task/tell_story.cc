#include "task/korean.h"
#include "task/stories.h"

namespace ponder {
namespace {

// What fills the blanks of a text.
class Blanks {
 public:
  Blanks(std::string a, std::string b, std::string t, std::string u,
         const std::vector<int64_t>& numbers)
      : a_(std::move(a)), b_(std::move(b)), t_(std::move(t)), u_(std::move(u)), numbers_(numbers) {}

  std::string FillIn(std::string_view text) {
    std::string filled;
    for (size_t open = text.find('{'); open != text.npos; open = text.find('{')) {
      const size_t close = text.find('}', open);
      filled += text.substr(0, open);
      filled += Value(text.substr(open + 1, close - open - 1));
      text.remove_prefix(close + 1);
    }
    return filled + std::string(text);
  }

 private:
  // Of "a" or "a:은는".
  std::string Value(std::string_view blank) {
    if (blank == "n") return std::to_string(numbers_.at(next_++));
    const std::string& word = blank[0] == 'a'   ? a_
                              : blank[0] == 'b' ? b_
                              : blank[0] == 't' ? t_
                                                : u_;
    return blank.size() > 2 ? WithParticle(word, blank.substr(2)) : word;
  }

  std::string a_, b_, t_, u_;
  const std::vector<int64_t>& numbers_;
  size_t next_ = 0;
};

std::string Pick(Draw& draw, const std::vector<Word>& things, Language language) {
  if (things.empty()) return "";
  return things[draw.Index(things.size())].In(language);
}

}  // namespace

WordProblem TellStory(Draw& draw, const Story& story, const std::string& a, const std::string& b,
                      Language language) {
  std::vector<int64_t> drawn;
  for (const StoryRange& range : story.numbers) drawn.push_back(draw.Number(range.low, range.high));
  const StoryTold told = story.tell(drawn);
  const std::string t = Pick(draw, story.things, language);
  const std::string u = Pick(draw, story.others, language);
  const std::string_view text = language == Language::kKorean ? story.korean : story.english;
  return {Blanks(a, b, t, u, told.numbers).FillIn(text), told.answer};
}

}  // namespace ponder
