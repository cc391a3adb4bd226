// A small world for tests of searches: from 1 by "+1", "*2" and "-1" to 6.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fake/scripted.h"
#include "ponder/runner.h"

namespace ponder {

class LadderWorld : public WorldModel {
 public:
  explicit LadderWorld(int depth = 6) : depth_(depth) {}

  std::string Start() const override { return "1"; }
  std::vector<std::string> Actions(std::string_view state) const override {
    if (At(state) > 6) return {};
    return {"+1", "*2", "-1"};
  }
  std::optional<std::string> Next(std::string_view state, std::string_view action) const override {
    const int at = At(state);
    if (at > 6) return std::nullopt;
    if (action == "+1") return std::to_string(at + 1);
    if (action == "-1") return std::to_string(at - 1);
    if (action == "*2") return std::to_string(2 * at);
    return std::nullopt;
  }
  bool IsGoal(std::string_view state) const override { return At(state) == 6; }
  double Progress(std::string_view state) const override {
    return At(state) > 6 ? 0 : At(state) / 6.0;
  }
  int Depth() const override { return depth_; }
  std::string Reply(std::span<const std::string> actions) const override {
    std::string reply = "####";
    for (const std::string& action : actions) reply += " " + action;
    return reply;
  }

 private:
  static int At(std::string_view state) { return std::stoi(std::string(state)); }
  int depth_;
};

struct Script {
  std::vector<ScriptedReply> replies = {};
  std::vector<std::pair<std::string, ScriptedReply>> by_prompt = {};
};

struct Played {
  RunResult result;
  std::string error;
  size_t used = 0;  // of the replies
};

// Temperature 0; the question is "How many?".
inline Played Play(const std::string& method, const Script& script,
                   std::shared_ptr<const WorldModel> world = nullptr,
                   std::shared_ptr<Scorer> scorer = nullptr, const std::string& named = "") {
  const NameAndOptions spec = ParseNameAndOptions(method);
  Request request;
  request.messages = {Message("user", std::string("How many?"))};
  request.method = spec.name;
  request.options = spec.options;
  request.sampling.temperature = 0;
  request.world = std::move(world);
  request.kind = request.world ? AnswerKind::kText : AnswerKind::kNumber;
  request.custom_scorer = std::move(scorer);
  request.scorer = named;
  const auto engine = std::make_shared<ScriptedEngine>(script.replies, script.by_prompt);
  Played played;
  try {
    played.result = Runner(engine).Run(request);
  } catch (const Error& error) {
    played.error = error.what();
  }
  played.used = engine->used();
  return played;
}

}  // namespace ponder
