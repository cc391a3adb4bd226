// Does a middle layer know more of an answer's worth than the last one?
//
//   probe_layers MODEL.gguf FROM TO LAYERS
//
// FROM: a folder of samples that `ponder train probe` made with this model. TO: the same samples
// with the states that the model has after its first LAYERS layers, for `ponder train probe --from
// TO`. llama.cpp gives the states of the last layer alone, so the model is cut: a file of its first
// layers reads prompt and answer again. The final norm, which follows, scales a state and its
// dimensions and takes nothing that a linear head needs.
//
// Nothing is generated. Answers are tokenised anew, which may part words otherwise than they came.
#include <ggml.h>
#include <gguf.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eval/plan.h"
#include "eval/probe/sample_folder.h"
#include "method/prompt_text.h"
#include "ponder/error.h"
#include "ponder/llama.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

struct GgufDeleter {
  void operator()(gguf_context* file) const { gguf_free(file); }
  void operator()(ggml_context* weights) const { ggml_free(weights); }
};

// The first layers of a model, as a file that lives as long as this.
class CutModel {
 public:
  CutModel(const fs::path& model, int layers)
      : file_(fs::temp_directory_path() / ("ponder-cut-" + std::to_string(getpid()) + ".gguf")) {
    ggml_context* raw = nullptr;
    const std::unique_ptr<gguf_context, GgufDeleter> in(
        gguf_init_from_file(model.c_str(), {.no_alloc = false, .ctx = &raw}));
    const std::unique_ptr<ggml_context, GgufDeleter> weights(raw);
    if (!in) throw Error(ErrorCode::kModel, model.string() + ": no GGUF file");
    const std::unique_ptr<gguf_context, GgufDeleter> out(gguf_init_empty());
    gguf_set_kv(out.get(), in.get());
    const std::string kind =
        gguf_get_val_str(in.get(), gguf_find_key(in.get(), "general.architecture"));
    gguf_set_val_u32(out.get(), (kind + ".block_count").c_str(), static_cast<uint32_t>(layers));
    for (int64_t i = 0; i < gguf_get_n_tensors(in.get()); ++i) {
      const std::string name = gguf_get_tensor_name(in.get(), i);
      if (name.starts_with("blk.") && std::atoi(name.c_str() + 4) >= layers) continue;
      gguf_add_tensor(out.get(), ggml_get_tensor(raw, name.c_str()));
    }
    if (!gguf_write_to_file(out.get(), file_.c_str(), false)) {
      throw Error(ErrorCode::kUnavailable, file_.string() + ": cannot be written");
    }
  }
  ~CutModel() { fs::remove(file_); }
  CutModel(const CutModel&) = delete;
  CutModel& operator=(const CutModel&) = delete;

  const fs::path& file() const { return file_; }

 private:
  fs::path file_;
};

// Prompts of the questions, as they were asked.
std::map<std::string, Prompt> Prompts(const ProbeAbout& about, size_t questions) {
  StudyFields fields;
  fields["tasks"] = {"tasks", {about.tasks}};
  fields["limit"] = {"limit", {std::to_string(questions)}};
  fields["shots"] = {"shots", {std::to_string(about.shots)}};
  fields["seed"] = {"seed", {std::to_string(about.seed)}};
  if (!about.data.empty()) fields["data"] = {"data", {about.data}};
  std::map<std::string, Prompt> prompts;
  PromptStyle style = PromptStyle::kPlain;
  for (const auto& [name, value] : ChoiceNames<PromptStyle>::kNames) {
    if (name == about.prompt) style = value;
  }
  const StudyPlan plan = PlanStudy(MakeStudy(fields));
  for (const PlannedTask& task : plan.tasks) {
    for (const TaskItem& item : task.items) {
      Question question;
      question.messages = MakeMessages(task, item, ExamplesOf(style));
      question.kind = item.kind;
      prompts[std::string(task.info->name) + "/" + item.id] =
          StyledPrompt(question, style, item.language, kDraftShots);
    }
  }
  return prompts;
}

EvaluateRequest ReadingOf(const Prompt& prompt, const ProbeSample& sample, const Engine& engine) {
  EvaluateRequest request;
  request.prompt = prompt;
  request.continuation = {sample.text, engine.Tokenize(sample.text, false), sample.text.size()};
  // One more token, so that there is a state that has read the last one of the answer.
  request.continuation.tokens.push_back(engine.Tokenize("\n", false).front());
  request.hidden_states = true;
  return request;
}

void Replace(std::vector<std::vector<float>> states, const Engine& engine, ProbeSample& sample) {
  Generation generation;
  generation.text = sample.text;
  generation.tokens = engine.Tokenize(sample.text, false);
  generation.stop = sample.stop;
  generation.hidden_states = std::move(states);
  if (sample.stop != StopReason::kEnd && sample.stop != StopReason::kStopString) {
    generation.hidden_states.pop_back();  // as it was when the answer was cut
  }
  std::vector<ProbePoint> points = ReadPoints(generation, LineEnds(sample.text), engine);
  if (points.size() != sample.points.size()) {
    throw Error(ErrorCode::kInternal, "an answer has other lines than when it was sampled");
  }
  for (size_t i = 0; i < points.size(); ++i) {
    sample.points[i].last = std::move(points[i].last);
    sample.points[i].mean = std::move(points[i].mean);
    sample.points[i].step = std::move(points[i].step);
  }
}

// The states of a question's answers, read again by `engine`. Their counts stay.
void ReadAgain(const Prompt& prompt, Engine& engine, ProbeQuestion& question) {
  std::vector<EvaluateRequest> requests;
  for (const ProbeSample& sample : question.samples) {
    requests.push_back(ReadingOf(prompt, sample, engine));
  }
  std::vector<Evaluation> read = engine.Evaluate(requests, {});
  for (size_t i = 0; i < read.size(); ++i) {
    Replace(std::move(read[i].hidden_states), engine, question.samples[i]);
  }
}

void Work(const fs::path& model, const fs::path& from, const fs::path& to, int layers) {
  const ProbeData data = ReadProbeFolder(from);
  const std::map<std::string, Prompt> prompts = Prompts(data.about, data.questions.size() + 100);
  const CutModel cut(model, layers);
  LlamaOptions options;
  options.sequences = 16;
  const std::unique_ptr<Engine> engine = LoadLlamaEngine(cut.file(), options);
  ProbeAbout about = data.about;
  about.fingerprint = engine->Info().fingerprint;
  ProbeFolder folder(to, about);
  for (ProbeQuestion question : data.questions) {
    if (folder.Has(question.task, question.item)) continue;
    const Prompt& prompt = prompts.at(question.task + "/" + question.item);
    ReadAgain(prompt, *engine, question);
    folder.Add(question);
    std::fprintf(stderr, "\r%lld of %zu questions", static_cast<long long>(folder.questions()),
                 data.questions.size());
  }
  std::fprintf(stderr, "\n");
}

}  // namespace
}  // namespace ponder

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: probe_layers MODEL.gguf FROM TO LAYERS\n");
    return 2;
  }
  try {
    ponder::Work(argv[1], argv[2], argv[3], std::atoi(argv[4]));
  } catch (const std::exception& what) {
    std::fprintf(stderr, "probe_layers: %s\n", what.what());
    return 1;
  }
  return 0;
}
