#include "task/people.h"

#include <array>

#include "task/word.h"

namespace ponder {
namespace {

constexpr std::array<Word, 16> kPeople = {{{"Ada", "가영"},
                                           {"Ben", "나리"},
                                           {"Clara", "다온"},
                                           {"Dan", "도윤"},
                                           {"Ella", "라희"},
                                           {"Finn", "민수"},
                                           {"Greta", "보라"},
                                           {"Hugo", "서준"},
                                           {"Iris", "수아"},
                                           {"Jack", "예린"},
                                           {"Kira", "우진"},
                                           {"Leo", "은호"},
                                           {"Maya", "재민"},
                                           {"Noah", "지훈"},
                                           {"Olga", "채원"},
                                           {"Paul", "하준"}}};

}  // namespace

std::vector<std::string> SomePeople(Draw& draw, size_t count, Language language) {
  std::vector<std::string> names;
  for (const Word& name : draw.Some(kPeople, count)) names.push_back(name.In(language));
  return names;
}

}  // namespace ponder
