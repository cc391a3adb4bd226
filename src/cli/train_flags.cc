#include "cli/train_flags.h"

#include "eval/study.h"
#include "ponder/error.h"

namespace ponder {

void TrainFlags::AddTo(CLI::App& app) {
  app.add_option("--tasks", tasks_,
                 "what is asked, as ponder eval takes it (default " + tasks_ + ")")
      ->type_name("A,B/LEVEL")
      ->group("Samples")
      ->each([this](const std::string&) { tasks_given_ = true; });
  app.add_option("--data", data_, "published sets, read where a task has one")
      ->type_name("FOLDER")
      ->group("Samples");
  sampling_.AddTo(app, "Samples");
  fit_.AddTo(app, "Probe");
}

void TrainFlags::Check(bool from_folder) const {
  if (Settings().fit.features.Size(1) == 0) {
    throw Error(ErrorCode::kInvalidRequest,
                "--states none with --no-equations, --no-numbers and --no-counts: there is nothing "
                "to look at");
  }
  sampling_.Read();
  if (!from_folder) return;
  std::string other = tasks_given_ ? "--tasks" : data_.empty() ? "" : "--data";
  for (const OptionInfo& info : ListOptions<SamplingFlags>()) {
    if (sampling_.Given(info.name) && info.name != "--seed") other = info.name;
  }
  if (other.empty()) return;
  throw Error(ErrorCode::kInvalidRequest,
              other + " is for sampling; --from takes the samples that the folder holds");
}

StudyPlan TrainFlags::Plan() const {
  const SamplingFlags flags = sampling_.Read();
  StudyFields fields;
  fields["tasks"] = {"--tasks", {tasks_}};
  fields["limit"] = {"--questions", {std::to_string(flags.questions)}};
  fields["shots"] = {"--shots", {std::to_string(flags.shots)}};
  fields["seed"] = {"--seed", {std::to_string(flags.seed)}};
  if (!data_.empty()) fields["data"] = {"--data", {data_}};
  return PlanStudy(MakeStudy(fields));
}

ProbeAbout TrainFlags::About() const {
  const SamplingFlags flags = sampling_.Read();
  ProbeAbout about;
  about.tasks = tasks_;
  about.data = data_;
  about.samples = flags.samples;
  about.rollouts = flags.rollouts;
  about.shots = flags.shots;
  about.seed = static_cast<uint64_t>(flags.seed);
  about.prompt = ChoiceName(flags.prompt);
  about.temperature = flags.temperature;
  about.max_tokens = flags.max_tokens;
  return about;
}

ProbeSettings TrainFlags::Settings() const {
  const FitFlags flags = fit_.Read();
  ProbeSettings settings;
  settings.fit.features = {.states = flags.states,
                           .equations = flags.equations,
                           .numbers = flags.numbers,
                           .counts = flags.counts};
  settings.fit.units = flags.hidden;
  settings.seed = settings.fit.seed = static_cast<uint64_t>(sampling_.Read().seed);
  settings.folds = flags.folds;
  return settings;
}

}  // namespace ponder
