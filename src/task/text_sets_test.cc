// Published files of questions in words with something wrong in them are refused with file, line
// and field. Worlds (trips, cubes, ...) have a test of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "task/test_data.h"

namespace ponder {
namespace {

using Json = nlohmann::json;

struct Form {
  const char* task;
  const char* row;   // as published
  const char* gold;  // its field
  Json no_gold;      // what cannot be one
  const char* id;    // the field of its name; "" when it has none
};

// Of a file of an empty line and these rows.
std::string Refusal(std::string_view task, const std::vector<Json>& rows) {
  std::string text;
  for (const Json& row : rows) text += "\n" + row.dump();
  return RefusalOf(task, text);
}

class TextSets : public testing::TestWithParam<Form> {};

TEST_P(TextSets, GoodRowsAreRead) {
  const Form& form = GetParam();
  EXPECT_EQ(Refusal(form.task, {Json::parse(form.row)}), "");
}

TEST_P(TextSets, EveryFieldIsMissed) {
  const Form& form = GetParam();
  const Json row = Json::parse(form.row);
  for (const auto& [field, value] : row.items()) {
    if (field == form.id) continue;  // rows without a name are called after their place
    Json without = row;
    without.erase(field);
    EXPECT_EQ(Refusal(form.task, {without}), ":2: no field \"" + field + "\"");
    Json empty = row;
    empty[field] = nullptr;
    EXPECT_THAT(Refusal(form.task, {empty}), testing::StartsWith(":2: field \"" + field + "\": "));
  }
}

TEST_P(TextSets, GoldsMustBeAnswers) {
  const Form& form = GetParam();
  Json row = Json::parse(form.row);
  row[form.gold] = form.no_gold;
  EXPECT_THAT(Refusal(form.task, {row}),
              testing::StartsWith(":2: field \"" + std::string(form.gold) + "\": "));
}

TEST_P(TextSets, NamesMustBeUnique) {
  const Form& form = GetParam();
  const std::string id = *form.id ? form.id : "id";
  Json row = Json::parse(form.row);
  row[id] = "same";
  EXPECT_THAT(Refusal(form.task, {row, row}),
              testing::AllOf(testing::StartsWith(":3: field \"" + id + "\": "),
                             testing::HasSubstr("\"same\" stands in"), testing::HasSubstr(":2)")));
}

INSTANTIATE_TEST_SUITE_P(
    All, TextSets,
    testing::Values(
        Form{"gsm8k", R"({"question": "1 + 1?", "answer": "So.\n#### 2"})", "answer", "#### two",
             ""},
        Form{"aqua", R"({"question": "1 + 1?", "options": ["A)1", "B)2", "C)3", "D)4", "E)5"],
                         "correct": "B"})",
             "correct", "F", ""},
        Form{"math500", R"({"unique_id": "a/1", "problem": "$1 + 1$?", "answer": "2", "level": 1,
                            "subject": "Algebra"})",
             "answer", "\\frac{1}{2", "unique_id"},
        Form{"aime", R"({"id": 60, "problem": "$1 + 1$?", "answer": "2"})", "answer", "1000", "id"},
        Form{"prontoqa", R"({"question": "Every cat is a feline. Tom is a cat.",
                             "query": "True or false: Tom is a feline.", "answer": "True",
                             "chain_of_thought": ["Tom is a cat.", "Every cat is a feline.",
                                                  "Tom is a feline."]})",
             "answer", "False", ""},
        Form{"strategyqa",
             R"({"qid": "a", "question": "Is it?", "answer": true, "facts": ["It is."]})", "answer",
             "maybe", "qid"},
        Form{"hotpotqa", R"({"question": "Who?", "answer": "Ada", "type": "bridge"})", "answer", "",
             ""},
        Form{"object_counting", R"({"input": "How many?", "target": "7"})", "target", "many", ""},
        Form{"date_understanding", R"json({"input": "Which? (A) x", "target": "(A)"})json",
             "target", "none", ""},
        Form{"sports_understanding", R"({"input": "Is it?", "target": "yes"})", "target", "maybe",
             ""}),
    [](const auto& info) { return std::string(info.param.task); });

}  // namespace
}  // namespace ponder
