// probe: a small head on the model's own states, fitted to its own right and wrong answers.
//
// A verifier in the sense of Cobbe et al. 2021 (arXiv 2110.14168) that costs no forward pass: the
// states are those that the model computed when it wrote the answer. That they say something of
// the answer's worth: Kadavath et al. 2022 (arXiv 2207.05221), Azaria and Mitchell 2023 (arXiv
// 2304.13734).
//
// 1. The engine keeps the last layer's state of every token it writes.
// 2. At the end of a line (in a search: of a step) and of the answer: that state, or a mean of
//    states; how many equations are right and wrong; what the answer does with the numbers of its
//    question; length, log-probabilities, ended or cut.
// 3. Logistic regression or one hidden layer gives the chance that the answer comes out right from
//    there. The total is that of the end.
//
// `ponder train probe` fits one to a model; it fits no other weights, so the file bears their
// fingerprint. We differ from Cobbe et al.: no language model is trained, one point a step is rated
// instead of every token, the equations are recomputed and the numbers followed.
#include <mutex>

#include "ponder/method.h"
#include "ponder/scorer.h"
#include "scorer/probe_file.h"
#include "scorer/probe_points.h"

namespace ponder {
namespace {

struct Options {
  std::string file;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("file", file, LocalOnly{}, "the probe; empty: the one of this model in the cache folder");
  }
};

std::shared_ptr<const ProbeFile> Load(const std::filesystem::path& file) {
  return std::make_shared<const ProbeFile>(ReadProbe(file));
}

std::shared_ptr<const ProbeFile> FindFor(const EngineInfo& policy) {
  const std::filesystem::path file = ProbePath(policy.fingerprint);
  std::error_code error;
  if (policy.fingerprint.empty() || !std::filesystem::exists(file, error)) {
    throw Error(ErrorCode::kNotFound,
                "scorer probe: there is none for model " + policy.model +
                    (policy.fingerprint.empty()
                         ? ", whose weights are not at hand"
                         : " (" + file.string() + "); ponder train probe makes one"));
  }
  return Load(file);
}

// Bytes of the generation's text for ends within the candidate's, which is a part of it; empty
// where it is not.
std::vector<size_t> StepEnds(const Candidate& candidate) {
  const size_t begin = candidate.generation.text.rfind(candidate.text);
  if (begin == std::string::npos) return {};
  std::vector<size_t> ends;
  for (const size_t end : candidate.step_ends) ends.push_back(begin + end);
  return ends;
}

class Probe : public Scorer {
 public:
  explicit Probe(const Options& options) {
    if (!options.file.empty()) given_ = Load(options.file);
  }

  ScorerNeeds Needs() const override { return {.logprobs = true, .hidden_states = true}; }

  void RequirePolicy(const EngineInfo& policy) override {
    std::shared_ptr<const ProbeFile> probe = given_ ? given_ : FindFor(policy);
    if (probe->fingerprint != policy.fingerprint || probe->head.width != policy.width) {
      throw Error(ErrorCode::kInvalidRequest,
                  "scorer probe: the probe was trained for model " + probe->model + " (" +
                      probe->fingerprint + "), this is " + policy.model + " (" +
                      policy.fingerprint + "); ponder train probe makes one for it");
    }
    std::lock_guard lock(mutex_);
    probe_ = std::move(probe);
  }

  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context& context) override {
    const Engine& engine = context.EngineFor(Role::kPolicy);
    const std::shared_ptr<const ProbeFile> probe = Checked(engine.Info());
    const std::string text = question.messages.empty() ? "" : question.Text();
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      scores.push_back(RateOne(probe->head, text, candidate, engine));
    }
    return scores;
  }

 private:
  std::shared_ptr<const ProbeFile> Checked(const EngineInfo& policy) {
    {
      std::lock_guard lock(mutex_);
      if (probe_) return probe_;
    }
    RequirePolicy(policy);
    std::lock_guard lock(mutex_);
    return probe_;
  }

  static Score RateOne(const ProbeHead& head, const std::string& question,
                       const Candidate& candidate, const Engine& engine) {
    Score score;
    const std::vector<size_t> ends = StepEnds(candidate);
    const std::vector<size_t> lines = LineEnds(candidate.generation.text);
    std::vector<ProbePoint> points =
        ReadPoints(candidate.generation, ends.empty() ? lines : ends, engine);
    score.abstained = points.empty();
    if (points.empty()) return score;
    ReadNumbers(question, candidate.generation.text, points);
    points.back().ended = !candidate.open && IsComplete(candidate.stop);
    points.back().cut = !candidate.open && !IsComplete(candidate.stop);
    score.total = head.Probability(points.back());
    for (size_t i = 0; i < ends.size(); ++i) score.steps.push_back(head.Probability(points[i]));
    return score;
  }

  std::shared_ptr<const ProbeFile> given_;
  std::mutex mutex_;
  std::shared_ptr<const ProbeFile> probe_;  // checked against the policy
};

}  // namespace

extern const ScorerInfo probe_scorer;
const ScorerInfo probe_scorer{
    .name = "probe",
    .summary = "a head on the model's own states, trained by ponder train probe",
    .source = "",
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<Probe>(ReadOptions<Options>("scorer probe", options));
    },
};

}  // namespace ponder
