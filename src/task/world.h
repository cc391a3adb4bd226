// A small made-up world of towns, people and books, told in sentences: what questions over several
// facts are asked about. Nobody can know it, so that only reading helps.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/language.h"
#include "task/draw.h"

namespace ponder {

enum class Relation {
  kBornIn,    // person: town
  kBornYear,  // person: year
  kWork,      // person: profession
  kRiver,     // town: river
  kFounded,   // town: year
  kPeople,    // town: number
  kAuthor,    // book: person
  kYear,      // book: year
};
using Path = std::span<const Relation>;

// What is known: the value of a relation of a thing.
using Facts = std::map<std::pair<std::string, Relation>, std::string>;

struct World {
  std::vector<std::string> towns, people, books;
  Facts facts;
};

// `size` towns, people and books each, at most 10.
World MakeWorld(Draw& draw, size_t size, Language language);

// All facts as sentences in random order, and back.
std::string Tell(Draw& draw, const Facts& facts, Language language);
Facts ReadFacts(std::string_view text);

// The end of a path of relations; nullopt where a fact is missing.
std::optional<std::string> Follow(const Facts& facts, std::string thing, Path path);

// What stands in the blanks of `pattern` ("{}") when `text` is of that form.
std::optional<std::vector<std::string>> Match(std::string_view pattern, std::string_view text);

}  // namespace ponder
