// "I have a chair, two potatoes, ... How many vegetables do I have?", answered at once.
// The form of the BIG-bench task of this name; things, numbers and wording are our own.
#include <algorithm>
#include <array>

#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

struct Thing {
  std::string_view one;  // with its article
  std::string_view many;
};
struct Family {
  std::string_view name;
  std::array<Thing, 10> things;
};

constexpr std::array<Family, 4> kFamilies = {{
    {"vegetables",
     {{{"a carrot", "carrots"},
       {"an onion", "onions"},
       {"a potato", "potatoes"},
       {"a cabbage", "cabbages"},
       {"a turnip", "turnips"},
       {"a leek", "leeks"},
       {"a radish", "radishes"},
       {"a cucumber", "cucumbers"},
       {"a pumpkin", "pumpkins"},
       {"a beetroot", "beetroots"}}}},
    {"fruits",
     {{{"an apple", "apples"},
       {"a pear", "pears"},
       {"a banana", "bananas"},
       {"an orange", "oranges"},
       {"a peach", "peaches"},
       {"a plum", "plums"},
       {"a lemon", "lemons"},
       {"a mango", "mangoes"},
       {"a kiwi", "kiwis"},
       {"a melon", "melons"}}}},
    {"animals",
     {{{"a dog", "dogs"},
       {"a cat", "cats"},
       {"a rabbit", "rabbits"},
       {"a goat", "goats"},
       {"a horse", "horses"},
       {"a duck", "ducks"},
       {"a cow", "cows"},
       {"a hamster", "hamsters"},
       {"a parrot", "parrots"},
       {"a pig", "pigs"}}}},
    {"musical instruments",
     {{{"a piano", "pianos"},
       {"a guitar", "guitars"},
       {"a violin", "violins"},
       {"a flute", "flutes"},
       {"a trumpet", "trumpets"},
       {"a drum", "drums"},
       {"a cello", "cellos"},
       {"a harp", "harps"},
       {"a clarinet", "clarinets"},
       {"a trombone", "trombones"}}}},
}};
constexpr std::array<Thing, 10> kFurniture = {{{"a chair", "chairs"},
                                               {"a table", "tables"},
                                               {"a lamp", "lamps"},
                                               {"a bed", "beds"},
                                               {"a shelf", "shelves"},
                                               {"a mirror", "mirrors"},
                                               {"a carpet", "carpets"},
                                               {"a stool", "stools"},
                                               {"a clock", "clocks"},
                                               {"a sofa", "sofas"}}};
constexpr std::array<std::string_view, 5> kNumbers = {"", "", "two", "three", "four"};

// `kinds` things of `from`, one to four of each; returns how many there are in all.
int64_t AddThings(Draw& draw, std::span<const Thing> from, size_t kinds,
                  std::vector<std::string>& list) {
  std::vector<Thing> things(from.begin(), from.end());
  draw.Shuffle(things);
  int64_t sum = 0;
  for (size_t i = 0; i < kinds; ++i) {
    const int64_t number = std::max<int64_t>(1, draw.Number(-2, 4));
    sum += number;
    list.push_back(number == 1 ? std::string(things[i].one)
                               : std::string(kNumbers[static_cast<size_t>(number)]) + " " +
                                     std::string(things[i].many));
  }
  return sum;
}

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const Family& family = kFamilies[draw.Index(kFamilies.size())];
  std::vector<std::string> list;
  const int64_t sum = AddThings(draw, family.things, static_cast<size_t>(draw.Number(3, 5)), list);
  AddThings(draw, kFurniture, static_cast<size_t>(draw.Number(1, 3)), list);
  draw.Shuffle(list);

  TaskItem item;
  item.question = "I have ";
  for (size_t i = 0; i < list.size(); ++i) {
    item.question += (i == 0 ? "" : i + 1 == list.size() ? ", and " : ", ") + list[i];
  }
  item.question += ". How many " + std::string(family.name) + " do I have?";
  item.gold = std::to_string(sum);
  item.instructions = "Answer directly, without explanation, in the form '#### A'.";
  item.max_tokens = 16;
  return item;
}

}  // namespace

extern const TaskInfo object_counting_task;
const TaskInfo object_counting_task{
    "object_counting", "How many things of one kind are in a list?, answered directly", Make};

}  // namespace ponder
