// particle_filter: answers as particles, drawn anew after every step by how likely they are right.
// Puri et al. 2025, arXiv 2502.01618.
//
// The hidden state is the partial answer, the model its transition, and the scorer's probability
// that the answer is on a good way the likelihood of what is observed.
// 1. N particles each write a step, and are scored.
// 2. Weight of a particle: its odds r / (1 - r) to the power 1 / temperature, normalised.
// 3. Draw N particles by weight, with replacement. Finished ones take part with their last score.
// 4. Those that are open write the next step, and so on until none is open: there is no drawing
//    after the last step.
// 5. The particle with the highest last score is the answer (or a vote by scores).
//
// iterations > 1 is particle Gibbs: one particle of an iteration, drawn by its final weight, is the
// reference of the next. There it competes with the score it had at the same step, a copy drawn
// from it is cut to that step and goes on by itself, and the reference stays as it is.
//
// We differ: a particle that was cut stays as it is, out of the drawing, however good it looked;
// one that failed gives its place to others. Drawing is systematic and happens only when the
// effective number of particles is below `ess` x N; until then weights multiply, as in any particle
// filter (resampling=multinomial:ess=1 is the paper's code). A scorer of logarithms weighs with
// exp(score / temperature), one that ranks with the root of its rank to that power; where scores
// only compare, all are rated anew at each step. The temperature can fall with time or rise where
// few particles hold all the weight (its_hub's "entropic" rules). The published code compares a
// reference one step ahead; we do not.
#include <algorithm>
#include <cmath>

#include "method/step_method.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "search/resample.h"

namespace ponder {

namespace {

struct Settings {
  int n = 16;
  int iterations = 1;
  Resampling resampling = Resampling::kSystematic;
  double ess = 0.5;
  bool finished = true;
  double temperature = 1;
  Warmth rule = Warmth::kConstant;
  StepSettings steps = {.selection = Selection::kPlain};
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "particles");
    visit("iterations", iterations, Range{1, 64}, "rounds of particle Gibbs; 1: a filter");
    visit("resampling", resampling, "how particles are drawn: systematic or multinomial");
    visit("ess", ess, Range{0, 1}, "draw when fewer than this share of the particles count");
    visit("finished", finished, "finished particles take part in the drawing");
    visit("temperature", temperature, Range{0.001, 100}, "of weights; low: the best take all");
    visit("rule", rule, "temperature: constant; higher early by ess or entropy; or anneal to 1");
    steps.ForEach(visit);
  }
};

bool HasFailed(const Path& path) { return path.end == StopReason::kError; }
// By a limit, or cancelled.
bool WasCut(const Path& path) { return !path.open() && !path.finished() && !HasFailed(path); }

class Filter {
 public:
  Filter(StepSearch& search, Context& context, const Settings& settings, RandomStream random)
      : search_(search), context_(context), settings_(settings), random_(random) {}

  // Runs to the end. The reference, if any, is the last of the particles.
  std::vector<Path> Run(const Path* reference) {
    for (int i = 0; i < settings_.n; ++i) {
      Particle& particle = particles_.emplace_back();
      particle.fixed = reference != nullptr && i + 1 == settings_.n;
      particle.path = particle.fixed ? *reference : Fresh(static_cast<uint64_t>(i));
    }
    for (step_ = 1;; ++step_) {
      Extend();
      if (!AnyOpen()) break;
      Draw();
    }
    std::vector<Path> paths;
    for (Particle& particle : particles_) paths.push_back(std::move(particle.path));
    return paths;
  }

 private:
  struct Particle {
    Path path;
    double weight = 0;   // logarithm of what it has gathered since the last draw
    bool fixed = false;  // the reference
  };

  Path Fresh(uint64_t index) const {
    Path path = search_.source().Root();
    path.random = random_.Child(index);
    return path;
  }

  // Of all particles but the reference.
  std::vector<Path*> OwnPaths() {
    std::vector<Path*> paths;
    for (Particle& particle : particles_) {
      if (!particle.fixed) paths.push_back(&particle.path);
    }
    return paths;
  }

  bool AnyOpen() const {
    return std::any_of(particles_.begin(), particles_.end(),
                       [](const Particle& particle) { return particle.path.open(); });
  }

  void Extend() {
    std::vector<Path*> open;
    for (Particle& particle : particles_) {
      if (particle.path.open()) open.push_back(&particle.path);
    }
    search_.source().Extend(open);
    search_.scorer().Rate(search_.scorer().Compares() ? OwnPaths() : open);
    context_.Emit(StepDone{"step", std::to_string(step_) + ": " + std::to_string(open.size()) +
                                       " of " + std::to_string(particles_.size()) + " went on"});
  }

  // The logarithm of a particle's likelihood at this step.
  double Likelihood(const Particle& particle) const {
    if (!particle.fixed) return search_.scorer().LogWeight(particle.path);
    return search_.scorer().LogWeight(particle.path.CutTo(static_cast<size_t>(step_)));
  }

  void Draw() {
    std::vector<size_t> in;  // who takes part
    std::vector<double> logarithms;
    for (size_t i = 0; i < particles_.size(); ++i) {
      Particle& particle = particles_[i];
      const bool over = particle.fixed ? particle.path.steps() <= static_cast<size_t>(step_)
                                       : !particle.path.open();
      if (over && (!settings_.finished || WasCut(particle.path))) continue;
      in.push_back(i);
      logarithms.push_back(HasFailed(particle.path) ? -INFINITY
                                                    : particle.weight + Likelihood(particle));
    }
    const double time = std::min(1.0, static_cast<double>(step_) / settings_.steps.max_steps);
    const double temperature =
        WarmedTemperature(settings_.rule, settings_.temperature, Softmax(logarithms), time);
    const std::vector<double> weights = Softmax(logarithms, temperature);
    if (!TooFewCount(weights, settings_.ess)) {
      for (size_t i = 0; i < in.size(); ++i) particles_[in[i]].weight = logarithms[i];
      return;
    }
    Replace(in, weights);
  }

  // Who is drawn takes the place of who is not; the reference keeps its own.
  void Replace(const std::vector<size_t>& in, const std::vector<double>& weights) {
    const RandomStream random = random_.Child("draw").Child(static_cast<uint64_t>(step_));
    const bool reference = !in.empty() && particles_[in.back()].fixed;
    const std::vector<size_t> drawn =
        Resample(weights, in.size() - (reference ? 1 : 0), settings_.resampling, random);
    std::vector<Path> paths;
    std::vector<int> copies(in.size(), 0);
    for (const size_t i : drawn) {
      const Particle& parent = particles_[in[i]];
      const auto copy = static_cast<uint64_t>(copies[i]++);
      if (!parent.fixed) {
        paths.push_back(parent.path.Fork(copy));
        continue;
      }
      // The reference brings the stream of the iteration that it is from.
      paths.push_back(parent.path.CutTo(static_cast<size_t>(step_)));
      paths.back().random = random.Child("copy").Child(copy);
    }
    for (size_t i = 0; i < paths.size(); ++i) {
      particles_[in[i]].path = std::move(paths[i]);
    }
    for (const size_t i : in) particles_[i].weight = 0;
  }

  StepSearch& search_;
  Context& context_;
  const Settings& settings_;
  RandomStream random_;
  std::vector<Particle> particles_;
  int step_ = 0;
};

class ParticleFilter : public StepMethod<Settings> {
 public:
  using StepMethod::StepMethod;

  Answer Run(const Question& question, Context& context) override {
    StepSearch search(question, context, settings_.steps);
    std::vector<Path> all;
    std::optional<Path> reference;
    for (int round = 0; round < settings_.iterations; ++round) {
      const RandomStream random = context.Random().Child(static_cast<uint64_t>(round));
      Filter filter(search, context, settings_, random);
      std::vector<Path> paths = filter.Run(reference ? &*reference : nullptr);
      if (reference) paths.pop_back();  // it is in the answers already
      const bool stopped = context.Stop().stop_requested() ||
                           std::any_of(paths.begin(), paths.end(), [](const Path& path) {
                             return path.end == StopReason::kBudget;
                           });
      if (round + 1 < settings_.iterations) {
        reference = DrawOne(search, paths, reference, random);
      }
      std::move(paths.begin(), paths.end(), std::back_inserter(all));
      if (stopped || (settings_.n == 1 && reference)) break;
    }
    return search.Finish(std::move(all));
  }

 private:
  // By final weights, of these and the last reference.
  Path DrawOne(const StepSearch& search, const std::vector<Path>& paths,
               const std::optional<Path>& last, const RandomStream& random) const {
    std::vector<const Path*> choice;
    for (const Path& path : paths) choice.push_back(&path);
    if (last) choice.push_back(&*last);
    std::vector<double> logarithms;
    for (const Path* path : choice) {
      const bool lost = HasFailed(*path) || WasCut(*path);
      logarithms.push_back(lost ? -INFINITY : search.scorer().LogWeight(*path));
    }
    const double temperature =
        WarmedTemperature(settings_.rule, settings_.temperature, Softmax(logarithms), 1);
    const auto drawn = Resample(Softmax(logarithms, temperature), 1, Resampling::kMultinomial,
                                random.Child("reference"));
    return *choice[drawn.front()];
  }
};

}  // namespace

extern const MethodInfo particle_filter_method;
const MethodInfo particle_filter_method{
    .name = "particle_filter",
    .aliases = {"particle_filtering", "particle_gibbs"},
    .summary = "answers as particles, drawn anew after every step by their scores",
    .paper = "Puri et al. 2025, arXiv 2502.01618",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<ParticleFilter>(
          ReadOptions<Settings>("method particle_filter", options));
    },
};

}  // namespace ponder
