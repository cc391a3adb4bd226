#include "cli/demo_plan.h"

#include <algorithm>
#include <utility>

namespace ponder {
namespace {

// Questions of a part, and how many of them --quick asks.
constexpr int kMainQuestions = 32;
constexpr int kSideQuestions = 40;
constexpr int kHardQuestions = 6;
constexpr int kSmallModelQuestions = 48;
constexpr int kPublicQuestions = 12;
constexpr int kQuickShare = 4;

DemoPart Part(const DemoChoice& choice, std::string title, std::string_view task, int count,
              std::vector<DemoRow> rows) {
  return {std::move(title), FindTask(task).task,
          MakeItems(task, choice.seed, choice.quick ? count / kQuickShare : count, 0),
          std::move(rows)};
}

// Default model: calculations of two steps, written out as drafts of a few words.
DemoPart Expressions(const DemoChoice& choice) {
  return Part(
      choice, "Calculations of two steps (What is 48 + 27 - 6?)", "expressions", kMainQuestions,
      {{.label = "direct", .method = "direct", .weight = 60},
       {.label = "direct, greedy", .method = "direct", .temperature = 0, .weight = 60},
       {.label = "chain_of_draft", .method = "chain_of_draft", .weight = 25},
       {.label = "chain_of_thought", .method = "chain_of_thought", .weight = 80},
       {.label = "budget_forcing, 1 wait",
        .method = "budget_forcing:max_thinking_tokens=80",
        .weight = 100},
       {.label = "self_consistency of drafts, n=4",
        .method = "self_consistency:n=4,prompt=draft",
        .weight = 90},
       {.label = "self_consistency of drafts, n=8",
        .method = "self_consistency:n=8,prompt=draft",
        .weight = 180},
       {.label = "best_of_n of drafts, n=8", .method = "best_of_n:n=8,prompt=draft", .weight = 180},
       {.label = "with the answer key (upper bound), n=8",
        .method = "best_of_n:n=8,prompt=draft",
        .answer_key = true}});
}

// Default model: a wrong answer is the most common one.
DemoPart Composites(const DemoChoice& choice) {
  return Part(choice, "Odd numbers that are not prime (Is 91 a prime number?), answered at once",
              "odd_composites", kSideQuestions,
              {{.label = "direct", .method = "direct", .weight = 5},
               {.label = "self_consistency, n=8",
                .method = "self_consistency:n=8,prompt=plain",
                .weight = 30},
               {.label = "with the answer key (upper bound), n=8",
                .method = "self_consistency:n=8,prompt=plain",
                .answer_key = true}});
}

// Default model: hardly within its reach.
DemoPart WordProblems(const DemoChoice& choice) {
  return Part(choice, "Word problems of two to four steps", "word_problems", kHardQuestions,
              {{.label = "direct", .method = "direct", .weight = 160},
               {.label = "best_of_n of drafts, n=4",
                .method = "best_of_n:n=4,prompt=draft",
                .weight = 150}});
}

std::vector<DemoRow> SmallRows() {
  return {{.label = "direct", .method = "direct", .weight = 22},
          {.label = "self_consistency, n=4",
           .method = "self_consistency:n=4,prompt=plain",
           .weight = 90},
          {.label = "self_consistency, n=8",
           .method = "self_consistency:n=8,prompt=plain",
           .weight = 180},
          {.label = "best_of_n, n=8", .method = "best_of_n:n=8,prompt=plain", .weight = 180},
          {.label = "with the answer key (upper bound), n=8",
           .method = "best_of_n:n=8,prompt=plain",
           .answer_key = true}};
}

// Fallback model: sums of two digits are within its reach, longer ones are not.
std::vector<DemoPart> SmallParts(const DemoChoice& choice) {
  std::vector<DemoRow> sums = SmallRows();
  sums.insert(sums.begin() + 1,
              {{.label = "chain_of_draft", .method = "chain_of_draft", .weight = 20},
               {.label = "chain_of_thought", .method = "chain_of_thought", .weight = 40},
               {.label = "budget_forcing, 1 wait",
                .method = "budget_forcing:max_thinking_tokens=40",
                .weight = 50}});
  std::vector<DemoRow> side = SmallRows();
  side.erase(side.begin() + 1);
  return {Part(choice, "Sums of two digits (What is 3 + 8?)", "one_digit_sums",
               kSmallModelQuestions, sums),
          Part(choice, "The next number (Which number comes right after 41?)", "next_number",
               kSideQuestions, side)};
}

DemoPart PublicSet(const DemoChoice& choice) {
  const size_t count = kPublicQuestions / (choice.quick ? kQuickShare : 1);
  return {"Public set (" + choice.data.filename().string() + ")",
          FindTask("gsm8k").task,
          LoadPublicSet(choice.data, count, choice.seed),
          {{.label = "direct", .method = "direct", .weight = 250},
           {.label = "chain_of_draft", .method = "chain_of_draft", .weight = 50},
           {.label = "self_consistency, n=4", .method = "self_consistency:n=4", .weight = 900},
           {.label = "best_of_n of drafts, n=8",
            .method = "best_of_n:n=8,prompt=draft",
            .weight = 400}}};
}

}  // namespace

std::vector<DemoPart> PlanDemo(const DemoChoice& choice) {
  if (!choice.data.empty()) return {PublicSet(choice)};
  if (choice.small_model) return SmallParts(choice);
  return {Expressions(choice), Composites(choice), WordProblems(choice)};
}

}  // namespace ponder
