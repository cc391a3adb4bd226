#include "task/world.h"

#include <array>

#include "task/word.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr std::array<Word, 10> kTowns = {{{"Velmora", "벨모라"},
                                          {"Tarnwick", "탄윅"},
                                          {"Osleben", "오슬레벤"},
                                          {"Quillmar", "퀼마르"},
                                          {"Dorvane", "도르반"},
                                          {"Pellish", "펠리시"},
                                          {"Ketterby", "케터비"},
                                          {"Umbrona", "움브로나"},
                                          {"Harrowel", "해로웰"},
                                          {"Sylvast", "실바스트"}}};
constexpr std::array<Word, 10> kFirstNames = {{{"Mara", "마라"},
                                               {"Tobin", "토빈"},
                                               {"Elsket", "엘스켓"},
                                               {"Corvin", "코르빈"},
                                               {"Yselda", "이젤다"},
                                               {"Bram", "브람"},
                                               {"Ottoline", "오톨린"},
                                               {"Jorun", "요룬"},
                                               {"Nadira", "나디라"},
                                               {"Fenwick", "펜윅"}}};
constexpr std::array<Word, 10> kLastNames = {{{"Denholt", "덴홀트"},
                                              {"Asterby", "애스터비"},
                                              {"Krause-Vey", "크라우제베이"},
                                              {"Lindqvar", "린드크바르"},
                                              {"Moorfeld", "무어펠트"},
                                              {"Pranell", "프라넬"},
                                              {"Quist", "퀴스트"},
                                              {"Rookwell", "루크웰"},
                                              {"Tamsin", "탐신"},
                                              {"Wexley", "웩슬리"}}};
constexpr std::array<Word, 6> kTitles = {{{"Silent", "고요한"},
                                          {"Crooked", "구부러진"},
                                          {"Hidden", "숨은"},
                                          {"Burning", "타오르는"},
                                          {"Last", "마지막"},
                                          {"Winter", "겨울의"}}};
constexpr std::array<Word, 6> kTitleNouns = {{{"Ferry", "나룻배"},
                                              {"Orchard", "과수원"},
                                              {"Lantern", "등불"},
                                              {"Bridge", "다리"},
                                              {"Garden", "정원"},
                                              {"Compass", "나침반"}}};
constexpr std::array<Word, 4> kRivers = {
    {{"Ister", "이스터강"}, {"Morn", "몬강"}, {"Tavel", "타벨강"}, {"Brume", "브룀강"}}};
constexpr std::array<Word, 6> kWorks = {{{"baker", "제빵사"},
                                         {"sailor", "선원"},
                                         {"teacher", "교사"},
                                         {"clockmaker", "시계공"},
                                         {"gardener", "정원사"},
                                         {"doctor", "의사"}}};

// How each relation is told: the thing, then its value.
struct Telling {
  Relation relation;
  std::string_view english, korean;
};
constexpr std::array<Telling, 8> kTellings = {
    {{Relation::kBornIn, "{} was born in the town of {}.", "{}의 고향은 {}입니다."},
     {Relation::kBornYear, "{} was born in the year {}.", "{}의 출생 연도는 {}년입니다."},
     {Relation::kWork, "{} worked as a {}.", "{}의 직업은 {}입니다."},
     {Relation::kRiver, "{} lies on the river {}.", "{} 마을에는 {}이 흐릅니다."},
     {Relation::kFounded, "{} was founded in the year {}.", "{} 마을의 설립 연도는 {}년입니다."},
     {Relation::kPeople, "{} has {} inhabitants.", "{} 마을의 주민은 {}명입니다."},
     {Relation::kAuthor, "{} was written by {}.", "{}의 저자는 {}입니다."},
     {Relation::kYear, "{} came out in the year {}.", "{}의 출간 연도는 {}년입니다."}}};

std::vector<std::string> Titles(Draw& draw, size_t count, Language language) {
  std::vector<std::string> titles;
  for (const Word& word : kTitles) {
    for (const Word& noun : kTitleNouns) {
      titles.push_back(language == Language::kKorean
                           ? word.In(language) + " " + noun.In(language)
                           : "The " + word.In(language) + " " + noun.In(language));
    }
  }
  return draw.Some(titles, count);
}

}  // namespace

World MakeWorld(Draw& draw, size_t size, Language language) {
  World world;
  const auto number = [&](int64_t low, int64_t high) {
    return std::to_string(draw.Number(low, high));
  };
  // Nobody is born in a town that is not there yet, or writes before being born.
  const auto later = [&](const std::pair<std::string, Relation>& event, int64_t low, int64_t high) {
    return std::to_string(Numbers(world.facts.at(event)).at(0) + draw.Number(low, high));
  };
  for (const Word& town : draw.Some(kTowns, size)) {
    world.towns.push_back(town.In(language));
    const std::string& name = world.towns.back();
    world.facts[{name, Relation::kRiver}] = kRivers[draw.Index(kRivers.size())].In(language);
    world.facts[{name, Relation::kFounded}] = number(1801, 1890);
    world.facts[{name, Relation::kPeople}] = std::to_string(draw.Number(12, 480) * 100);
  }
  const auto first = draw.Some(kFirstNames, size);
  const auto last = draw.Some(kLastNames, size);
  for (size_t i = 0; i < size; ++i) {
    world.people.push_back(first[i].In(language) + " " + last[i].In(language));
    const std::string& name = world.people.back();
    const std::string& home = world.towns[draw.Index(size)];
    world.facts[{name, Relation::kBornIn}] = home;
    world.facts[{name, Relation::kBornYear}] = later({home, Relation::kFounded}, 5, 70);
    world.facts[{name, Relation::kWork}] = kWorks[draw.Index(kWorks.size())].In(language);
  }
  for (const std::string& title : Titles(draw, size, language)) {
    world.books.push_back(title);
    const std::string& author = world.people[draw.Index(size)];
    world.facts[{title, Relation::kAuthor}] = author;
    world.facts[{title, Relation::kYear}] = later({author, Relation::kBornYear}, 20, 60);
  }
  return world;
}

std::string Tell(Draw& draw, const Facts& facts, Language language) {
  std::vector<std::string> sentences;
  for (const auto& [key, value] : facts) {
    for (const Telling& telling : kTellings) {
      if (telling.relation != key.second) continue;
      sentences.push_back(Fill(language == Language::kKorean ? telling.korean : telling.english,
                               {key.first, value}));
    }
  }
  draw.Shuffle(sentences);
  return Join(sentences, " ");
}

Facts ReadFacts(std::string_view text) {
  Facts facts;
  for (const std::string& sentence : Sentences(text)) {
    for (const Telling& telling : kTellings) {
      for (const std::string_view pattern : {telling.english, telling.korean}) {
        const auto blanks = Match(pattern, sentence);
        if (blanks) facts[{blanks->at(0), telling.relation}] = blanks->at(1);
      }
    }
  }
  return facts;
}

std::optional<std::string> Follow(const Facts& facts, std::string thing, Path path) {
  for (const Relation relation : path) {
    const auto found = facts.find({thing, relation});
    if (found == facts.end()) return std::nullopt;
    thing = found->second;
  }
  return thing;
}

std::optional<std::vector<std::string>> Match(std::string_view pattern, std::string_view text) {
  std::vector<std::string> blanks;
  while (true) {
    const size_t blank = pattern.find("{}");
    const std::string_view before = pattern.substr(0, blank);
    const size_t at = blank == pattern.npos ? text.size() - std::min(text.size(), before.size())
                                            : text.find(before);
    if (text.substr(std::min(at, text.size()), before.size()) != before) return std::nullopt;
    if (blanks.empty() ? at != 0 : at == 0) return std::nullopt;
    if (!blanks.empty()) blanks.back() = text.substr(0, at);
    if (blank == pattern.npos) break;
    text.remove_prefix(at + before.size());
    pattern.remove_prefix(blank + 2);
    blanks.emplace_back();
  }
  return blanks;
}

}  // namespace ponder
