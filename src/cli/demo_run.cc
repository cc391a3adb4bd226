#include "cli/demo_run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "cli/request_flags.h"

namespace ponder {
namespace {

// As many as the engine runs sequences, so that methods with one candidate keep it busy too.
constexpr size_t kQuestionsAtOnce = 32;

Request MakeRequest(const TaskItem& item, const DemoRow& row, uint64_t seed) {
  Request request;
  SetMethod(row.method, "", request);
  if (!item.instructions.empty()) request.messages.emplace_back("system", item.instructions);
  request.messages.emplace_back("user", item.question);
  request.kind = item.kind;
  request.stop = item.stop;
  request.max_tokens = item.max_tokens;
  request.seed = seed;
  if (row.temperature >= 0) request.sampling.temperature = row.temperature;
  return request;
}

DemoAnswer Judge(const Task& task, const TaskItem& item, const RunResult& run) {
  const auto right = [&](const std::optional<std::string>& final) {
    return final && task.Check(item, *final).right;
  };
  DemoAnswer answer;
  answer.right = right(run.answer.final);
  for (const Candidate& candidate : run.answer.candidates) {
    answer.any_right = answer.any_right || right(candidate.final);
  }
  answer.usage = run.usage;
  return answer;
}

}  // namespace

DemoResult WithAnswerKey(const DemoResult& result, const DemoRow& row) {
  DemoResult judged = result;
  judged.row = row;
  for (DemoAnswer& answer : judged.answers) answer.right = answer.any_right;
  return judged;
}

DemoResult RunDemoRow(Runner& runner, const DemoPart& part, const DemoRow& row, size_t count,
                      uint64_t seed, const DemoProgress& progress, std::stop_token stop) {
  const auto begin = std::chrono::steady_clock::now();
  DemoResult result{row, std::vector<DemoAnswer>(part.items.size()), 0};
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  Parallel(std::min(kQuestionsAtOnce, count), [&](size_t) {
    for (size_t i = next++; i < count && !stop.stop_requested(); i = next++) {
      // The same random numbers in every row: rows differ by their method only.
      const Request request = MakeRequest(part.items[i], row, RandomStream(seed).Child(i).key());
      const RunResult run = runner.Run(request, nullptr, stop);
      std::lock_guard lock(mutex);
      result.answers[i] = Judge(*part.task, part.items[i], run);
      result.answers[i].done = !stop.stop_requested();
      if (progress) progress();
    }
  });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  result.seconds = seconds.count();
  return result;
}

}  // namespace ponder
