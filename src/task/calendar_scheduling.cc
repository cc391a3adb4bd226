// Calendar scheduling, as in NATURAL PLAN (Zheng et al. 2024, arXiv 2406.04520): a time at which
// everybody can meet.
//
// Made questions have one solution, or ask for the first one. Many published ones have several, so
// that right means that nobody is busy and all wishes are kept, soft as they may sound, and that it
// is the first such time where the question wants that; the score "exact" asks for the published
// time, read as the published scorer does.
#include <algorithm>
#include <array>

#include "task/meeting.h"
#include "task/meeting_draw.h"
#include "task/meeting_text.h"
#include "task/meeting_world.h"
#include "task/published.h"
#include "text/answer_mark.h"
#include "text/scan.h"

namespace ponder {
namespace {

// All of the set, as Sys2Bench has it.
std::vector<PublishedFile> PublishedFiles() {
  std::vector<PublishedFile> files;
  const auto add = [&](const char* people, const char* sha256) {
    files.push_back(Sys2BenchFile(
        "data/calendarplan/output_num_people_" + std::string(people) + ".json", sha256));
  };
  add("2", "c1c22be7283bce15ac10c5be16fd7c784bae40cd5835c687dc5ca192c39a2b5c");
  add("3", "d024c2ebef29b1f4a291d3588bdf0636c5d62191fd48369468deaeafb7f8d9f7");
  add("4", "c80dbab7e18e3cde2187bbeb5771bbeb7d51dcae235dd3298592b8949e7b959c");
  add("5", "e479536e188e94748b2cc7ea282c5f62db993c2973095c201a2e8b206e876861");
  add("6", "d1515cff1480af6a70cece3ee4f0a89ec7c2ef4f939435d1448238412d86ab99");
  add("7", "5134848bfd9c691b0aa557b6e16155c016f46a8c7c89bab69ef68853de8cdca4");
  return files;
}

struct Level {
  size_t people;
  size_t days;
};
constexpr std::array<Level, 6> kLevels = {{{2, 1}, {3, 1}, {5, 1}, {7, 1}, {2, 3}, {2, 5}}};

int LevelOf(const MeetingProblem& problem) {
  const size_t people = problem.people.size();
  if (problem.days.size() > 1) return problem.days.size() < 4 ? 4 : 5;
  return people <= 2 ? 0 : people == 3 ? 1 : people <= 5 ? 2 : 3;
}

nlohmann::json MetaOf(const MeetingProblem& problem) {
  nlohmann::json wishes = nlohmann::json::array();
  for (const MeetingWish& wish : problem.wishes) {
    wishes.push_back({wish.person, wish.day, wish.begin, wish.end});
  }
  return {{"people", problem.people}, {"days", problem.days}, {"half_hours", problem.length},
          {"busy", problem.busy},     {"wishes", wishes},     {"earliest", problem.earliest}};
}

MeetingProblem ProblemOf(const TaskItem& item) {
  MeetingProblem problem;
  problem.people = item.meta.at("people").get<std::vector<std::string>>();
  problem.days = item.meta.at("days").get<std::vector<int>>();
  problem.length = item.meta.at("half_hours");
  problem.busy = item.meta.at("busy").get<std::vector<std::vector<uint16_t>>>();
  problem.earliest = item.meta.at("earliest");
  for (const auto& wish : item.meta.at("wishes")) {
    problem.wishes.push_back({wish.at(0), wish.at(1), wish.at(2), wish.at(3)});
  }
  return problem;
}

TaskItem MakeItem(const MeetingProblem& problem, const MeetingTime& gold, Language language) {
  TaskItem item;
  item.question = MeetingQuestion(problem, language);
  item.gold = Describe(gold, language);
  item.kind = AnswerKind::kText;
  item.instructions = language == Language::kKorean
                          ? "마지막 줄에 '#### 월요일, 9:30 - 10:00'과 같은 형태로 쓰세요."
                          : "End with a line such as '#### Monday, 9:30 - 10:00'.";
  item.max_tokens = 800;
  item.meta = MetaOf(problem);
  return item;
}

// The prompt without "TASK:" before it and "SOLUTION:" behind it.
std::string QuestionOf(const Row& row) {
  const std::string prompt = row.Text(row.Has("prompt") ? "prompt" : "prompt_0shot");
  const size_t task = prompt.rfind("TASK:");
  std::string_view question =
      std::string_view(prompt).substr(task == std::string::npos ? 0 : task + 5);
  return std::string(scan::Trim(question.substr(0, question.rfind("SOLUTION:"))));
}

TaskItem ReadItem(const Row& row) {
  const MeetingProblem problem = ReadMeetingProblem(row);
  const auto gold = ReadPublishedTime(row.Text("golden_plan"));
  const std::string fault = gold ? MeetingFault(problem, *gold) : "no time";
  if (!fault.empty()) row.Refuse("golden_plan", "a time that suits everybody (" + fault + ")");
  TaskItem item = MakeItem(problem, *gold, Language::kEnglish);
  item.question = QuestionOf(row);
  item.level = LevelOf(problem);
  return item;
}

class CalendarScheduling : public Task {
 public:
  TaskItem Make(const RandomStream& random, int at, Language language) const override {
    const Level& level = kLevels.at(static_cast<size_t>(at));
    Draw draw(random);
    const auto [problem, slot] = DrawMeeting(draw, level.people, level.days, language);
    return MakeItem(problem, TimeOf(problem, slot), language);
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", ReadItem);
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const MeetingProblem problem = ProblemOf(item);
    const std::vector<MeetingSlot> free = FreeSlots(problem);
    if (free.empty()) return std::nullopt;
    return Describe(TimeOf(problem, free[0]), item.language);
  }

  // Behind a mark, else the last time of the reply.
  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override {
    std::optional<MeetingTime> time;
    if (const auto marked = FindMarkedAnswer(reply)) time = ReadMeetingTime(marked->text);
    if (!time) time = ReadMeetingTime(reply);
    if (!time) return std::nullopt;
    return Describe(*time, item.language);
  }

  std::string VoteKey(const TaskItem& item, std::string_view answer) const override {
    auto time = ReadMeetingTime(answer);
    if (!time) return scan::Lower(scan::Trim(answer));
    const MeetingProblem problem = ProblemOf(item);
    if (time->weekday < 0 && problem.days.size() == 1) time->weekday = problem.days[0];
    return Describe(*time, Language::kEnglish);
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const auto time = ReadMeetingTime(answer);
    Verdict verdict;
    verdict.reason = time ? MeetingFault(ProblemOf(item), *time) : "names no time";
    verdict.right = verdict.reason.empty();
    const bool korean = item.language == Language::kKorean;
    const auto published = korean ? time : ReadPublishedTime(answer);
    verdict.scores = {{"exact", published && published == ReadMeetingTime(item.gold) ? 1 : 0}};
    return verdict;
  }

  std::shared_ptr<const WorldModel> World(const TaskItem& item) const override {
    return MakeMeetingWorld(ProblemOf(item), item.language);
  }

  // The published scorer takes the first time of the whole reply.
  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    Verdict verdict = Task::CheckReply(item, reply);
    if (const auto first = ReadPublishedTime(reply)) {
      verdict.scores = {{"exact", first == ReadMeetingTime(item.gold) ? 1 : 0}};
    }
    return verdict;
  }
};

const CalendarScheduling task;

}  // namespace

extern const TaskInfo calendar_scheduling_task;
const TaskInfo calendar_scheduling_task{
    .name = "calendar_scheduling",
    .summary = "a time at which everybody can meet",
    .levels = {"2_people_1_day", "3_people_1_day", "5_people_1_day", "7_people_1_day",
               "2_people_3_days", "2_people_5_days"},
    .korean = true,
    .published = PublishedSet{.folder = "calendar_scheduling",
                              .files = PublishedFiles(),
                              .other_files = {"calendar.jsonl"},
                              .licence = "CC BY 4.0",
                              .credit = "NATURAL PLAN (Zheng et al. 2024, arXiv 2406.04520) as in "
                                        "Sys2Bench"},
    .task = &task};

}  // namespace ponder
