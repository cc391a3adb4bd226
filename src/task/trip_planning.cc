// Trip planning, as in NATURAL PLAN (Zheng et al. 2024, arXiv 2406.04520): in which order to visit
// cities so that flights, stays and dates fit.
//
// Made questions have exactly one solution. Published ones may have several, so that right means
// that a plan keeps to all rules; the score "exact" asks for the published plan, city by city and
// day by day, read from the lines about flights where there are any, as the published scorer does.
#include <algorithm>
#include <array>

#include "task/published.h"
#include "task/trip.h"
#include "task/trip_draw.h"
#include "task/trip_text.h"
#include "text/scan.h"

namespace ponder {
namespace {

// Of the set's eight files seven: the hash of the one of ten cities is not known to us.
std::vector<PublishedFile> PublishedFiles() {
  std::vector<PublishedFile> files;
  const auto add = [&](const char* cities, const char* sha256) {
    files.push_back(Sys2BenchFile(
        "data/tripplan/test_TripPlan-cities-" + std::string(cities) + ".json", sha256));
  };
  add("3", "05c66ab88dcaf2fb5653467b33d8e92d9c138a2d8865dd754ffea13a2f5885ed");
  add("4", "b1e8c1b7635baf197fda85f5ee446e2ccec9a59c6967a08ba7b1f56b3d90e1e3");
  add("5", "c3b67245bf9c1f34f2791a629651ae4d49d4afa09b51720e77de1874475d3998");
  add("6", "b7bd2864647195102bf60250187bbc3d2e98254998271263951097e0cb661abc");
  add("7", "21e66e20b8817d3cfe1ba7a47e0402ba2e07eab1a3e94c264ea70ffda8b978d5");
  add("8", "0e0100041ab0ae787cc9549d34e90de63e8b907515203d66b7201b5c693c1969");
  add("9", "1233725f2233e97125dd4e480d4c4ca62258254f72716d01d4d73dcef25e23e5");
  return files;
}

constexpr size_t kFewest = 3;  // cities of the first level; one more in each

TripProblem ProblemOf(const TaskItem& item) {
  TripProblem problem;
  problem.cities = item.meta.at("cities").get<std::vector<std::string>>();
  problem.days = item.meta.at("days").get<std::vector<int>>();
  for (const auto& window : item.meta.at("windows")) {
    problem.windows.emplace_back();
    if (!window.is_null()) problem.windows.back() = window.get<std::pair<int, int>>();
  }
  const size_t count = problem.cities.size();
  problem.flights.assign(count, std::vector<bool>(count, false));
  for (const auto& flight : item.meta.at("flights"))
    problem.flights[flight.at(0)][flight.at(1)] = true;
  return problem;
}

TaskItem MakeItem(const TripProblem& problem, const TripPlan& plan, Language language) {
  TaskItem item;
  item.question = TripQuestion(problem, language);
  item.gold = Describe(problem, plan, language);
  item.kind = AnswerKind::kText;
  item.instructions =
      language == Language::kKorean
          ? "마지막 줄에 '#### 1-4일: 첫째 도시; 4-8일: 둘째 도시; ...'의 형태로 쓰세요."
          : "End with a line '#### Day 1-4: first city; Day 4-8: second city; ...'.";
  item.max_tokens = 1000;
  item.meta = {{"cities", problem.cities}, {"days", problem.days}};
  item.meta["windows"] = nlohmann::json::array();
  item.meta["flights"] = nlohmann::json::array();
  for (const auto& window : problem.windows) {
    item.meta["windows"].push_back(window ? nlohmann::json(*window) : nlohmann::json());
  }
  for (size_t a = 0; a < problem.cities.size(); ++a) {
    for (size_t b = 0; b < problem.cities.size(); ++b) {
      if (problem.flights[a][b]) item.meta["flights"].push_back({a, b});
    }
  }
  return item;
}

std::vector<std::pair<std::string, int>> Stays(const TripProblem& problem, const TripPlan& plan) {
  std::vector<std::pair<std::string, int>> stays;
  for (const TripStay& stay : plan) {
    stays.emplace_back(problem.cities[stay.city], stay.last - stay.first + 1);
  }
  return stays;
}

TaskItem ReadItem(const Row& row) {
  const TripProblem problem = ReadTripProblem(row);
  const TripPlan plan = ReadTrip(problem, row.Text("golden_plan"));
  const std::string fault = TripFault(problem, plan);
  if (!fault.empty()) row.Refuse("golden_plan", "a plan that keeps to the rules (" + fault + ")");
  TaskItem item = MakeItem(problem, plan, Language::kEnglish);
  item.question = scan::Trim(row.Text(row.Has("prompt") ? "prompt" : "prompt_0shot"));
  item.level = static_cast<int>(std::clamp<size_t>(problem.cities.size(), kFewest, 10) - kFewest);
  return item;
}

class TripPlanning : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const auto [problem, plan] = DrawTrip(draw, kFewest + static_cast<size_t>(level), language);
    return MakeItem(problem, plan, language);
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", ReadItem);
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const TripProblem problem = ProblemOf(item);
    const std::vector<TripPlan> plans = SolveTrip(problem, 1);
    if (plans.empty()) return std::nullopt;
    return Describe(problem, plans[0], item.language);
  }

  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override {
    const TripProblem problem = ProblemOf(item);
    const size_t mark = reply.rfind("####");
    TripPlan plan;
    if (mark != std::string_view::npos) plan = ReadTrip(problem, reply.substr(mark));
    if (plan.empty()) plan = ReadTrip(problem, reply);
    if (plan.empty()) return std::nullopt;
    return Describe(problem, plan, item.language);
  }

  std::string VoteKey(const TaskItem& item, std::string_view answer) const override {
    const TripProblem problem = ProblemOf(item);
    const TripPlan plan = ReadTrip(problem, answer);
    return plan.empty() ? scan::Lower(scan::Trim(answer))
                        : Describe(problem, plan, Language::kEnglish);
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const TripProblem problem = ProblemOf(item);
    const TripPlan plan = ReadTrip(problem, answer);
    Verdict verdict;
    verdict.reason = TripFault(problem, plan);
    verdict.right = verdict.reason.empty();
    auto stays = ReadTripByFlights(answer);
    if (stays.empty()) stays = Stays(problem, plan);
    const auto gold = Stays(problem, ReadTrip(problem, item.gold));
    // Whatever follows the last city of the gold does not count.
    const bool exact =
        stays.size() >= gold.size() && std::equal(gold.begin(), gold.end(), stays.begin());
    verdict.scores = {{"exact", exact ? 1 : 0}};
    return verdict;
  }

  // The short answer keeps no flights; the published scorer reads them in the whole reply.
  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    Verdict verdict = Task::CheckReply(item, reply);
    const Verdict whole = Check(item, reply);
    if (!ReadTripByFlights(reply).empty()) verdict.scores = whole.scores;
    return verdict;
  }
};

const TripPlanning task;

}  // namespace

extern const TaskInfo trip_planning_task;
const TaskInfo trip_planning_task{
    .name = "trip_planning",
    .summary = "which city on which days, by direct flights",
    .levels = {"3_cities", "4_cities", "5_cities", "6_cities", "7_cities", "8_cities", "9_cities",
               "10_cities"},
    .korean = true,
    .published =
        PublishedSet{.folder = "trip_planning",
                     .files = PublishedFiles(),
                     .other_files = {"trip.jsonl"},
                     .licence = "CC BY 4.0",
                     .credit = "NATURAL PLAN (Zheng et al. 2024, arXiv 2406.04520), 3 to 9 "
                               "cities as in Sys2Bench"},
    .task = &task};

}  // namespace ponder
