// coat: chain of associated thoughts, a tree search whose nodes remember what comes to mind.
// Pan et al. 2025, arXiv 2502.02390. The survey: chain of associated interactions (coai).
//
// Each iteration:
// 1. Selection: from the root to the child with the highest V + w sqrt(ln N(parent) / N), down to a
//    leaf.
// 2. Expansion: sample K next thoughts there. A thought is written in view of the memories of all
//    its ancestors.
// 3. Association: for each, ask what else is worth knowing here (or look it up): short, to the
//    point, and not in the path yet. It becomes the memory of that thought.
// 4. Evaluation: V = F_g(content) + beta F_a(memory).
// 5. Back-propagation: on the way to the root V becomes the mean of all that came up.
// It ends with a finished thought whose F_g is `enough`, or after the iterations, and at
// `max_steps` a thought goes on to the end of the answer. The answer is the finished path with the
// highest V.
//
// The paper leaves open how F_g and F_a are computed, K, the depth and the prompts. Here F_g is the
// scorer; F_a is the model's probability of Yes when asked whether the note is true and of use, 0
// without a note. Memories stand as notes in the model's own turn, after their thought: so they are
// inherited by position, siblings do not see them, and the engine computes none twice. A note of
// whose words 80 % stand in the path already is dropped. With brain=none and beta=0 it is
// mcts:rule=uct:walk=step with the same settings.
#include <algorithm>
#include <set>

#include "engine/fitting.h"
#include "method/step_method.h"
#include "ponder/method.h"
#include "scorer/yes_no.h"
#include "search/asker.h"
#include "search/brain.h"
#include "search/tree_search.h"
#include "text/scan.h"
#include "text/utf8.h"

namespace ponder {

enum class BrainKind { kSelf, kDocuments, kSource, kNone };

template <>
struct ChoiceNames<BrainKind> {
  static constexpr std::pair<std::string_view, BrainKind> kNames[] = {
      {"self", BrainKind::kSelf},
      {"documents", BrainKind::kDocuments},
      {"source", BrainKind::kSource},
      {"none", BrainKind::kNone}};
};

namespace {

constexpr double kKnown = 0.8;
constexpr size_t kPassages = 5;        // looked at until one is new
constexpr size_t kPassageBytes = 600;  // longest note from a document

struct Settings {
  int iterations = 8;
  int width = 3;
  double exploration = 1;
  double beta = 0.1;
  double enough = 0.9;
  BrainKind brain = BrainKind::kSelf;
  std::string documents;
  std::string source;
  int note_tokens = 48;
  StepSettings steps = {.max_steps = 8, .selection = Selection::kPlain};
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("iterations", iterations, Range{1, 1000}, "nodes that are expanded");
    visit("width", width, Range{1, 64}, "next thoughts of a node");
    visit("exploration", exploration, Range{0, 100}, "weight of seldom visited children");
    visit("beta", beta, Range{0, 10}, "weight of the memory's value");
    visit("enough", enough, Range{0, 10}, "a finished answer of this value ends it; 0: none does");
    visit("brain", brain, "where memories come from: the model's self, documents, a source, none");
    visit("documents", documents, LocalOnly{}, "folder or file of texts for brain=documents");
    visit("source", source, LocalOnly{}, "for brain=source: a page, http://...{query}...");
    visit("note_tokens", note_tokens, Range{1, 1000}, "longest memory from the model");
    steps.ForEach(visit);
  }
};

// What comes to mind at new thoughts.
class Association {
 public:
  // `brain`: where to look things up; null: the model is asked.
  Association(const StepSource& source, const Settings& settings, const Brain* brain)
      : source_(source), settings_(settings), brain_(brain) {}

  void operator()(std::span<Path* const> paths, std::span<double> values) const {
    std::vector<size_t> open;
    for (size_t i = 0; i < paths.size(); ++i) {
      if (paths[i]->open()) open.push_back(i);
    }
    std::vector<std::string> notes = brain_ != nullptr ? LookUp(paths, open) : Ask(paths, open);
    for (size_t k = 0; k < open.size(); ++k) {
      if (ShareKnown(notes[k], Known(*paths[open[k]])) >= kKnown) notes[k].clear();
    }
    const std::vector<double> worth = Worth(paths, open, notes);
    for (size_t k = 0; k < open.size(); ++k) {
      if (notes[k].empty()) continue;
      values[open[k]] += settings_.beta * worth[k];
      const bool fresh_line = paths[open[k]]->said.text.ends_with('\n');
      paths[open[k]]->Note((fresh_line ? "" : "\n\n") + Text("coat_note", {{"note", notes[k]}}));
    }
  }

 private:
  std::string Text(std::string_view name,
                   const std::vector<std::pair<std::string_view, std::string>>& values = {}) const {
    return PromptText(name, source_.context().GetLanguage(), values);
  }

  std::vector<std::string> Ask(std::span<Path* const> paths,
                               const std::vector<size_t>& open) const {
    std::vector<GenerateRequest> requests;
    for (const size_t i : open) {
      GenerateRequest& request = requests.emplace_back();
      request.prompt = source_.AskAbout(*paths[i], Text("coat_associate"));
      request.random = paths[i]->random.Child("associate");
      request.sampling = source_.context().GetSampling();
      request.sampling.grammar.clear();
      request.sampling.json_schema.clear();
      request.max_tokens = settings_.note_tokens;
      request.aside = true;
      if (!ModelThinks(source_.context())) request.stop = {"\n"};
    }
    Engine& engine = source_.context().EngineFor(Role::kPolicy);
    const auto replies = GenerateWhatFits(engine, requests, source_.context().Stop());
    std::vector<std::string> notes;
    for (size_t i = 0; i < replies.size(); ++i) {
      WarnOf(replies[i]);
      const StopReason stop = replies[i].stop;
      const bool whole = IsComplete(stop) || stop == StopReason::kLength;
      const std::string said(
          scan::Trim(engine.ParseReply(requests[i].prompt, replies[i].text, false).content));
      notes.push_back(whole ? said.substr(0, said.find('\n')) : "");
      const std::string word(scan::StripWrapping(notes.back()));
      if (scan::Lower(word) == scan::Lower(scan::Trim(Text("coat_none")))) notes.back().clear();
    }
    return notes;
  }

  std::vector<std::string> LookUp(std::span<Path* const> paths,
                                  const std::vector<size_t>& open) const {
    std::vector<std::string> notes;
    for (const size_t i : open) {
      const std::set<std::string> known = Known(*paths[i]);
      std::string& note = notes.emplace_back();
      if (source_.context().Stop().stop_requested()) continue;
      const std::string query = source_.question().Text() + " " + std::string(paths[i]->LastStep());
      for (const std::string& passage : Recall(query)) {
        if (ShareKnown(passage, known) >= kKnown) continue;
        note = Shortened(passage);
        break;
      }
    }
    return notes;
  }

  void WarnOf(const Generation& reply) const {
    if (reply.stop != StopReason::kError) return;
    source_.context().Warn("a question for a memory failed: " + reply.error);
  }

  // A brain that does not answer is no reason to stop thinking.
  std::vector<std::string> Recall(const std::string& query) const {
    try {
      return brain_->Recall(query, kPassages, source_.context().Stop());
    } catch (const Error& error) {
      if (!source_.context().Stop().stop_requested()) source_.context().Warn(error.what());
      return {};
    }
  }

  // A passage as one line, cut between words where it has any.
  static std::string Shortened(const std::string& passage) {
    std::string line = scan::ReplaceAll(passage, "\n", " ");
    if (line.size() <= kPassageBytes) return line;
    const size_t most = CompleteUtf8Prefix(std::string_view(line).substr(0, kPassageBytes));
    const size_t space = line.rfind(' ', most);
    line.resize(space == std::string::npos || space < most / 2 ? most : space);
    return line + " ...";
  }

  // The words of what a path holds, notes and all, and of the question.
  std::set<std::string> Known(const Path& path) const {
    std::string text = source_.question().Text();
    for (const PathPiece& part : path.pieces) text += "\n" + part.piece.text;
    const std::vector<std::string> words = WordsOf(text);
    return {words.begin(), words.end()};
  }

  // F_a of each note.
  std::vector<double> Worth(std::span<Path* const> paths, const std::vector<size_t>& open,
                            const std::vector<std::string>& notes) const {
    std::vector<double> worth(open.size(), 0);
    Context& context = source_.context();
    Engine& judge = context.EngineFor(Role::kJudge);
    if (settings_.beta == 0) return worth;
    std::vector<GenerateRequest> requests;
    std::vector<size_t> asked;
    for (size_t k = 0; k < open.size(); ++k) {
      if (notes[k].empty()) continue;
      asked.push_back(k);
      GenerateRequest& request = requests.emplace_back();
      const Path& path = *paths[open[k]];
      request.prompt = context.SharesEngine(Role::kJudge)
                           ? source_.AskAbout(path, Text("coat_worth", {{"note", notes[k]}}))
                           : Elsewhere(path, notes[k]);
      request.random = path.random.Child("worth");
      AskYesNo(request);
      if (judge.Info().logits == Support::kNone) request.top_logprobs = 0;  // the word is read
    }
    const auto replies = GenerateWhatFits(judge, requests, context.Stop());
    for (size_t r = 0; r < replies.size(); ++r) {
      WarnOf(replies[r]);
      worth[asked[r]] = ChanceOfYes(judge, replies[r]).value_or(0);
    }
    return worth;
  }

  Prompt Elsewhere(const Path& path, const std::string& note) const {
    return Prompt::Chat({Message("user", source_.question().Text() + "\n\n" + path.said.text +
                                             "\n\n" + Text("coat_worth", {{"note", note}}))});
  }

  const StepSource& source_;
  const Settings& settings_;
  const Brain* brain_;
};

class Coat : public StepMethod<Settings> {
 public:
  explicit Coat(Settings settings) : StepMethod(std::move(settings)) {
    if (settings_.brain == BrainKind::kDocuments && settings_.documents.empty()) {
      throw Error(ErrorCode::kInvalidRequest,
                  "method coat: brain=documents needs documents=FOLDER, a folder or file of texts");
    }
    if (settings_.brain == BrainKind::kDocuments) brain_ = OpenFolderBrain(settings_.documents);
    if (settings_.brain == BrainKind::kSource) brain_ = OpenHttpBrain(settings_.source);
  }

  Answer Run(const Question& question, Context& context) override {
    StepSearch search(question, context, settings_.steps);
    OnChildren associate;
    if (settings_.brain != BrainKind::kNone) {
      associate = Association(search.source(), settings_, brain_.get());
    }
    std::vector<Path> paths;
    std::vector<double> values;
    for (TreeFound& found : SearchTreeOfSteps(search.source(), search.scorer(),
                                              {.iterations = settings_.iterations,
                                              .width = settings_.width,
                                              .rule = TreeRule::kUct,
                                              .exploration = settings_.exploration,
                                              .walk = TreeWalk::kStep,
                                              .enough = settings_.enough},
                                              associate)) {
      values.push_back(found.value);
      paths.push_back(std::move(found.path));
    }
    return search.Finish(std::move(paths), std::move(values));
  }

 private:
  std::unique_ptr<Brain> brain_;
};

}  // namespace

extern const MethodInfo coat_method;
const MethodInfo coat_method{
    .name = "coat",
    .aliases = {"coai", "chain_of_associated_thoughts", "chain_of_associated_interactions"},
    .summary = "a tree of thoughts, each with a memory of what else comes to mind",
    .paper = "Pan et al. 2025, arXiv 2502.02390",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<Coat>(ReadOptions<Settings>("method coat", options));
    },
};

}  // namespace ponder
