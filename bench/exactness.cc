// Same seed, same answer: are logits equal bit for bit whatever else runs?
//
//   exactness MODEL.gguf [--questions N] [--crowd N] [--tokens N]
//
// Every question is answered alone on a fresh cache, then in crowds that come, go and recycle
// cells, with other prefill chunks; then at every border where cells are reused. Prints one line a
// setting; exit status 1 when any bit differed.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "base/parallel.h"
#include "engine/llama/llama_engine.h"

namespace ponder {
namespace {

// Changes nothing; remembers a hash of every row of logits it sees.
class LogitRecorder : public LogitRule {
 public:
  explicit LogitRecorder(std::shared_ptr<std::vector<uint64_t>> rows) : rows_(std::move(rows)) {}
  std::unique_ptr<LogitRule> Clone() const override {
    return std::make_unique<LogitRecorder>(rows_);
  }
  void Apply(std::span<float> logits) override {
    rows_->push_back(HashText({reinterpret_cast<const char*>(logits.data()), logits.size_bytes()}));
  }

 private:
  std::shared_ptr<std::vector<uint64_t>> rows_;
};

struct Outcome {
  std::vector<Token> tokens;
  std::vector<uint64_t> rows;
  Generation generation;
  friend bool operator==(const Outcome& a, const Outcome& b) {
    return a.tokens == b.tokens && a.rows == b.rows;
  }
};

std::string QuestionText(size_t index) {
  const RandomStream random = RandomStream(2026).Child(index);
  const char* names[] = {"Mina", "Tom", "Aya", "Leo", "Nora", "Juan"};
  const char* things[] = {"apples", "stamps", "marbles", "books", "shells"};
  std::string text = std::string(names[random.Integer(0, 0, 5)]) + " has " +
                     std::to_string(random.Integer(1, 3, 90)) + " " +
                     things[random.Integer(2, 0, 4)] + " and buys " +
                     std::to_string(random.Integer(3, 2, 40)) + " more.";
  for (int64_t i = random.Integer(4, 0, 4); i > 0; --i) {
    text += " Then " + std::string(names[random.Integer(10 + i, 0, 5)]) + " takes " +
            std::to_string(random.Integer(20 + i, 1, 9)) + " of them away.";
  }
  return text + " How many are left?";
}

GenerateRequest MakeRequest(const Prompt& prompt, size_t index, int tokens,
                            std::shared_ptr<std::vector<uint64_t>> rows) {
  GenerateRequest request;
  request.prompt = prompt;
  request.random = RandomStream(7).Child(index);
  request.max_tokens = tokens;
  request.sampling.temperature = index % 3 == 0 ? 0.0 : 0.7;
  request.logit_rules.push_back(std::make_shared<LogitRecorder>(std::move(rows)));
  return request;
}

Outcome Ask(LlamaEngine& engine, const Prompt& prompt, size_t index, int tokens) {
  auto rows = std::make_shared<std::vector<uint64_t>>();
  const GenerateRequest request = MakeRequest(prompt, index, tokens, rows);
  Generation generation = engine.Generate(std::span(&request, 1), nullptr, {})[0];
  Outcome outcome{generation.tokens, *rows, std::move(generation)};
  return outcome;
}

Prompt QuestionPrompt(size_t index) { return Prompt::Chat({{"user", QuestionText(index)}}); }

Prompt Continued(Prompt prompt, const Generation& generation, size_t tokens) {
  Piece piece;
  piece.tokens.assign(generation.tokens.begin(),
                      generation.tokens.begin() + static_cast<ptrdiff_t>(tokens));
  prompt.partial.push_back(piece);
  return prompt;
}

Prompt Judged(size_t index, const Generation& generation) {
  Message answer("assistant", {generation.AsPiece()});
  return Prompt::Chat(
      {{"user", QuestionText(index)}, answer, {"user", "Is this answer right? Yes or no."}});
}

struct Tally {
  int equal = 0;
  int all = 0;
  void Count(bool same) {
    equal += same ? 1 : 0;
    ++all;
  }
};

int failures = 0;
void Print(const std::string& what, const Tally& tally) {
  std::printf("%-64s %d of %d equal\n", what.c_str(), tally.equal, tally.all);
  std::fflush(stdout);
  if (tally.equal != tally.all) ++failures;
}

LlamaOptions OptionsFor(int sequences, int chunk, int busy) {
  LlamaOptions options;
  options.sequences = sequences;
  options.sequence_context = 768;
  options.prefill_chunk = chunk;
  options.prefill_chunk_busy = busy;
  return options;
}

void Run(const char* file, size_t questions, size_t crowd, int tokens) {
  std::vector<Outcome> alone(questions);
  {
    LlamaEngine engine(file, OptionsFor(static_cast<int>(crowd) + 1, 512, 512));
    std::printf("%s: %s\n", engine.Info().model.c_str(), engine.Info().exactness.c_str());
    for (size_t i = 0; i < questions; ++i) {
      engine.ClearPrefixes();
      alone[i] = Ask(engine, QuestionPrompt(i), i, tokens);
    }
  }
  for (const auto& [chunk, busy] : {std::pair(512, 64), std::pair(32, 7)}) {
    LlamaEngine engine(file, OptionsFor(static_cast<int>(crowd), chunk, busy));
    Tally tally;
    std::mutex mutex;
    // `crowd` askers at once: whoever ends makes room for the next, on cells another one used.
    Parallel(crowd, [&](size_t asker) {
      for (size_t i = asker; i < questions; i += crowd) {
        const Outcome outcome = Ask(engine, QuestionPrompt(i), i, tokens);
        std::lock_guard lock(mutex);
        tally.Count(outcome == alone[i]);
      }
      for (size_t i = 0; i < 2; ++i) {  // keeps the crowd full to the end
        Ask(engine, QuestionPrompt(1000 + asker * 7 + i), i, tokens / 2);
      }
    });
    const SchedulerStats stats = engine.Stats();
    Print("in a crowd of " + std::to_string(crowd) + ", prefill chunks of " +
              std::to_string(chunk) + " and " + std::to_string(busy) + " (" +
              std::to_string(stats.moves) + " moves, " + std::to_string(stats.evictions) +
              " evictions)",
          tally);
  }
  LlamaEngine engine(file, OptionsFor(static_cast<int>(crowd), 512, 64));
  LlamaEngine cold(file, OptionsFor(2, 512, 512));
  Tally decoded, judged, again;
  for (size_t i = 0; i < questions; ++i) {
    const Outcome& base = alone[i];
    if (base.tokens.size() < 8) continue;
    Ask(engine, QuestionPrompt(i), i, tokens);
    const Prompt half = Continued(QuestionPrompt(i), base.generation, base.tokens.size() / 2);
    const Outcome warm = Ask(engine, half, 500 + i, 16);
    cold.ClearPrefixes();
    const Outcome fresh = Ask(cold, half, 500 + i, 16);
    decoded.Count(warm == fresh && warm.generation.usage.cached > warm.generation.usage.prefill);
    cold.ClearPrefixes();
    judged.Count(Ask(engine, Judged(i, base.generation), i, 4) ==
                 Ask(cold, Judged(i, base.generation), i, 4));
    engine.ClearPrefixes();
    again.Count(Ask(engine, half, 500 + i, 16) == fresh);
  }
  Print("decoded cells reused as a prefix, against all prefilled", decoded);
  Print("a judge going on from a candidate, against all prefilled", judged);
  Print("prefilled again after eviction", again);
}

}  // namespace
}  // namespace ponder

int main(int argc, char** argv) {
  size_t questions = 50, crowd = 16;
  int tokens = 64;
  if (argc < 2) {
    std::fprintf(stderr, "usage: exactness MODEL.gguf [--questions N] [--crowd N] [--tokens N]\n");
    return 2;
  }
  for (int i = 2; i + 1 < argc; i += 2) {
    const long value = std::atol(argv[i + 1]);
    if (std::strcmp(argv[i], "--questions") == 0) questions = static_cast<size_t>(value);
    if (std::strcmp(argv[i], "--crowd") == 0) crowd = static_cast<size_t>(value);
    if (std::strcmp(argv[i], "--tokens") == 0) tokens = static_cast<int>(value);
  }
  try {
    ponder::Run(argv[1], questions, crowd, tokens);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "exactness: error: %s\n", error.what());
    return 1;
  }
  return ponder::failures == 0 ? 0 : 1;
}
