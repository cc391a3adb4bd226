#include <gtest/gtest.h>

#include <filesystem>

#include "engine/fake/toy.h"
#include "engine/fault.h"
#include "engine/recording.h"

namespace ponder {
namespace {

GenerateRequest Ask(uint64_t seed, int max_tokens = 40) {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", std::string("how many \xED\x95\x9C?"))});
  request.random = RandomStream(seed);
  request.max_tokens = max_tokens;
  return request;
}

std::vector<GenerateRequest> Batch(uint64_t first, size_t n) {
  std::vector<GenerateRequest> requests;
  for (size_t i = 0; i < n; ++i) requests.push_back(Ask(first + i));
  return requests;
}

TEST(Recording, ReplaysWithoutTheModel) {
  RecordingEngine recorder(MakeToyEngine(1));
  std::vector<GenerateRequest> first = Batch(0, 4);
  for (GenerateRequest& request : first) {
    request.logprobs = request.certainty = true;
    request.top_logprobs = 3;
  }
  std::vector<size_t> said_order;
  const auto cancel = [&said_order](size_t i, const Generation&) {
    said_order.push_back(i);
    return i == 2 ? std::vector<size_t>{0, 1, 3} : std::vector<size_t>{};
  };
  const auto said = recorder.Generate(first, cancel, {});
  const EvaluateRequest check{.prompt = Prompt::Raw("x"),
                              .continuation = {" one", {}, 0},
                              .hidden_states = false,
                              .adapter = ""};
  const auto rated = recorder.Evaluate(std::span(&check, 1), {});
  EvaluateRequest look = check;
  look.readings = {{0, {3, 4}, false}, {1, {5}, true}};
  look.rank = true;
  const auto seen = recorder.Evaluate(std::span(&look, 1), {});
  const auto ids = recorder.Render(first[0].prompt);
  recorder.ParseReply(first[0].prompt, "<think>a</think>b", false);

  const auto file = std::filesystem::temp_directory_path() / "ponder_recording_test";
  recorder.Save(file);
  const auto replay = MakeReplayEngine(LoadRecording(file));
  std::filesystem::remove(file);
  EXPECT_EQ(replay->Info().model, "toy-1");
  EXPECT_EQ(replay->Info().rank_outputs, 2);
  const auto seen_again = replay->Evaluate(std::span(&look, 1), {});
  ASSERT_EQ(seen_again[0].readings.size(), 2u);
  EXPECT_EQ(seen_again[0].readings[0].logprobs, seen[0].readings[0].logprobs);
  EXPECT_EQ(seen_again[0].readings[1].hidden_state, seen[0].readings[1].hidden_state);
  EXPECT_EQ(seen_again[0].readings[1].hidden_state.size(), 8u);
  EXPECT_EQ(seen_again[0].rank, seen[0].rank);
  EXPECT_EQ(replay->Evaluate(std::span(&check, 1), {}).front().logprobs, rated[0].logprobs);
  std::vector<size_t> order;
  std::string streamed;
  first[2].on_text = [&streamed](const StreamUpdate& update) { streamed += update.text; };
  const auto again = replay->Generate(first,
                                      [&order](size_t i, const Generation&) -> std::vector<size_t> {
                                        order.push_back(i);
                                        return {};
                                      },
                                      {});
  for (size_t i = 0; i < said.size(); ++i) {
    EXPECT_EQ(again[i].text, said[i].text);
    EXPECT_EQ(again[i].tokens, said[i].tokens);
    EXPECT_EQ(again[i].logprobs, said[i].logprobs);
    EXPECT_EQ(again[i].certainty, said[i].certainty);
    EXPECT_EQ(again[i].stop, said[i].stop);
    EXPECT_EQ(again[i].usage.generated, said[i].usage.generated);
  }
  EXPECT_EQ(streamed, said[2].text);
  EXPECT_EQ(order, said_order);
  EXPECT_EQ(replay->Render(first[0].prompt), ids);
  EXPECT_EQ(replay->ParseReply(first[0].prompt, "<think>a</think>b", false).content, "b");
  EXPECT_THROW(replay->Generate(first), Error);  // once only
  EXPECT_THROW(replay->Tokenize("never asked", true), Error);
}

TEST(Recording, DamagedTextIsRefusedNotRead) {
  RecordingEngine recorder(MakeToyEngine(1));
  recorder.Generate(Batch(0, 2));
  const std::string text = FormatRecording(recorder.Taken());
  EXPECT_EQ(FormatRecording(ParseRecording(text)), text);
  for (size_t length = 0; length < text.size(); length += 7) {
    EXPECT_THROW(ParseRecording(text.substr(0, length)), Error) << length;
  }
  for (size_t at = 0; at < text.size(); at += 11) {
    std::string damaged = text;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    try {
      ParseRecording(damaged);
    } catch (const Error&) {
    }
  }
}

TEST(Fault, FailsWhereItShould) {
  const std::shared_ptr<Engine> toy = MakeToyEngine(1);
  FaultyEngine one(toy, {{.kind = Fault::Kind::kError, .request = 1}});
  const auto results = one.Generate(Batch(0, 3));
  EXPECT_NE(results[0].stop, StopReason::kError);
  EXPECT_EQ(results[1].stop, StopReason::kError);
  EXPECT_FALSE(results[1].error.empty());
  EXPECT_TRUE(results[1].text.empty());

  FaultyEngine second(toy, {{.kind = Fault::Kind::kThrow, .call = 1}});
  EXPECT_NO_THROW(second.Generate(Batch(0, 1)));
  EXPECT_THROW(second.Generate(Batch(0, 1)), Error);

  FaultyEngine cut(toy, {{.kind = Fault::Kind::kTruncate, .keep_tokens = 2}});
  EXPECT_EQ(cut.Generate(Batch(0, 1)).front().tokens.size(), 2u);
}

}  // namespace
}  // namespace ponder
