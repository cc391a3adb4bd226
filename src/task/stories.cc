#include "task/stories.h"

namespace ponder {
namespace {

using N = StoryNumbers;

const std::vector<Story>& AllStories() {
  static const std::vector<Story> stories = {
      {"{a} picks {n} {t} in the morning and {n} times as many in the afternoon. All of them are "
       "sold for ${n} each. How many dollars does {a} get?",
       "{a:은는} 아침에 {t:을를} {n}개 따고 오후에 그 {n}배를 땄습니다. 모두 하나에 {n}달러씩 받고 "
       "팔았습니다. {a:은는} 몇 달러를 벌었습니까?",
       "in the afternoon",
       "오후에 그",
       {{3, 9}, {2, 6}, {2, 9}},
       {{"melons", "멜론"}, {"pumpkins", "호박"}, {"sunflowers", "해바라기"}},
       {},
       [](N n) -> StoryTold {
         return {n, (n[0] + n[0] * n[1]) * n[2]};
       },
       [](N n) { return n[0] * (1 + n[1]) * n[2]; }},
      {"{a} has ${n} and saves ${n} every week for {n} weeks. Then {a} buys a {t} for ${n}. How "
       "many dollars are left?",
       "{a:은는} 돈이 {n}달러 있고, 매주 {n}달러씩 {n}주 동안 모읍니다. 그런 다음 {t:을를} "
       "{n}달러에 "
       "삽니다. 남은 돈은 몇 달러입니까?",
       "saves $",
       "동안 모읍니다",
       {{20, 60}, {4, 15}, {3, 9}, {5, 20}},
       {{"book", "책"}, {"ball", "공"}, {"shirt", "셔츠"}},
       {},
       [](N n) -> StoryTold {
         return {n, n[0] + n[1] * n[2] - n[3]};
       },
       [](N n) { return n[0] - n[3] + n[1] * n[2]; }},
      {"A shop receives {n} boxes with {n} {t} in each. {n} of them are broken. How many can be "
       "sold?",
       "가게에 상자 {n}개가 왔고, 한 상자에 {t:이가} {n}개씩 들어 있습니다. 그중 {n}개가 "
       "깨졌습니다. "
       "팔 수 있는 것은 몇 개입니까?",
       "shop receives",
       "한 상자에",
       {{3, 9}, {4, 12}, {2, 10}},
       {{"cups", "컵"}, {"plates", "접시"}, {"bulbs", "전구"}},
       {},
       [](N n) -> StoryTold {
         return {n, n[0] * n[1] - n[2]};
       },
       [](N n) { return (n[0] - 1) * n[1] + (n[1] - n[2]); }},
      {"{a} bakes {n} {t}. {b} eats {n} of them, and the rest is shared equally by {n} friends. "
       "How "
       "many does each friend get?",
       "{a:은는} {t:을를} {n}개 구웠습니다. {b:이가} 그중 {n}개를 먹고, 나머지를 친구 {n}명이 "
       "똑같이 "
       "나눕니다. 친구 한 명은 몇 개를 받습니까?",
       "shared equally",
       "똑같이",
       {{3, 8}, {3, 9}, {2, 9}},
       {{"cookies", "과자"}, {"rolls", "롤빵"}, {"muffins", "머핀"}},
       {},
       [](N n) -> StoryTold {
         return {{n[0] * n[1] + n[2], n[2], n[0]}, n[1]};
       },
       [](N n) { return (n[0] - n[1]) / n[2]; }},
      {"{a} drives for {n} hours at {n} kilometres an hour and then cycles for {n} hours at {n} "
       "kilometres an hour. How many kilometres is that in all?",
       "{a:은는} 자동차로 {n}시간 동안 시속 {n}킬로미터로 가고, 이어서 자전거로 {n}시간 동안 시속 "
       "{n}킬로미터로 갑니다. 모두 몇 킬로미터를 갑니까?",
       "drives for",
       "자동차로",
       {{40, 80}, {10, 30}, {2, 5}, {2, 4}},
       {},
       {},
       [](N n) -> StoryTold {
         return {{n[2], n[0], n[3], n[1]}, n[2] * n[0] + n[3] * n[1]};
       },
       [](N n) { return n[3] * n[2] + n[1] * n[0]; }},
      {"{a} is {n} years old. {b} is {n} times as old. How old will {b} be in {n} years?",
       "{a:은는} {n}살입니다. {b}의 나이는 그 {n}배입니다. {b:은는} {n}년 뒤에 몇 살입니까?",
       "years old. ",
       "나이는 그",
       {{6, 15}, {2, 4}, {3, 12}},
       {},
       {},
       [](N n) -> StoryTold {
         return {n, n[0] * n[1] + n[2]};
       },
       [](N n) { return n[2] + n[0] * n[1]; }},
      {"{a} reads {n} pages of a book on Monday and {n} pages more than that on Tuesday. {n} pages "
       "are left. How many pages does the book have?",
       "{a:은는} 월요일에 책을 {n}쪽 읽고 화요일에는 그보다 {n}쪽 더 읽었습니다. 남은 것은 "
       "{n}쪽입니다. 이 책은 모두 몇 쪽입니까?",
       "pages of a book",
       "월요일에 책을",
       {{10, 30}, {5, 15}, {20, 90}},
       {},
       {},
       [](N n) -> StoryTold {
         return {n, n[0] + (n[0] + n[1]) + n[2]};
       },
       [](N n) { return 2 * n[0] + n[1] + n[2]; }},
      {"{a} buys {n} {t} at ${n} each and {n} {u} at ${n} each, and pays with a $100 note. How "
       "many "
       "dollars does {a} get back?",
       "{a:은는} {t} {n}개를 하나에 {n}달러씩, {u} {n}개를 하나에 {n}달러씩 주고 사면서 100달러 "
       "지폐를 냅니다. 거스름돈은 몇 달러입니까?",
       "$100 note",
       "100달러 지폐",
       {{2, 6}, {2, 7}, {2, 5}, {1, 6}},
       {{"notebooks", "공책"}, {"brushes", "붓"}, {"candles", "초"}},
       {{"pens", "펜"}, {"stickers", "스티커"}, {"ribbons", "리본"}},
       [](N n) -> StoryTold {
         return {n, 100 - n[0] * n[1] - n[2] * n[3]};
       },
       [](N n) { return n[4] - (n[0] * n[1] + n[2] * n[3]); }},
      {"{a} sets up {n} rows of {n} chairs for a concert. {b} brings {n} more chairs. How many "
       "chairs are there?",
       "{a:은는} 음악회를 위해 의자를 {n}줄로 한 줄에 {n}개씩 놓습니다. {b:이가} 의자 {n}개를 더 "
       "가져옵니다. 의자는 모두 몇 개입니까?",
       "rows of",
       "한 줄에",
       {{4, 9}, {5, 12}, {3, 15}},
       {},
       {},
       [](N n) -> StoryTold {
         return {n, n[0] * n[1] + n[2]};
       },
       [](N n) { return n[2] + n[0] * n[1]; }},
      {"A tank holds {n} litres. Every minute {n} litres flow in and {n} litres flow out. How many "
       "litres does it hold after {n} minutes?",
       "물통에 물이 {n}리터 있습니다. 매분 {n}리터가 들어오고 {n}리터가 나갑니다. {n}분 뒤에는 "
       "물이 "
       "몇 리터 있습니까?",
       "tank holds",
       "물통에",
       {{8, 20}, {2, 7}, {4, 12}, {10, 50}},
       {},
       {},
       [](N n) -> StoryTold {
         return {{n[3], n[0], n[1], n[2]}, n[3] + (n[0] - n[1]) * n[2]};
       },
       [](N n) { return n[0] + n[1] * n[3] - n[2] * n[3]; }},
      {"{a} has {n} {t}. {b} has half as many. {a} gives {n} of them to {b}. How many does {b} "
       "have "
       "then?",
       "{a:은는} {t:을를} {n}개 가지고 있습니다. {b:은는} 그 절반을 가지고 있습니다. {a:이가} "
       "{b}에게 "
       "{n}개를 줍니다. 이제 {b:은는} 몇 개를 가지고 있습니까?",
       "half as many",
       "그 절반",
       {{6, 30}, {2, 5}},
       {{"marbles", "구슬"}, {"stamps", "우표"}, {"cards", "카드"}},
       {},
       [](N n) -> StoryTold {
         return {{2 * n[0], n[1]}, n[0] + n[1]};
       },
       [](N n) { return n[0] / 2 + n[1]; }},
      {"{a} works {n} hours a day and earns ${n} an hour. The bus costs ${n} a day. How many "
       "dollars remain after {n} days?",
       "{a:은는} 하루에 {n}시간 일하고 한 시간에 {n}달러를 법니다. 버스비는 하루에 {n}달러입니다. "
       "{n}일 뒤에 남는 돈은 몇 달러입니까?",
       "earns $",
       "버스비는",
       {{4, 8}, {9, 15}, {3, 5}, {2, 6}},
       {},
       {},
       [](N n) -> StoryTold {
         return {{n[0], n[1], n[3], n[2]}, (n[0] * n[1] - n[3]) * n[2]};
       },
       [](N n) { return n[0] * n[1] * n[3] - n[2] * n[3]; }},
  };
  return stories;
}

}  // namespace

std::span<const Story> Stories() { return AllStories(); }

}  // namespace ponder
