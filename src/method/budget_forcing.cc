// budget_forcing: make a model think longer, or stop.
// Muennighoff et al. 2025 (s1), arXiv 2501.19393.
//
// 1. The model thinks. Each of the first `waits` times it wants to stop, the stop is taken back and
//    the continue word is written instead; below `min_thinking_tokens` this does not count.
// 2. At `max_thinking_tokens` (or when it goes round in circles) the thinking is closed: a newline
//    unless there is one, the end-of-thinking mark, and "Final Answer:". One that ends by itself is
//    closed with its own mark alone.
// 3. The model answers.
//
// Whoever reads along can do both by hand (Signals): ask for one more refusal, or close the
// thinking at once.
//
// We differ: `max_thinking_tokens` holds for all rounds together (the paper's code gives every
// round the whole limit and cuts afterwards), so it is never passed; room for the answer is set
// aside (100 tokens, or a third of the candidate's limit when that is less). The word stands on a
// line of its own and is "Wait," by default; in the s1 dialect it is appended as it is. Models
// without thinking marks are asked to think aloud: the turn begins with "Thinking:", the end token
// ends the thinking, and the closing mark is "Final Answer:".
#include <algorithm>

#include "method/prompt_text.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "text/scan.h"
#include "text/thinking.h"

namespace ponder {

enum class MarksOption { kAuto, kThink, kS1, kNone };

template <>
struct ChoiceNames<MarksOption> {
  static constexpr std::pair<std::string_view, MarksOption> kNames[] = {
      {"auto", MarksOption::kAuto},
      {"think", MarksOption::kThink},
      {"s1", MarksOption::kS1},
      {"none", MarksOption::kNone}};
};

namespace {

constexpr int kThinking = 0;      // phases
constexpr int kAnswer = 1;        // after the model closed its thinking itself
constexpr int kForcedAnswer = 2;  // after we closed it

constexpr size_t kWaitRule = 0;  // in the list of Rules()
constexpr size_t kMoreRule = 1;

constexpr int kRoomForAnswer = 100;
constexpr int kAlways = 1 << 30;

struct Settings {
  int waits = 1;
  int max_thinking_tokens = 0;
  int min_thinking_tokens = 0;
  int max_answer_tokens = 0;
  std::string word = "auto";
  std::string final_cue = "auto";
  bool loops = true;
  MarksOption marks = MarksOption::kAuto;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("waits", waits, Range{0, 64}, "how often a wish to stop thinking is refused");
    visit("max_thinking_tokens", max_thinking_tokens, Range{0, 1e6},
          "thinking is closed here; 0: what the limit of the candidate leaves");
    visit("min_thinking_tokens", min_thinking_tokens, Range{0, 1e6},
          "thinking cannot end before it has this many tokens");
    visit("max_answer_tokens", max_answer_tokens, Range{0, 1e6},
          "longest answer after the thinking; 0: what the limit of the candidate leaves");
    visit("word", word, "what is written instead of the stop; auto: \"Wait,\"; may be empty");
    visit("final_cue", final_cue, "what opens a forced answer; auto: \"Final Answer:\"");
    visit("loops", loops, "close the thinking when the model goes round in circles");
    visit("marks", marks, "how the model marks its thinking; auto: by its chat template");
  }
};

// One dialect of thinking, made ready for one model.
struct Dialect {
  std::string start;          // begins the assistant's turn; "" when the template writes it
  std::string end;            // the mark that closes the thinking
  bool end_is_words = false;  // part of the answer too: "Final Answer:"
  std::string word;           // what is injected at a refused stop
  std::string close;          // closes a thought that ended without its mark
  std::string close_forced;   // closes one that was cut: mark and cue
};

bool EndsWithMark(const Engine& engine, const Prompt& prompt, std::string_view mark) {
  const std::vector<Token> rendered = engine.Render(prompt);
  const size_t tail = std::min<size_t>(rendered.size(), 16);
  const std::string text = engine.Detokenize(std::span(rendered).last(tail));
  return scan::Trim(text).ends_with(mark);
}

class BudgetForcing : public Method {
 public:
  explicit BudgetForcing(Settings settings) : settings_(std::move(settings)) {
    const int least = settings_.min_thinking_tokens;
    const int most = settings_.max_thinking_tokens;
    if (most > 0 && least > most) {
      throw Error(ErrorCode::kInvalidRequest,
                  "method budget_forcing: min_thinking_tokens must not be above "
                  "max_thinking_tokens");
    }
  }

  Answer Run(const Question& question, Context& context) override {
    const Engine& engine = context.EngineFor(Role::kPolicy);
    const ThinkingMarks* marks = Marks(engine.Info());
    const std::string cue = Text(settings_.final_cue, "budget_forcing_cue", context);
    Prompt prompt =
        marks != nullptr ? question.Chat(question.messages) : PlainPrompt(question, context, cue);
    const Dialect dialect = marks != nullptr ? MarkedDialect(engine, prompt, *marks, cue, context)
                                             : PlainDialect(cue, context);
    if (!dialect.start.empty()) {
      std::vector<Token> ids = engine.Tokenize(dialect.start, true);
      prompt.partial.push_back({dialect.start, std::move(ids), dialect.start.size()});
    }
    std::vector<GenerateRequest> requests = Forks(context, prompt, 1);
    requests.front().rules = Rules(engine, context, dialect);
    SampleOptions options;
    options.thinking_phase = ThinkingPhase{dialect.end, dialect.end_is_words};
    options.split = [&dialect](const Engine& model, Candidate& candidate) {
      Split(dialect, model, candidate);
    };
    std::vector<Candidate> candidates = Sample(question, context, std::move(requests), options);
    const std::vector<int>& fired = candidates.front().generation.fired;
    const int waits = fired.empty() ? 0 : fired[kWaitRule] + fired[kMoreRule];
    if (waits > 0) context.Emit(StepDone{"wait", std::to_string(waits)});
    return AnswerWith(std::move(candidates), 0);
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }

  void Require(const EngineInfo& engine) const override {
    if (engine.steering != Support::kNone) return;
    throw Error(ErrorCode::kUnsupported,
                "method budget_forcing needs an engine that can inject text while it generates");
  }

 private:
  const ThinkingMarks* Marks(const EngineInfo& engine) const {
    switch (settings_.marks) {
      case MarksOption::kThink:
        return FindThinkingMarks("think");
      case MarksOption::kS1:
        return FindThinkingMarks("s1");
      case MarksOption::kNone:
        return nullptr;
      case MarksOption::kAuto:
        return engine.chat_template.empty() ? nullptr : FindThinkingMarks(engine.chat_template);
    }
    return nullptr;
  }

  static std::string Text(const std::string& option, std::string_view prompt, Context& context) {
    return option == "auto" ? PromptText(prompt, context.GetLanguage()) : option;
  }

  static Prompt PlainPrompt(const Question& question, Context& context, const std::string& cue) {
    const Language language = context.GetLanguage();
    return WithLastTurn(question, PromptText("budget_forcing_plain", language,
                                             {{"question", question.Text()},
                                              {"cue", cue},
                                              {"form", AnswerForm(question.kind, language)}}));
  }

  Dialect PlainDialect(const std::string& cue, Context& context) const {
    const std::string word = Text(settings_.word, "budget_forcing_word", context);
    return {.start = PromptText("budget_forcing_start", context.GetLanguage()),
            .end = cue,
            .end_is_words = true,
            .word = word.empty() ? "" : "\n" + word,
            .close = "\n\n" + cue,
            .close_forced = "\n" + cue};
  }

  Dialect MarkedDialect(const Engine& engine, const Prompt& prompt, const ThinkingMarks& marks,
                        const std::string& cue, Context& context) const {
    const bool s1 = marks.name == "s1";
    const std::string word = Text(settings_.word, "budget_forcing_word", context);
    return {.start = EndsWithMark(engine, prompt, marks.start) ? "" : marks.start,
            .end = marks.end,
            .word = word.empty() || s1 ? word : "\n" + word,
            .close = s1 ? marks.end : "\n" + marks.end + "\n\n",
            .close_forced = marks.end + (s1 ? "\n" : "\n\n") + cue};
  }

  // Thinking may use what is left when closing it and an answer have their room.
  int ThinkingLimit(int max_tokens, int closing) const {
    const int answer = settings_.max_answer_tokens > 0 ? settings_.max_answer_tokens
                                                       : std::min(kRoomForAnswer, max_tokens / 3);
    const int room = std::max(max_tokens - closing - answer, 1);
    return settings_.max_thinking_tokens > 0 ? std::min(settings_.max_thinking_tokens, room) : room;
  }

  std::vector<SteeringRule> Rules(const Engine& engine, const Context& context,
                                  const Dialect& dialect) const {
    const auto length = [&engine](const std::string& text) {
      return static_cast<int>(engine.Tokenize(text, true).size());
    };
    const int closing = length("\n" + dialect.close_forced);
    std::vector<SteeringRule> rules;
    rules.push_back(InjectAtStop{.phase = kThinking,
                                 .markers = {dialect.end},
                                 .at_stop = true,
                                 .text = dialect.word,
                                 .times = settings_.waits,
                                 .until_tokens = settings_.min_thinking_tokens,
                                 .next_phase = kThinking});
    rules.push_back(InjectAtStop{.phase = kThinking,  // somebody asks for more thought
                                 .markers = {dialect.end},
                                 .at_stop = true,
                                 .text = dialect.word,
                                 .next_phase = kThinking,
                                 .on_request = true});
    rules.push_back(InjectAtStop{.phase = kThinking,  // its own mark: the answer begins
                                 .markers = {dialect.end},
                                 .text = "",
                                 .times = kAlways,
                                 .keep_marker = true,
                                 .next_phase = kAnswer});
    rules.push_back(InjectAtStop{.phase = kThinking,  // ended without a mark
                                 .markers = {},
                                 .text = dialect.close,
                                 .times = kAlways,
                                 .next_phase = kForcedAnswer});
    rules.push_back(InjectAtTokens{.phase = kThinking,
                                   .tokens = ThinkingLimit(context.MaxTokens(), closing),
                                   .text = dialect.close_forced,
                                   .fresh_line = true,
                                   .next_phase = kForcedAnswer});
    rules.push_back(InjectAtTokens{.phase = kThinking,  // somebody has seen enough
                                   .text = dialect.close_forced,
                                   .fresh_line = true,
                                   .next_phase = kForcedAnswer,
                                   .on_request = true});
    if (settings_.loops) {
      rules.push_back(InjectAtLoop{.phase = kThinking,
                                   .text = dialect.close_forced,
                                   .fresh_line = true,
                                   .next_phase = kForcedAnswer});
    }
    if (settings_.max_answer_tokens > 0) {
      const int most = settings_.max_answer_tokens;
      rules.push_back(InjectAtTokens{.phase = kAnswer, .tokens = most, .text = "", .end = true});
      rules.push_back(InjectAtTokens{.phase = kForcedAnswer,
                                     .tokens = length(dialect.close_forced) + most,
                                     .text = "",
                                     .end = true});
    }
    return rules;
  }

  // Thinking is phase 0 without the closing mark; the answer is what follows.
  static void Split(const Dialect& dialect, const Engine& engine, Candidate& candidate) {
    const Generation& generation = candidate.generation;
    const bool closed = !generation.phases.empty();
    const size_t border =
        closed ? std::min(generation.phases.front().text_begin, generation.text.size())
               : generation.text.size();
    std::string_view thinking = std::string_view(generation.text).substr(0, border);
    std::string_view answer = std::string_view(generation.text).substr(border);
    candidate.reasoning_tokens =
        static_cast<int64_t>(closed ? static_cast<size_t>(generation.phases.front().token_begin)
                                    : generation.tokens.size());
    thinking = scan::Trim(thinking);
    if (thinking.ends_with(dialect.end)) {
      thinking.remove_suffix(dialect.end.size());
      candidate.reasoning_tokens -= static_cast<int64_t>(engine.Tokenize(dialect.end, true).size());
      candidate.reasoning_tokens = std::max<int64_t>(candidate.reasoning_tokens, 0);
      if (dialect.end_is_words) {
        candidate.thinking = scan::Trim(thinking);
        candidate.text = dialect.end + std::string(answer);
        return;
      }
    }
    answer = scan::Trim(answer);
    if (!dialect.end_is_words && answer.starts_with(dialect.end)) {
      answer.remove_prefix(dialect.end.size());
    }
    candidate.thinking = scan::Trim(thinking);
    candidate.text = scan::Trim(answer);
  }

  Settings settings_;
};

}  // namespace

extern const MethodInfo budget_forcing_method;
const MethodInfo budget_forcing_method{
    .name = "budget_forcing",
    .aliases = {"satisfaction_forcing", "feedback_button"},
    .summary = "think longer by refusing to stop, or stop by forcing the answer",
    .paper = "Muennighoff et al. 2025, arXiv 2501.19393",
    .default_scorer = "",
    .options = ListOptions<Settings>(),
    .live = true,
    .steerable = true,
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<BudgetForcing>(
          ReadOptions<Settings>("method budget_forcing", options));
    },
};

}  // namespace ponder
