// reward_model: the model's own classification head rates the whole answer.
//
// Question and answer are put as the model's rerank template has it, else as a conversation in its
// chat template, and the engine applies the head at the end. Rerankers and classifiers that
// llama.cpp knows the heads of; other reward models have theirs beside them: scorer prm.
#include <cmath>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {
namespace {

constexpr std::string_view kQuery = "{query}";
constexpr std::string_view kDocument = "{document}";

struct Options {
  int output = 0;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("output", output, Range{0, 1023}, "which output of the head is the score, from 0");
  }
};

class RewardModel : public Scorer {
 public:
  explicit RewardModel(Options options) : options_(options) {}

  void Require(const EngineInfo& judge) const override {
    if (judge.rank_outputs == 0) {
      throw Error(ErrorCode::kUnsupported,
                  "scorer reward_model: model " + judge.model +
                      " has no classification head that can be run here; give one that has "
                      "(--judge-model FILE), or see scorer prm");
    }
    if (options_.output >= judge.rank_outputs) {
      throw Error(ErrorCode::kInvalidRequest, "scorer reward_model: output must be below " +
                                                  std::to_string(judge.rank_outputs) +
                                                  ", the outputs of the model's head");
    }
  }

  void Prepare(const Engine& judge) override { judge.Render(PromptOf(judge, "1 + 1?", "2")); }

  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context& context) override {
    Engine& engine = context.EngineFor(Role::kJudge);
    const std::string asked = question.raw.empty() ? question.Text() : question.raw;
    std::vector<EvaluateRequest> requests;
    std::vector<size_t> indices;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (candidates[i].text.empty() || candidates[i].stop == StopReason::kError) continue;
      EvaluateRequest request;
      request.prompt = PromptOf(engine, asked, candidates[i].text);
      request.rank = true;
      if (!Fits(engine, request.prompt, context)) continue;
      requests.push_back(std::move(request));
      indices.push_back(i);
    }
    std::vector<Score> scores(candidates.size(), Score{.steps = {}, .abstained = true});
    if (requests.empty()) return scores;
    const auto answers = engine.Evaluate(requests, context.Stop());
    const auto output = static_cast<size_t>(options_.output);
    for (size_t k = 0; k < answers.size(); ++k) {
      const std::vector<float>& rank = answers[k].rank;
      if (output >= rank.size() || !std::isfinite(rank[output])) continue;
      scores[indices[k]] = {.total = rank[output], .steps = {}};
    }
    return scores;
  }

 private:
  // What the answer writes is text, whatever control tokens it looks like.
  static Prompt PromptOf(const Engine& engine, const std::string& question,
                         const std::string& answer) {
    const Piece said{answer, engine.Tokenize(answer, false), answer.size()};
    const std::string& form = engine.Info().rank_template;
    const size_t at = form.find(kDocument);
    if (at == std::string::npos) {
      Prompt prompt =
          Prompt::Chat({Message("user", question), Message("assistant", std::vector<Piece>{said})});
      prompt.add_generation_prompt = false;
      return prompt;
    }
    Prompt prompt;
    prompt.add_beginning_token = false;
    prompt.partial = {{Filled(form.substr(0, at), question), {}, 0},
                      said,
                      {Filled(form.substr(at + kDocument.size()), question), {}, 0}};
    return prompt;
  }

  static std::string Filled(std::string form, const std::string& question) {
    const size_t at = form.find(kQuery);
    if (at != std::string::npos) form.replace(at, kQuery.size(), question);
    return form;
  }

  static bool Fits(const Engine& engine, const Prompt& prompt, Context& context) {
    const size_t tokens = engine.Render(prompt).size();
    if (tokens < static_cast<size_t>(engine.Info().context)) return true;
    context.Warn("scorer reward_model: an answer of " + std::to_string(tokens) +
                 " tokens is longer than the model's context (--sequence-context): not rated");
    return false;
  }

  Options options_;
};

}  // namespace

extern const ScorerInfo reward_model_scorer;
const ScorerInfo reward_model_scorer{
    .name = "reward_model",
    .summary = "the classification head of a reward model or reranker rates the whole answer",
    .source = "Cobbe et al. 2021, arXiv 2110.14168",
    .asks_model = true,
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<RewardModel>(ReadOptions<Options>("scorer reward_model", options));
    },
};

}  // namespace ponder
