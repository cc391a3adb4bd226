// Who tells the truth, when everybody speaks about somebody else? The form of the BIG-bench task
// of this name.
#include <array>
#include <map>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/korean.h"
#include "task/people.h"
#include "task/words.h"

namespace ponder {
namespace {

struct Level {
  size_t people;
  bool mixed;  // statements in any order
};
constexpr std::array<Level, 4> kLevels = {{{3, false}, {5, false}, {9, false}, {9, true}}};

// What one says of another, or (when `about` is empty) what we know of one.
std::string Statement(const std::string& who, const std::string& about, bool truth,
                      Language language) {
  if (language == Language::kKorean) {
    const std::string subject = WithParticle(who, "은는");
    if (about.empty()) return subject + (truth ? " 늘 진실을 말합니다." : " 늘 거짓말을 합니다.");
    return subject + " " + WithParticle(about, "이가") +
           (truth ? " 진실을 말한다고 합니다." : " 거짓말을 한다고 합니다.");
  }
  if (about.empty()) return who + (truth ? " is always honest." : " is always a liar.");
  return who + " claims that " + about + (truth ? " is honest." : " is a liar.");
}

// "Ada", of "Ada" and of the Korean name with a particle of one syllable.
std::string Name(const std::string& word) {
  const bool korean = word.size() > 3 && static_cast<unsigned char>(word[0]) >= 0x80;
  return korean ? word.substr(0, word.size() - 3) : word;
}

class WebOfLies : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Level& size = kLevels.at(static_cast<size_t>(level));
    const std::vector<std::string> people = SomePeople(draw, size.people, language);
    bool honest = draw.Coin();
    std::vector<std::string> statements = {Statement(people[0], "", honest, language)};
    for (size_t i = 1; i < people.size(); ++i) {
      const bool says_honest = draw.Coin();
      statements.push_back(Statement(people[i], people[i - 1], says_honest, language));
      honest = says_honest == honest;
    }
    if (size.mixed) draw.Shuffle(statements);
    TaskItem item;
    item.question =
        Fill(language == Language::kKorean ? "{} {} 진실을 말합니까? Yes 또는 No로 답하세요."
                                           : "{} Is {} honest? Answer Yes or No.",
             {Join(statements, " "),
              language == Language::kKorean ? WithParticle(people.back(), "은는") : people.back()});
    item.gold = honest ? "Yes" : "No";
    item.kind = AnswerKind::kYesNo;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kYesNo, 256);
  }

  // Reads what is said, and settles one after the other whoever speaks about a settled one.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    struct Said {
      std::string who, about;
      bool truth;
    };
    std::vector<Said> said;
    std::map<std::string, bool> honest;
    std::string asked;
    for (const std::string& sentence : Sentences(item.question)) {
      std::vector<std::string> words = Words(sentence);
      if (words[0] == "Question:") words.erase(words.begin());
      if (words.size() < 2) return std::nullopt;
      const bool truth =
          !Holds(sentence, "lies") && !Holds(sentence, "liar") && !Holds(sentence, "거짓");
      const bool korean = static_cast<unsigned char>(words[0][0]) >= 0x80;
      if (sentence.ends_with("?")) {
        asked = Name(korean ? words[0] : words[1]);
      } else if (Holds(sentence, " says ") || Holds(sentence, " claims ")) {
        said.push_back({words[0], words[words[2] == "that" ? 3 : 2], truth});
      } else if (sentence.ends_with("다고 합니다.")) {
        said.push_back({Name(words[0]), Name(words[1]), truth});
      } else if (asked.empty()) {
        honest[Name(words[0])] = truth;
      }
    }
    for (size_t round = 0; round < said.size(); ++round) {
      for (const Said& one : said) {
        const auto about = honest.find(one.about);
        if (about != honest.end()) honest[one.who] = one.truth == about->second;
      }
    }
    if (!honest.contains(asked)) return std::nullopt;
    return honest[asked] ? "Yes" : "No";
  }
};

const WebOfLies task;

}  // namespace

extern const TaskInfo web_of_lies_task;
const TaskInfo web_of_lies_task{
    .name = "web_of_lies",
    .summary = "who tells the truth, when each speaks about another?",
    .levels = {"3_people", "5_people", "9_people", "9_people_any_order"},
    .korean = true,
    .published = BbhSet({BbhFile(
        "web_of_lies", "3e60323f8514a107fdb4edf35f8832a9171c5a09c0eaa47823559de905e8ab8b")}),
    .task = &task};

}  // namespace ponder
