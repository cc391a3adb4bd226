// Asks a model the same question eight times and takes the answer that most of the replies reach.
#include <cstdio>
#include <exception>

#include "ponder/ponder.h"

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: hello MODEL.gguf QUESTION\n"), 2;

  ponder::LlamaOptions options;
  options.sequences = 8;  // side by side
  options.sequence_context = 1024;
  ponder::Runner runner(ponder::LoadLlamaEngine(argv[1], options));

  ponder::Request request;
  request.messages.emplace_back("user", argv[2]);
  request.method = "self_consistency";
  request.options = {{"n", "8"}};
  request.seed = 1;
  const ponder::RunResult result = runner.Run(request);

  const ponder::Answer& answer = result.answer;
  std::printf("answer: %s\n", answer.final.value_or(answer.text).c_str());
  std::printf("price: %lld tokens, %.1f s\n",
              static_cast<long long>(result.usage.completion_tokens), result.seconds.total);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "hello: %s\n", error.what());
  return 1;
}
