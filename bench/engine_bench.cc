// The engine's side of the speed comparisons. Loads a model once and then answers commands from
// standard input, one JSON object a line; bench/compare.py runs it against llama.cpp's own tools.
//
//   engine_bench MODEL.gguf [--sequences N] [--sequence-context N] [--threads N]
//                [--layout streams|shared] [--kv-type TYPE]
//
//   decode N PROMPT TOKENS          N sequences with prompts of their own, TOKENS each
//   question N TOKENS TEXT          one chat question, N samples of exactly TOKENS tokens
//   questions Q N TOKENS            Q generated questions with N samples each, all at once; replies
//                                   end by themselves, or at TOKENS
//   one_by_one Q N TOKENS           the same, one question after the other
//   items Q                         the questions of these two, one line each
//   vote TASK Q N TOKENS STOP       self-consistency on Q questions, one after the other, each with
//                                   all votes and with STOP (doubling, beta, beta=THRESHOLD)
//   probe TASK Q N TOKENS           best_of_n on Q questions, each without and with a probe of the
//                                   answers' states (of zeros: it rates, and knows nothing)
//   score FILE                      log-probability of the lines of a text file, each on its own
//   memory                          resident memory of this process, in bytes
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "engine/llama/llama_engine.h"
#include "ponder/runner.h"
#include "scorer/probe_file.h"
#include "task/task.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Decode calls at full width since `begin`: while a batch starts and ends, calls are narrower.
DecodeWidth FullWidth(const SchedulerStats& begin, const SchedulerStats& end, size_t width) {
  if (width >= end.by_width.size()) return {};
  DecodeWidth full = end.by_width[width];
  if (width < begin.by_width.size()) {
    full.calls -= begin.by_width[width].calls;
    full.seconds -= begin.by_width[width].seconds;
  }
  return full;
}

// Never ends by itself, so that both sides make the same number of tokens.
void ForbidEnd(const LlamaEngine& engine, GenerateRequest& request) {
  for (Token token = 0; token < engine.Info().vocabulary; ++token) {
    if (engine.IsEndToken(token)) request.sampling.logit_bias[token] = -1e9f;
  }
}

struct Difference {
  SchedulerStats begin;
  Clock::time_point clock = Clock::now();

  void Print(const LlamaEngine& engine, int64_t tokens, size_t width) const {
    const SchedulerStats end = engine.Stats();
    const DecodeWidth full = FullWidth(begin, end, width);
    const double wall = SecondsSince(clock);
    const double total = end.total_seconds - begin.total_seconds;
    const double decode = end.decode_seconds - begin.decode_seconds;
    const double prefill = end.prefill_seconds - begin.prefill_seconds;
    const double sample = end.sample_seconds - begin.sample_seconds;
    std::printf(
        "{\"seconds\": %.4f, \"tokens\": %ld, \"decode_seconds\": %.4f, \"decode_tokens\": %ld, "
        "\"prefill_seconds\": %.4f, \"prefill_tokens\": %ld, \"sample_seconds\": %.4f, "
        "\"other_seconds\": %.4f, \"total_seconds\": %.4f, \"moves\": %ld, "
        "\"full_calls\": %ld, \"full_seconds\": %.4f}\n",
        wall, static_cast<long>(tokens), decode,
        static_cast<long>(end.decode_tokens - begin.decode_tokens), prefill,
        static_cast<long>(end.prefill_tokens - begin.prefill_tokens), sample,
        total - decode - prefill - sample, total, static_cast<long>(end.moves - begin.moves),
        static_cast<long>(full.calls), full.seconds);
    std::fflush(stdout);
  }
};

int64_t Generated(const std::vector<Generation>& results) {
  int64_t tokens = 0;
  for (const Generation& result : results) tokens += result.usage.generated;
  return tokens;
}

void Decode(LlamaEngine& engine, int sequences, int prompt, int tokens) {
  engine.ClearPrefixes();
  std::vector<GenerateRequest> requests(static_cast<size_t>(sequences));
  for (int i = 0; i < sequences; ++i) {
    GenerateRequest& request = requests[static_cast<size_t>(i)];
    Piece piece;
    for (int t = 0; t < prompt; ++t) {
      piece.text += " " + std::to_string(RandomStream(i).Integer(static_cast<uint64_t>(t), 0, 9));
    }
    const std::vector<Token> read = engine.Tokenize(piece.text, false);
    piece.text = engine.Detokenize(std::span(read).first(std::min<size_t>(read.size(), prompt)));
    request.prompt = Prompt::Raw(piece.text);
    request.random = RandomStream(1).Child(static_cast<uint64_t>(i));
    request.max_tokens = tokens;
    ForbidEnd(engine, request);
  }
  const Difference difference{engine.Stats()};
  const auto results = engine.Generate(requests);
  difference.Print(engine, Generated(results), requests.size());
}

std::vector<GenerateRequest> Samples(const LlamaEngine& engine, const std::string& text, int n,
                                     int tokens, bool exactly) {
  std::vector<GenerateRequest> requests(static_cast<size_t>(n));
  for (int i = 0; i < n; ++i) {
    GenerateRequest& request = requests[static_cast<size_t>(i)];
    request.prompt = Prompt::Chat({{"user", text}});
    request.random = RandomStream(3).Child(static_cast<uint64_t>(i));
    request.max_tokens = tokens;
    if (exactly) ForbidEnd(engine, request);
  }
  return requests;
}

void Question(LlamaEngine& engine, int n, int tokens, const std::string& text) {
  engine.ClearPrefixes();
  const std::vector<GenerateRequest> requests = Samples(engine, text, n, tokens, true);
  const Difference difference{engine.Stats()};
  const auto results = engine.Generate(requests);
  difference.Print(engine, Generated(results), requests.size());
}

std::vector<TaskItem> WordProblems(size_t count) {
  return MakeItems("word_problems", 4242, static_cast<int>(count));
}

void Items(size_t count) {
  for (const TaskItem& item : WordProblems(count)) {
    std::printf("{\"question\": \"%s\"}\n", item.question.c_str());
  }
  std::fflush(stdout);
}

void Questions(LlamaEngine& engine, size_t count, int n, int tokens, bool together) {
  engine.ClearPrefixes();
  const std::vector<TaskItem> items = WordProblems(count);
  std::vector<int64_t> generated(count);
  const Difference difference{engine.Stats()};
  const auto ask = [&](size_t i) {
    generated[i] = Generated(engine.Generate(Samples(engine, items[i].question, n, tokens, false)));
  };
  if (together) {
    Parallel(count, ask);
  } else {
    for (size_t i = 0; i < count; ++i) ask(i);
  }
  int64_t tokens_made = 0;
  for (int64_t made : generated) tokens_made += made;
  difference.Print(engine, tokens_made,
                   together ? count * static_cast<size_t>(n) : static_cast<size_t>(n));
}

struct VoteTotals {
  double seconds = 0;
  int64_t tokens = 0;
};

RunResult RunVote(Runner& runner, LlamaEngine& engine, const TaskItem& item, int n, int tokens,
                  const std::string& options, VoteTotals& totals) {
  Request request;
  request.messages = {{"user", item.question}};
  request.method = "self_consistency";
  request.options = {{"n", std::to_string(n)}};
  const size_t equals = options.find('=');  // "fixed", "beta" or "beta=THRESHOLD"
  request.options["stop"] = options.substr(0, equals);
  if (equals != std::string::npos) request.options["threshold"] = options.substr(equals + 1);
  request.max_tokens = tokens;
  request.kind = item.kind;
  request.seed = 11;
  engine.ClearPrefixes();
  const Clock::time_point clock = Clock::now();
  const RunResult result = runner.Run(request);
  totals.seconds += SecondsSince(clock);
  totals.tokens += result.usage.completion_tokens;
  return result;
}

// [["answer", tokens], ...] of all candidates.
std::string Votes(const RunResult& result) {
  std::string text;
  for (const Candidate& candidate : result.answer.candidates) {
    text += (text.empty() ? "[\"" : ", [\"") + candidate.final.value_or("") + "\", " +
            std::to_string(candidate.tokens) + "]";
  }
  return "[" + text + "]";
}

// After the last row: a task may have fewer items than were asked for.
void PrintEnd() {
  std::printf("{\"end\": true}\n");
  std::fflush(stdout);
}

// One line an item: the answer of all votes and that of the early stop, and the totals so far. The
// two runs of an item follow each other, so that both meet the same noise.
void Vote(const std::shared_ptr<LlamaEngine>& engine, const std::string& task, size_t count, int n,
          int tokens, const std::string& stop) {
  Runner runner(engine);
  VoteTotals full, early;
  for (const TaskItem& item : MakeItems(task, 4242, static_cast<int>(count))) {
    const RunResult all = RunVote(runner, *engine, item, n, tokens, "fixed", full);
    const RunResult some = RunVote(runner, *engine, item, n, tokens, stop, early);
    std::printf(
        "{\"gold\": \"%s\", \"full\": \"%s\", \"early\": \"%s\", \"full_seconds\": %.3f, "
        "\"early_seconds\": %.3f, \"full_tokens\": %ld, \"early_tokens\": %ld, \"votes\": %s}\n",
        item.gold.c_str(), all.answer.final.value_or("").c_str(),
        some.answer.final.value_or("").c_str(), full.seconds, early.seconds,
        static_cast<long>(full.tokens), static_cast<long>(early.tokens), Votes(all).c_str());
    std::fflush(stdout);
  }
  PrintEnd();
}

// A probe of all features and no knowledge.
std::filesystem::path WriteEmptyProbe(const EngineInfo& info) {
  ProbeFile probe;
  probe.fingerprint = info.fingerprint;
  probe.model = info.model;
  probe.head.features = {.states = ProbeStates::kBoth};
  probe.head.width = info.width;
  probe.head.shift.assign(probe.head.features.Size(info.width), 0);
  probe.head.scale.assign(probe.head.features.Size(info.width), 1);
  probe.head.weights.assign(probe.head.WeightCount(), 0);
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "engine_bench.probe";
  WriteProbe(probe, file);
  return file;
}

// One line an item with the totals so far. The two runs of an item take turns at being the first.
void ProbePrice(const std::shared_ptr<LlamaEngine>& engine, const std::string& task, size_t count,
                int n, int tokens) {
  const std::filesystem::path file = WriteEmptyProbe(engine->Info());
  Runner runner(engine);
  double seconds[2] = {0, 0};
  int64_t generated[2] = {0, 0};
  bool probe = false;
  for (const TaskItem& item : MakeItems(task, 4242, static_cast<int>(count))) {
    for (int turn = 0; turn < 2; ++turn, probe = !probe) {
      Request request;
      request.messages = {{"user", item.question}};
      request.method = "best_of_n";
      request.options = {{"n", std::to_string(n)}};
      request.scorer = probe ? "probe" : "logprob";
      if (probe) request.scorer_options = {{"file", file.string()}};
      request.max_tokens = tokens;
      request.kind = item.kind;
      request.seed = 11;
      engine->ClearPrefixes();
      const Clock::time_point clock = Clock::now();
      const RunResult result = runner.Run(request);
      seconds[probe] += SecondsSince(clock);
      generated[probe] += result.usage.completion_tokens;
    }
    probe = !probe;
    std::printf(
        "{\"without_seconds\": %.3f, \"with_seconds\": %.3f, \"without_tokens\": %ld, "
        "\"with_tokens\": %ld}\n",
        seconds[0], seconds[1], static_cast<long>(generated[0]), static_cast<long>(generated[1]));
    std::fflush(stdout);
  }
  PrintEnd();
  std::filesystem::remove(file);
}

void ScoreLines(LlamaEngine& engine, const std::string& path) {
  std::ifstream file(path);
  std::string line;
  double sum = 0;
  int64_t tokens = 0;
  while (std::getline(file, line)) {
    if (line.size() < 8) continue;
    EvaluateRequest request;
    request.prompt = Prompt::Raw(line.substr(0, 4));
    request.continuation = {line.substr(4), {}, 0};
    const auto result = engine.Evaluate(std::span<const EvaluateRequest>(&request, 1), {});
    for (float logprob : result.front().logprobs) sum += logprob;
    tokens += static_cast<int64_t>(result.front().logprobs.size());
  }
  std::printf("{\"mean_logprob\": %.6f, \"tokens\": %ld}\n",
              sum / static_cast<double>(std::max<int64_t>(tokens, 1)), static_cast<long>(tokens));
  std::fflush(stdout);
}

void Memory() {
  std::ifstream status("/proc/self/status");
  std::string line;
  long peak = 0;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) peak = std::stol(line.substr(6)) * 1024;
  }
  std::printf("{\"peak_bytes\": %ld}\n", peak);
  std::fflush(stdout);
}

void Serve(const std::shared_ptr<LlamaEngine>& engine) {
  std::printf("{\"ready\": true}\n");
  std::fflush(stdout);
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command, text;
    int a = 0, b = 0, c = 0;
    words >> command;
    if (command == "memory") {
      Memory();
    } else if (command == "score") {
      words >> text;
      ScoreLines(*engine, text);
    } else if (command == "question") {
      words >> a >> b;
      std::getline(words, text);
      Question(*engine, a, b, text);
    } else if (command == "vote") {
      std::string task;
      words >> task >> a >> b >> c >> text;
      Vote(engine, task, static_cast<size_t>(a), b, c, text);
    } else if (command == "probe") {
      words >> text >> a >> b >> c;
      ProbePrice(engine, text, static_cast<size_t>(a), b, c);
    } else {
      words >> a >> b >> c;
      if (command == "items") Items(static_cast<size_t>(a));
      if (command == "decode") Decode(*engine, a, b, c);
      if (command == "questions") Questions(*engine, static_cast<size_t>(a), b, c, true);
      if (command == "one_by_one") Questions(*engine, static_cast<size_t>(a), b, c, false);
    }
  }
}

}  // namespace
}  // namespace ponder

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: engine_bench MODEL.gguf [options]; see the source\n");
    return 2;
  }
  ponder::LlamaOptions options;
  for (int i = 2; i < argc; ++i) {
    const std::string flag = argv[i];
    const bool has_value = i + 1 < argc;
    if (flag == "--kv-type" && has_value) options.kv_type = argv[++i];
    if (flag == "--sequences" && has_value) options.sequences = std::atoi(argv[++i]);
    if (flag == "--sequence-context" && has_value) options.sequence_context = std::atoi(argv[++i]);
    if (flag == "--threads" && has_value) options.threads = std::atoi(argv[++i]);
    if (flag == "--cells" && has_value) options.context = std::atoi(argv[++i]);
    if (flag == "--layout" && has_value) {
      options.layout = std::strcmp(argv[++i], "shared") == 0 ? ponder::CacheLayout::kShared
                                                             : ponder::CacheLayout::kStreams;
    }
  }
  try {
    ponder::Serve(std::make_shared<ponder::LlamaEngine>(argv[1], options));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engine_bench: error: %s\n", error.what());
    return 1;
  }
  return 0;
}
