// Blocksworld, as in PlanBench (Valmeekam et al. 2023, arXiv 2206.10498) and Sys2Bench: bring
// blocks from one arrangement to another by four actions.
//
// Both arrangements are drawn uniformly among all states (Slaney and Thiebaux 2001) until a
// shortest plan has the length of the level. Any plan that works is right; the score "optimal" asks
// for a shortest one. A question of the published set that comes without a plan gets one by search.
#include <algorithm>
#include <array>

#include "task/blocks_pddl.h"
#include "task/blocks_question.h"
#include "task/blocks_text.h"
#include "task/blocks_world.h"
#include "task/blocksworld_world.h"
#include "task/published.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Level {
  int length;
  int fewest;  // blocks
  int most;
};
constexpr std::array<Level, 7> kLevels = {
    {{2, 3, 5}, {4, 3, 5}, {6, 3, 5}, {8, 4, 5}, {10, 4, 6}, {12, 5, 6}, {16, 7, 8}}};

BlocksProblem ProblemOf(const TaskItem& item) {
  BlocksProblem problem;
  problem.names = item.meta.at("colours").get<BlockNames>();
  problem.goal = item.meta.at("goal").get<BlocksGoal>();
  const auto under = item.meta.at("under").get<std::vector<int8_t>>();
  problem.start.count = static_cast<int>(under.size());
  std::copy(under.begin(), under.end(), problem.start.under.begin());
  return problem;
}

// Questions with blocks of four or three colours.
PublishedFile PlanBenchFile(const std::string& domain, std::string sha256) {
  return {domain + ".json",
          "https://raw.githubusercontent.com/karthikv792/LLMs-Planning/"
          "b008bc4327112affd525035b9e82f93f54b9b3a3/plan-bench/prompts/" +
              domain + "/task_1_plan_generation.json",
          std::move(sha256)};
}

TaskItem MakeItem(const BlocksProblem& problem, const BlocksPlan& plan, Language language) {
  TaskItem item;
  item.question = BlocksQuestion(problem, language);
  item.gold = Describe(plan, problem.names, language);
  item.kind = AnswerKind::kText;
  item.instructions = BlocksInstructions(language);
  item.max_tokens = 1000;
  const auto* under = problem.start.under.begin();
  item.meta = {{"colours", problem.names},
               {"under", std::vector<int8_t>(under, under + problem.start.count)},
               {"goal", problem.goal}};
  return item;
}

TaskItem ReadItem(const Row& row) {
  const BlocksProblem problem = ReadBlocksProblem(row);
  constexpr size_t kStates = 100'000;  // enough for some ten blocks; in hard cases 0.1 s
  auto plan = ReadBlocksPlan(row, problem.names);
  if (!plan) plan = ShortestPlan(problem.start, problem.goal, 200, kStates);
  if (!plan) plan = PlanByTable(problem.start, problem.goal);
  if (!plan) row.Refuse("goal", "a goal that can be reached");
  const std::string fault = PlanFault(problem.start, problem.goal, *plan, problem.names);
  const std::string_view field = row.Has("plan") ? "plan" : "ground_truth_plan";
  if (!fault.empty()) row.Refuse(field, "a plan that works (" + fault + ")");
  TaskItem item = MakeItem(problem, *plan, Language::kEnglish);
  while (item.level + 1 < static_cast<int>(kLevels.size()) &&
         kLevels[static_cast<size_t>(item.level)].length < static_cast<int>(plan->size())) {
    ++item.level;
  }
  return item;
}

// What follows the last "####" or "[PLAN]", else all of it.
std::string_view PlanPart(std::string_view reply) {
  for (const std::string_view mark : {"####", "[PLAN]"}) {
    const size_t at = reply.rfind(mark);
    if (at != std::string_view::npos) return reply.substr(at + mark.size());
  }
  return reply;
}

bool HasHangul(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

class Blocksworld : public Task {
 public:
  TaskItem Make(const RandomStream& random, int at, Language language) const override {
    const Level& level = kLevels.at(static_cast<size_t>(at));
    Draw draw(random);
    for (;;) {
      const int blocks = static_cast<int>(draw.Number(level.fewest, level.most));
      BlocksProblem problem{RandomBlocks(draw, blocks), {}, {}};
      const BlocksState end = RandomBlocks(draw, blocks);
      for (int block = 0; block < blocks; ++block) {
        const int8_t under = end.under[static_cast<size_t>(block)];
        if (under >= 0) problem.goal.emplace_back(block, under);
      }
      if (LeastActions(problem.start, problem.goal) > level.length) continue;
      const auto plan = ShortestPlan(problem.start, problem.goal, level.length);
      if (!plan || static_cast<int>(plan->size()) != level.length) continue;
      std::vector<int> colours;
      for (int colour = 0; colour < kBlockColours; ++colour) colours.push_back(colour);
      problem.names = draw.Some(colours, static_cast<size_t>(blocks));
      return MakeItem(problem, *plan, language);
    }
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", ReadItem);
  }

  // Layer by layer up to six blocks; above, not the shortest plan.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    const BlocksProblem problem = ProblemOf(item);
    const auto plan = problem.start.count <= 6 ? PlanByLayers(problem.start, problem.goal)
                                               : PlanByTable(problem.start, problem.goal);
    if (!plan) return std::nullopt;
    return Describe(*plan, problem.names, item.language);
  }

  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override {
    const BlocksProblem problem = ProblemOf(item);
    const std::string_view part = PlanPart(reply);
    const BlocksPlan plan = ReadPlan(part, problem.names);
    if (plan.empty()) return std::nullopt;
    return Describe(plan, problem.names, HasHangul(part) ? Language::kKorean : Language::kEnglish);
  }

  std::string VoteKey(const TaskItem& item, std::string_view answer) const override {
    const BlocksProblem problem = ProblemOf(item);
    const BlocksPlan plan = ReadPlan(answer, problem.names);
    if (plan.empty()) return scan::Lower(scan::Trim(answer));
    return Describe(plan, problem.names, Language::kEnglish);
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const BlocksProblem problem = ProblemOf(item);
    const BlocksPlan plan = ReadPlan(answer, problem.names);
    Verdict verdict;
    verdict.reason = plan.empty() ? "holds no action"
                                  : PlanFault(problem.start, problem.goal, plan, problem.names);
    verdict.right = verdict.reason.empty();
    const size_t shortest = ReadPlan(item.gold, problem.names).size();
    verdict.scores = {{"optimal", verdict.right && plan.size() <= shortest ? 1 : 0}};
    return verdict;
  }

  std::shared_ptr<const WorldModel> World(const TaskItem& item) const override {
    return MakeBlocksWorld(ProblemOf(item), item.language);
  }
};

const Blocksworld task;

}  // namespace

extern const TaskInfo blocksworld_task;
const TaskInfo blocksworld_task{
    .name = "blocksworld",
    .summary = "a plan that moves blocks to where they belong",
    .levels = {"2_steps", "4_steps", "6_steps", "8_steps", "10_steps", "12_steps", "16_steps"},
    .korean = true,
    .published = PublishedSet{.folder = "blocksworld",
                              .files = {PlanBenchFile("blocksworld",
                                                      "8dd4ce10bf082b580720a91001ae77b4"
                                                      "cdc611e79122760fa6673186b28a3e21"),
                                        PlanBenchFile("blocksworld_3",
                                                      "a6ca71f5c8e0bd4c0800cb62afe4acdb"
                                                      "b0da6a3cdccff6647370d9850cb729a3")},
                              .other_files = {"blocksworld.jsonl"},
                              .licence = "MIT",
                              .credit = "PlanBench (Valmeekam et al. 2023, arXiv 2206.10498)"},
    .task = &task};

}  // namespace ponder
