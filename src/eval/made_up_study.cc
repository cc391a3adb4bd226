#include "eval/made_up_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ponder/random.h"

namespace ponder {
namespace {

struct MadeUpMethod {
  const char* name;
  int samples;      // votes of
  double skill;     // added to the model's
  double tokens;    // of one candidate
  double thinking;  // of these
};

constexpr MadeUpMethod kMethods[] = {{"direct", 1, 0, 9, 0},
                                     {"chain_of_thought", 1, 0.9, 120, 0},
                                     {"self_consistency:n=4", 4, 1.2, 120, 0},
                                     {"self_consistency:n=16", 16, 1.5, 120, 0},
                                     {"budget_forcing:max_thinking_tokens=64", 1, 0.3, 75, 60},
                                     {"budget_forcing:max_thinking_tokens=128", 1, 0.8, 130, 118},
                                     {"budget_forcing:max_thinking_tokens=256", 1, 1.1, 215, 200}};

struct MadeUpTask {
  const char* name;
  std::vector<const char*> levels;
};

const MadeUpTask kTasks[] = {{"word_problems", {"two steps", "four steps", "six steps"}},
                             {"game24", {""}}};

struct MadeUpModel {
  const char* name;
  double skill;
  double parameters;
};

constexpr MadeUpModel kModels[] = {{"small-0.5b", -0.4, 0.5e9}, {"large-1.5b", 0.5, 1.5e9}};

double Chance(double strength) { return 1 / (1 + std::exp(-strength)); }

EvalCandidate MakeCandidate(const MadeUpMethod& method, double chance, const RandomStream& random) {
  EvalCandidate candidate;
  candidate.right = random.Uniform(0) < chance;
  candidate.tokens = static_cast<int64_t>(method.tokens * (0.6 + 0.8 * random.Uniform(1)));
  const double fate = random.Uniform(2);
  if (!candidate.right && fate < 0.1) candidate.stop = StopReason::kLength;
  if (!candidate.right && fate < 0.2) return candidate;  // says no answer
  candidate.final = candidate.right ? "42" : fmt::format("{}", random.Integer(3, 7, 10));
  candidate.vote_key = *candidate.final;
  return candidate;
}

// The answer that most candidates gave; the first of them on a tie.
int Leader(const std::vector<EvalCandidate>& candidates) {
  int best = 0;
  int most = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].vote_key.empty()) continue;
    const auto votes = static_cast<int>(std::count_if(
        candidates.begin(), candidates.end(),
        [&](const EvalCandidate& other) { return other.vote_key == candidates[i].vote_key; }));
    if (votes > most) best = static_cast<int>(i);
    most = std::max(most, votes);
  }
  return best;
}

void AddUsage(const MadeUpMethod& method, const MadeUpModel& model, EvalRecord& record) {
  Usage& usage = record.usage;
  const int64_t prompt = 60;
  usage.prompt_tokens = prompt * method.samples;
  usage.prefill_tokens = prompt;
  usage.cached_tokens = usage.prompt_tokens - prompt;
  for (const EvalCandidate& each : record.candidates) usage.completion_tokens += each.tokens;
  usage.reasoning_tokens = static_cast<int64_t>(static_cast<double>(usage.completion_tokens) *
                                                method.thinking / method.tokens);
  usage.calls = method.samples;
  usage.forward_tokens = prompt + usage.completion_tokens;
  usage.logical_forward_tokens = usage.forward_tokens;
  usage.flops = 2 * model.parameters * static_cast<double>(usage.forward_tokens);
  record.seconds.total =
      static_cast<double>(usage.completion_tokens) / method.samples * model.parameters * 2e-11;
  record.seconds.first_token = 0.05;
  record.seconds.engine = record.seconds.total;
}

void AddOutcome(EvalRecord& record) {
  record.chosen = Leader(record.candidates);
  const EvalCandidate& chosen = record.candidates[static_cast<size_t>(record.chosen)];
  record.final = chosen.final;
  record.vote_key = chosen.vote_key;
  record.right = chosen.right;
  record.extracted = chosen.final.has_value();
  record.stop = chosen.stop;
  record.text = "The answer is " + chosen.final.value_or("unknown") + ".";
  if (!record.right) record.reason = record.extracted ? "not 42" : "there is no answer";
  record.scores = {{"published", record.right || record.final == "9" ? 1.0 : 0.0}};
}

EvalRecord MakeRecord(const MadeUpModel& model, const MadeUpTask& task, const MadeUpMethod& method,
                      int number) {
  const auto levels = static_cast<int>(task.levels.size());
  EvalRecord record;
  record.model = model.name;
  record.task = task.name;
  record.method = method.name;
  record.item = fmt::format("gen-en-0-1-{}", number);
  record.level = number % levels;
  record.level_name = task.levels[static_cast<size_t>(record.level)];
  record.key = fmt::format("{}/{}/{}/{}", record.model, record.task, record.method, record.item);
  record.max_tokens = 256;
  record.temperature = 0.7;
  record.prompt_hash = "0123456789abcdef";
  record.question = "What is 6 × 7? <b>Say</b> \"the answer is\" & a number. 답은?";
  record.gold = "42";
  // How hard a question is, is the same for all methods: that is why pairs say more.
  const double ease = 2.5 * RandomStream(1).Child(task.name).Uniform(static_cast<uint64_t>(number));
  const double chance = Chance(model.skill + method.skill + ease - 1.2 - 0.6 * record.level);
  const RandomStream random = RandomStream(2).Child(record.key);
  for (int i = 0; i < method.samples; ++i) {
    record.candidates.push_back(
        MakeCandidate(method, chance, random.Child(static_cast<uint64_t>(i))));
  }
  AddUsage(method, model, record);
  AddOutcome(record);
  if (method.thinking > 0) record.thinking = "Six sevens, let me see.";
  return record;
}

}  // namespace

std::vector<EvalRecord> MadeUpStudy(int questions) {
  std::vector<EvalRecord> records;
  for (const MadeUpModel& model : kModels) {
    for (const MadeUpTask& task : kTasks) {
      for (const MadeUpMethod& method : kMethods) {
        for (int i = 0; i < questions; ++i) records.push_back(MakeRecord(model, task, method, i));
      }
    }
  }
  EvalRecord& failed = records.at(3);
  failed.stop = StopReason::kError;
  failed.reason = "the engine failed: out of memory";
  failed.right = false;
  return records;
}

EvalRecord MadeUpAttack(const std::string& task, int problem, int strength,
                        const std::string& method, const std::string& outcome, int64_t tokens) {
  EvalRecord record;
  record.model = "m";
  record.task = task;
  record.item = "p" + std::to_string(problem) + "@" + std::to_string(strength);
  record.level_name = std::to_string(strength);
  record.method = method;
  record.key = record.task + record.item + method;
  record.extracted = outcome != "none";
  record.right = outcome == "right";
  record.scores = {{"attack", outcome == "attack" ? 1 : 0}};
  record.usage.completion_tokens = tokens;
  return record;
}

}  // namespace ponder
