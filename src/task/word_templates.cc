#include "task/word_templates.h"

#include <array>
#include <initializer_list>

#include "task/words.h"

namespace ponder {
namespace {

std::string N(int64_t number) { return std::to_string(number); }

std::string Pick(Draw& draw, std::initializer_list<std::string_view> words) {
  return std::string(words.begin()[draw.Index(words.size())]);
}

WordProblem Market(Draw& draw, std::string_view name, std::string_view) {
  const int64_t a = draw.Number(3, 9), b = draw.Number(2, 6), price = draw.Number(2, 9);
  return {
      Fill("{} picks {} {} in the morning and {} times as many in the afternoon. All of them are "
           "sold for ${} each. How many dollars does {} get?",
           {std::string(name), N(a), Pick(draw, {"melons", "pumpkins", "sunflowers"}), N(b),
            N(price), std::string(name)}),
      (a + a * b) * price};
}

WordProblem Savings(Draw& draw, std::string_view name, std::string_view) {
  const int64_t start = draw.Number(20, 60), weekly = draw.Number(4, 15), weeks = draw.Number(3, 9);
  const int64_t spent = draw.Number(5, 20);
  return {
      Fill("{} has ${} and saves ${} every week for {} weeks. Then {} buys a {} for ${}. How many "
           "dollars are left?",
           {std::string(name), N(start), N(weekly), N(weeks), std::string(name),
            Pick(draw, {"book", "ball", "shirt"}), N(spent)}),
      start + weekly * weeks - spent};
}

WordProblem Boxes(Draw& draw, std::string_view, std::string_view) {
  const int64_t boxes = draw.Number(3, 9), each = draw.Number(4, 12), broken = draw.Number(2, 10);
  return {
      Fill("A shop receives {} boxes with {} {} in each. {} of them are broken. How many can be "
           "sold?",
           {N(boxes), N(each), Pick(draw, {"cups", "plates", "bulbs"}), N(broken)}),
      boxes * each - broken};
}

WordProblem Shares(Draw& draw, std::string_view name, std::string_view other) {
  const int64_t friends = draw.Number(3, 8), each = draw.Number(3, 9), eaten = draw.Number(2, 9);
  return {
      Fill("{} bakes {} {}. {} eats {} of them, and the rest is shared equally by {} friends. How "
           "many does each friend get?",
           {std::string(name), N(friends * each + eaten),
            Pick(draw, {"cookies", "rolls", "muffins"}), std::string(other), N(eaten), N(friends)}),
      each};
}

WordProblem Journey(Draw& draw, std::string_view name, std::string_view) {
  const int64_t fast = draw.Number(40, 80), slow = draw.Number(10, 30);
  const int64_t hours = draw.Number(2, 5), more = draw.Number(2, 4);
  return {Fill("{} drives for {} hours at {} kilometres an hour and then cycles for {} hours at {} "
               "kilometres an hour. How many kilometres is that in all?",
               {std::string(name), N(hours), N(fast), N(more), N(slow)}),
          hours * fast + more * slow};
}

WordProblem Ages(Draw& draw, std::string_view name, std::string_view other) {
  const int64_t age = draw.Number(6, 15), times = draw.Number(2, 4), years = draw.Number(3, 12);
  return {
      Fill("{} is {} years old. {} is {} times as old. How old will {} be in {} years?",
           {std::string(name), N(age), std::string(other), N(times), std::string(other), N(years)}),
      age * times + years};
}

WordProblem Reading(Draw& draw, std::string_view name, std::string_view) {
  const int64_t first = draw.Number(10, 30), more = draw.Number(5, 15), left = draw.Number(20, 90);
  return {
      Fill("{} reads {} pages of a book on Monday and {} pages more than that on Tuesday. {} pages "
           "are left. How many pages does the book have?",
           {std::string(name), N(first), N(more), N(left)}),
      first + first + more + left};
}

WordProblem Change(Draw& draw, std::string_view name, std::string_view) {
  const int64_t a = draw.Number(2, 6), pa = draw.Number(2, 7), b = draw.Number(2, 5);
  const int64_t pb = draw.Number(1, 6);
  return {
      Fill("{} buys {} {} at ${} each and {} {} at ${} each, and pays with a $100 note. How many "
           "dollars does {} get back?",
           {std::string(name), N(a), Pick(draw, {"notebooks", "brushes", "candles"}), N(pa), N(b),
            Pick(draw, {"pens", "stickers", "ribbons"}), N(pb), std::string(name)}),
      100 - a * pa - b * pb};
}

WordProblem Rows(Draw& draw, std::string_view name, std::string_view other) {
  const int64_t rows = draw.Number(4, 9), seats = draw.Number(5, 12), guests = draw.Number(3, 15);
  return {Fill("{} sets up {} rows of {} chairs for a concert. {} brings {} more chairs. How many "
               "chairs "
               "are there?",
               {std::string(name), N(rows), N(seats), std::string(other), N(guests)}),
          rows * seats + guests};
}

WordProblem Tank(Draw& draw, std::string_view, std::string_view) {
  const int64_t in = draw.Number(8, 20), out = draw.Number(2, 7), minutes = draw.Number(4, 12);
  const int64_t start = draw.Number(10, 50);
  return {
      Fill(
          "A tank holds {} litres. Every minute {} litres flow in and {} litres flow out. How many "
          "litres does it hold after {} minutes?",
          {N(start), N(in), N(out), N(minutes)}),
      start + (in - out) * minutes};
}

WordProblem Half(Draw& draw, std::string_view name, std::string_view other) {
  const int64_t half = draw.Number(6, 30), given = draw.Number(2, 5);
  return {Fill("{} has {} {}. {} has half as many. {} gives {} of them to {}. How many does {} "
               "have then?",
               {std::string(name), N(2 * half), Pick(draw, {"marbles", "stamps", "cards"}),
                std::string(other), std::string(name), N(given), std::string(other),
                std::string(other)}),
          half + given};
}

WordProblem Wages(Draw& draw, std::string_view name, std::string_view) {
  const int64_t hours = draw.Number(4, 8), wage = draw.Number(9, 15), days = draw.Number(3, 5);
  const int64_t fare = draw.Number(2, 6);
  return {Fill("{} works {} hours a day and earns ${} an hour. The bus costs ${} a day. How many "
               "dollars "
               "remain after {} days?",
               {std::string(name), N(hours), N(wage), N(fare), N(days)}),
          (hours * wage - fare) * days};
}

constexpr std::array<WordTemplate, 12> kTemplates = {
    Market, Savings, Boxes, Shares, Journey, Ages, Reading, Change, Rows, Tank, Half, Wages};

}  // namespace

std::span<const WordTemplate> WordTemplates() { return kTemplates; }

}  // namespace ponder
