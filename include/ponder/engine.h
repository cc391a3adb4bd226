// Engine: one language model, ready to generate.
//
// Thread-safe, and stateless to its caller: every request carries its whole prefix, and the engine
// finds by itself what it already holds. Callbacks run on the engine's own thread and must be
// quick.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {

using Token = int32_t;

// ---------------------------------------------------------------------------------------------
// Prompts

// A stretch of text. `tokens` are ids that a model produced for a leading part of `text`; they are
// used as they are, so that a continuation never re-tokenises. What they do not cover is tokenised.
struct Piece {
  std::string text;
  std::vector<Token> tokens;
  size_t covered = 0;  // bytes of `text` that `tokens` stand for
};

struct ToolCall {
  std::string id, name, arguments;  // arguments: JSON text
};

struct Message {
  std::string role;  // "system", "user", "assistant" or "tool"
  std::vector<Piece> content;
  std::string reasoning;  // thinking of an earlier assistant turn, for templates that take it
  std::vector<ToolCall> tool_calls;  // of an earlier assistant turn
  std::string tool_call_id;          // for role "tool"

  Message(std::string role, std::string text) : role(std::move(role)) {
    content.push_back({std::move(text), {}, 0});
  }
  Message(std::string role, std::vector<Piece> pieces)
      : role(std::move(role)), content(std::move(pieces)) {}
  std::string Text() const;
};

struct Tool {
  std::string name;
  std::string description;
  std::string parameters;  // a JSON schema, as text
};

enum class ToolChoice : uint8_t {
  kAuto,      // a reply may call tools
  kRequired,  // it must
  kNone,      // it may not; the tools are shown all the same
};

// Chat turns plus the beginning of the assistant's answer; or, without turns, plain text to go on
// with. Copies are cheap: the turns are shared and immutable.
struct Prompt {
  std::shared_ptr<const std::vector<Message>> messages;
  std::vector<Piece> partial;  // the assistant's answer so far (or the raw text)
  std::shared_ptr<const std::vector<Tool>> tools;
  ToolChoice tool_choice = ToolChoice::kAuto;
  bool parallel_tool_calls = true;                        // several calls in one reply
  std::map<std::string, std::string> template_arguments;  // values are JSON texts
  bool add_beginning_token = true;                        // for plain text without turns
  bool add_generation_prompt = true;  // the assistant's turn begins after the last one

  static Prompt Chat(std::vector<Message> messages);
  static Prompt Raw(std::string text);
};

// ---------------------------------------------------------------------------------------------
// Sampling and steering

// Applied in this order: logit rules, bias, penalties, top_k, typical_p, top_p, min_p, temperature.
struct Sampling {
  double temperature = 0.7;         // 0: the most likely token
  int top_k = 40;                   // 0: off
  double top_p = 0.95;              // 1: off
  double min_p = 0.05;              // 0: off
  double typical_p = 1.0;           // 1: off
  double repetition_penalty = 1.0;  // 1: off
  double frequency_penalty = 0.0;
  double presence_penalty = 0.0;
  int penalty_window = 64;  // last tokens that penalties look at, prompt included
  std::map<Token, float> logit_bias;
  bool ignore_end = false;  // end tokens are never chosen: a reply has all its max_tokens
  std::string grammar;      // GBNF; "" none
  std::string json_schema;  // JSON schema as text; "" none

  bool HasGrammar() const { return !grammar.empty() || !json_schema.empty(); }
  // Throws kInvalidRequest naming the field that is out of range.
  void Validate() const;
};

enum class TokenOrigin : uint8_t { kSampled, kForced };

// A stateful change of logits. Cloned for every sequence, since sequences fork.
class LogitRule {
 public:
  virtual ~LogitRule() = default;
  virtual std::unique_ptr<LogitRule> Clone() const = 0;
  virtual void Begin(std::span<const Token> prefix) { (void)prefix; }
  virtual void Apply(std::span<float> logits) = 0;
  virtual void Accept(Token token, TokenOrigin origin) {
    (void)token;
    (void)origin;
  }
};

// Steering rules are declared, not called back: the engine runs them in its own loop. A generation
// is a sequence of phases (0 first); a rule acts in its phase, and may lead to another one. Counts
// of tokens are since the start of the phase and include injected ones.

// At a stop: the end token or a stop string of the request, or (where `markers` are given) one of
// these texts; with `at_stop` at either. The stop is taken back, the injection written, and the
// model must say at least one token before it can stop again. Fires at most `times` times; what it
// does while the phase has fewer than `until_tokens` tokens does not count. An injection
// that would pass the phase's limit (InjectAtTokens) counts as reaching the limit. With markers,
// `keep_marker` and no text it only marks where a phase begins and changes nothing else. With
// `on_request` it fires as often as Signals::think_more was raised, whatever `times` says.
struct InjectAtStop {
  int phase = 0;
  std::vector<std::string> markers = {};
  bool at_stop = false;
  std::string text = "";
  int times = 1;
  int until_tokens = 0;
  bool keep_marker = false;  // leave the marker in the text, in front of the injection
  int next_phase = 0;
  bool on_request = false;
};

// When the phase has `tokens` tokens, or (with `on_request`) when Signals::finish_thinking is
// raised: inject and go on in the next phase, or end (kPhaseLimit). `fresh_line` puts a newline in
// front of the injection unless the text already ends in one.
struct InjectAtTokens {
  int phase = 0;
  int tokens = 0;
  std::string text = "";
  bool fresh_line = false;
  bool end = false;
  int next_phase = 0;
  bool on_request = false;
};

// When the last tokens of the phase repeat one block at least `repeats` times over at least
// `min_tokens` tokens: as InjectAtTokens.
struct InjectAtLoop {
  int phase = 0;
  int repeats = 4;
  int min_tokens = 32;
  std::string text = "";
  bool fresh_line = false;
  bool end = false;
  int next_phase = 0;
};

// The end token and the request's stop strings cannot end the phase before it has this many
// tokens: end tokens are forbidden, stop strings are not looked for.
struct ForbidStopUntil {
  int phase = 0;
  int tokens = 0;
};

using SteeringRule = std::variant<InjectAtStop, InjectAtTokens, InjectAtLoop, ForbidStopUntil>;

// What a person asks of a running generation; rules with `on_request` answer to it. Raised by any
// thread at any time; seen with the next token.
struct Signals {
  std::atomic<int> think_more = 0;  // how often the next wish to stop thinking is to be refused
  std::atomic<bool> finish_thinking = false;
};

// ---------------------------------------------------------------------------------------------
// Requests and results

enum class StopReason {
  kEnd,          // the model's end token
  kStopString,   // a stop string of the request
  kLength,       // max_tokens of the request
  kPhaseLimit,   // a steering rule ended it
  kBudget,       // the run's budget is spent
  kCancelled,    // the caller, the client or a safe vote
  kContextFull,  // no cell left in the model's context
  kError,        // the engine failed; Generation::error says how
};
// "end", "stop_string", "length", ...
std::string_view StopReasonName(StopReason reason);
// Ended by the model or by a stop string of the request: not cut, cancelled or failed.
constexpr bool IsComplete(StopReason reason) {
  return reason == StopReason::kEnd || reason == StopReason::kStopString;
}

struct TokenAlternative {
  Token token;
  float logprob;  // natural logarithm, model's own distribution before sampling filters
};

// What is new since the last call: `text` never ends inside a character, and holds back what could
// still become a stop string. `tokens` counts everything generated so far.
struct StreamUpdate {
  std::string_view text;
  int tokens;
  int phase;
};

// What a callback can ask for.
enum class TokenAction { kContinue, kStop };

class TokenLoop;  // engine/token_loop.h: where a generation stands

struct GenerateRequest {
  Prompt prompt;
  Sampling sampling;
  RandomStream random;
  int max_tokens = 512;           // generated tokens, injected ones included
  std::vector<std::string> stop;  // stop strings; cut from the text
  std::vector<SteeringRule> rules;
  std::shared_ptr<const Signals> signals;  // null: nobody can ask for anything
  std::vector<std::shared_ptr<const LogitRule>> logit_rules;
  bool logprobs = false;       // of the chosen tokens
  int top_logprobs = 0;        // alternatives a position
  bool certainty = false;      // KL(uniform || model) a token, for self-certainty
  bool hidden_states = false;  // final normed hidden state that predicts each token
  std::string adapter;         // name of an adapter; "" none. Part of the cache key
  // Nobody goes on from it: a prefix that it took over in the cache stays as it was; what it left
  // where there was none is evicted first.
  bool aside = false;
  std::function<void(const StreamUpdate&)> on_text;
  // For what rules cannot say. Called for every token; engines that cannot say so in Info.
  std::function<TokenAction(Token, TokenOrigin)> on_token;
  // Goes on exactly where a generation that stopped for kBudget or kLength stood; all fields but
  // max_tokens (counted from the very start) and the callbacks must be as they were.
  std::shared_ptr<const TokenLoop> resume;
  // At max_tokens keep back streamed text that may become a stop string: it will be resumed.
  bool hold_back = false;
};

struct PhaseMark {
  int phase;          // the phase that begins
  size_t text_begin;  // byte of Generation::text where it begins
  int token_begin;    // index into Generation::tokens
};

// What one engine call cost. All counts are of tokens.
struct CallUsage {
  int64_t prompt = 0;     // length of the rendered prompt
  int64_t cached = 0;     // of these, found in the cache
  int64_t prefill = 0;    // of these, computed for this request
  int64_t generated = 0;  // sampled or injected, taken back ones included
  int64_t decoded = 0;    // of the generated ones, those that went through the model
  double flops = 0;       // of prefill and decode
};

struct Generation {
  std::string text;
  std::vector<Token> tokens;  // what text is made of; the last may reach over its end
  std::vector<TokenOrigin> origins;
  std::vector<float> logprobs;                     // when asked; one a token
  std::vector<std::vector<TokenAlternative>> top;  // when asked
  std::vector<float> certainty;                    // when asked; one a token
  // When asked: [i] is the state after the prompt and i tokens, the one that predicts token i. At
  // least one a token; where the model ended by itself also the state that predicted the end.
  std::vector<std::vector<float>> hidden_states;
  std::vector<PhaseMark> phases;
  StopReason stop = StopReason::kEnd;
  std::string stop_string;     // which one
  std::string error;           // for kError
  std::vector<int> fired;      // how often each steering rule of the request acted
  size_t covering_tokens = 0;  // the first tokens, which stand for exactly the first
  size_t covered = 0;          // this many bytes of text
  CallUsage usage;
  std::shared_ptr<const TokenLoop> resume;  // for kBudget and kLength

  // The generated text as a piece to go on from.
  Piece AsPiece() const;
};

// What to look at right after one token of an evaluated text; other positions leave nothing behind.
struct Reading {
  size_t position = 0;             // index of the token in the rendered prompt and continuation
  std::vector<Token> tokens = {};  // whose log-probability to come next is wanted
  bool hidden_state = false;       // the final normed hidden state
};
struct ReadingValue {
  std::vector<float> logprobs;      // one a token of the reading
  std::vector<float> hidden_state;  // Info().width floats when asked, else empty
};

// Log-probability of given texts, and what readings ask for.
struct EvaluateRequest {
  Prompt prompt;
  Piece continuation;  // may be empty where there are readings, or a rank is wanted
  bool hidden_states = false;
  std::string adapter;
  // Positions rise from one reading to the next. What stands before the first reading (and before
  // the continuation) comes out of the cache where it can. Needs Info().readings.
  std::vector<Reading> readings = {};
  // What the model's own classification head says of the whole text. Needs Info().rank_outputs;
  // such a text is computed anew each time, and nothing but its usage comes back with it.
  bool rank = false;
};
struct Evaluation {
  std::vector<Token> tokens;    // of the continuation
  std::vector<float> logprobs;  // one a token, given everything before it
  std::vector<std::vector<float>> hidden_states;
  std::vector<ReadingValue> readings = {};  // one a reading; empty when it was not computed
  std::vector<float> rank = {};             // Info().rank_outputs floats when asked
  CallUsage usage;
};

// Reply taken apart.
struct ParsedReply {
  std::string thinking;
  std::string content;
  std::vector<ToolCall> tool_calls;
};

enum class Support { kNone, kByRestart, kNative };
std::string_view SupportName(Support support);

struct EngineInfo {
  std::string model;         // file or name
  std::string architecture;  // "qwen2", ...
  std::string file_type;     // "Q8_0", ...
  std::string file;          // path of the model; "" when it is not a file here
  // 16 hexadecimal digits that tell model files apart: what was fitted to one model's numbers fits
  // no other. "" where the weights are not at hand.
  std::string fingerprint;
  int64_t parameters = 0;
  // Of these, weights that a token is multiplied with: without a table that is only looked up, and
  // of experts those that are asked. 0: all.
  int64_t active_parameters = 0;
  int64_t file_bytes = 0;
  int layers = 0;
  int width = 0;            // hidden size
  int attention_width = 0;  // heads x head size, for FLOPs
  int vocabulary = 0;
  int context = 0;            // longest sequence, in tokens
  int max_running = 0;        // sequences that run side by side
  int held_sequences = 0;     // whose cells are at hand for what goes on from them; 0: not known
  std::string chat_template;  // "" when the model has none
  std::string rank_template;  // text with {query} and {document} for the head; "" none
  Support logits = Support::kNone;
  Support logit_rules = Support::kNone;
  Support steering = Support::kNone;
  Support hidden_states = Support::kNone;
  Support adapters = Support::kNone;
  Support prefix_continuation = Support::kNone;
  Support grammar = Support::kNone;
  Support readings = Support::kNone;  // EvaluateRequest::readings
  int rank_outputs = 0;               // floats of the model's classification head; 0: it has none
  bool embeddings = false;
  bool tools = false;  // the chat template shows tools to the model, and calls are read
  bool token_callback = false;
  // Tokenize and Render give the model's own tokens; false: only estimates of how many there are.
  bool exact_counts = true;
  // Same seed, same answer, bit for bit, whatever else runs; `exactness` says why (not).
  bool exact = false;
  std::string exactness;
};

// FLOPs of `count` tokens whose first sits at position `begin`: two an active weight, plus
// attention.
double ForwardFlops(const EngineInfo& info, int64_t begin, int64_t count);

// Called once for every request of a Generate call, in an order that depends on progress in tokens
// only: a generation of L tokens is reported when each sibling has finished or has generated L
// tokens itself; ties go by index. Returns siblings to cancel before the next decode. Requests that
// were cancelled are not reported.
using OnDone = std::function<std::vector<size_t>(size_t index, const Generation&)>;

// What an engine has computed since it was made; zeros where it does not count.
struct EngineLoad {
  int64_t decode_steps = 0;    // each gives one token to every sequence that is ready
  int64_t decode_tokens = 0;   // of all these steps
  int64_t full_steps = 0;      // of the steps, those in which max_running sequences got a token
  int64_t prefill_tokens = 0;  // of prompts
  double decode_seconds = 0;   // inside the model
  double full_seconds = 0;     // of the full steps
  double prefill_seconds = 0;
  double busy_seconds = 0;  // while there was anything to do
  // Now, not in all: sequences that run or are being read, and the cells of the cache they hold.
  int64_t running = 0;
  int64_t running_cells = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual const EngineInfo& Info() const = 0;
  virtual EngineLoad Load() const { return {}; }

  // `special`: read control tokens written as text ("<|im_end|>") as such.
  virtual std::vector<Token> Tokenize(std::string_view text, bool special) const = 0;
  virtual std::string Detokenize(std::span<const Token> tokens) const = 0;
  virtual bool IsEndToken(Token token) const = 0;

  // The prompt as the model reads it. Throws kModel when the chat template fails.
  virtual std::vector<Token> Render(const Prompt& prompt) const = 0;

  // Takes thinking and tool calls out of a reply to `prompt`; `partial`: more text may follow.
  virtual ParsedReply ParseReply(const Prompt& prompt, std::string_view reply,
                                 bool partial) const = 0;

  // Blocks until every request has stopped; results[i] belongs to requests[i]. Requests that cannot
  // be run (too long a prompt, a bad grammar) throw before anything is computed. A failure while
  // running ends the requests it touches with kError. `stop` cancels all of them.
  virtual std::vector<Generation> Generate(std::span<const GenerateRequest> requests,
                                           const OnDone& on_done, std::stop_token stop) = 0;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests) {
    return Generate(requests, nullptr, {});
  }

  virtual std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                           std::stop_token stop) = 0;

  // One vector a text, of Info().width floats, pooled by mean and of length one.
  virtual std::vector<std::vector<float>> Embed(std::span<const std::string> texts,
                                                std::stop_token stop) = 0;
};

}  // namespace ponder
