#include "engine/llama/llama_engine.h"

#include <algorithm>
#include <cmath>

#include "engine/llama/grammar.h"
#include "engine/llama/loading.h"
#include "engine/llama/model_file.h"
#include "engine/readings.h"
#include "engine/render.h"

namespace ponder {
namespace {

void Require(bool good, const std::string& message) {
  if (!good) throw Error(ErrorCode::kInvalidRequest, message);
}

std::string MetaText(const llama_model* model, const char* key) {
  char buffer[256];
  const int length = llama_model_meta_val_str(model, key, buffer, sizeof buffer);
  return length > 0 ? std::string(buffer, std::min<size_t>(length, sizeof buffer - 1)) : "";
}

// Measured, bit for bit (docs/decisions/0003): weight types whose kernels give a row the same bits
// whatever stands beside it.
bool RowsAreIndependent(std::string_view file_type) {
  return file_type == "Q8_0" || file_type == "Q4_0";
}

}  // namespace

LlamaEngine::LlamaEngine(const std::filesystem::path& file, const LlamaOptions& options) {
  CheckOptions(options);
  StartLlama(options);
  model_ = LoadModel(file, options);
  vocabulary_ = std::make_shared<const LlamaVocabulary>(llama_model_get_vocab(model_.get()));
  chat_ = std::make_unique<ChatTemplate>(model_.get(), vocabulary_, options.chat_template);
  LoadAdapters(options);
  MadeContext made = MakeContext(model_.get(), options);
  context_ = std::move(made.context);
  flash_attention_ = made.flash_attention;
  FillInfo(file, options);
  std::map<std::string, llama_adapter_lora*> adapters;
  for (const auto& [name, adapter] : adapters_) adapters[name] = adapter.get();
  if (info_.rank_outputs > 0) {
    rank_head_ = std::make_unique<RankHead>(model_.get(), options, info_.rank_outputs);
  }
  scheduler_ = std::make_unique<Scheduler>(context_.get(), options, std::move(adapters), info_);
}

void LlamaEngine::LoadAdapters(const LlamaOptions& options) {
  for (const auto& [name, path] : options.adapters) {
    CheckModelFile(path);
    llama_adapter_lora* adapter = llama_adapter_lora_init(model_.get(), path.string().c_str());
    if (adapter == nullptr) {
      throw Error(ErrorCode::kModel, "adapter " + path.string() + " does not fit the model");
    }
    adapters_[name].reset(adapter);
  }
}

void LlamaEngine::FillInfo(const std::filesystem::path& file, const LlamaOptions& options) {
  const llama_model* model = model_.get();
  info_.model = file.stem().string();
  info_.file = file.string();
  info_.fingerprint = FileFingerprint(file);
  info_.architecture = MetaText(model, "general.architecture");
  info_.file_type = FileTypeName(llama_model_ftype(model));
  const ModelFileFacts facts = CheckModelFile(file);
  info_.parameters = static_cast<int64_t>(llama_model_n_params(model));
  info_.active_parameters = facts.active_parameters;
  info_.file_bytes = static_cast<int64_t>(facts.bytes);
  info_.layers = llama_model_n_layer(model);
  info_.width = llama_model_n_embd(model);
  info_.attention_width = facts.attention_width;
  info_.vocabulary = vocabulary_->size();
  info_.context = static_cast<int>(llama_n_ctx_seq(context_.get()));
  info_.max_running = options.sequences - options.reserved_sequences;
  info_.held_sequences = options.sequences;
  info_.chat_template = chat_->Source();
  const char* rank_template = llama_model_chat_template(model, "rerank");
  if (rank_template != nullptr) info_.rank_template = rank_template;
  info_.logits = info_.logit_rules = info_.steering = info_.hidden_states = Support::kNative;
  info_.adapters = info_.prefix_continuation = info_.grammar = Support::kNative;
  info_.readings = Support::kNative;
  info_.rank_outputs = RankOutputs(model, facts.has_rank_head);
  info_.embeddings = info_.token_callback = true;
  info_.tools = chat_->TakesTools();
  info_.exactness = WhyNotExact(options);
  info_.exact = info_.exactness.empty();
  if (info_.exact) {
    info_.exactness =
        "exact: separate streams, F16 keys, BF16 values, " + info_.file_type + " weights";
  }
}

// Empty where the same seed gives the same bits, whatever else runs (docs/decisions/0003).
std::string LlamaEngine::WhyNotExact(const LlamaOptions& options) const {
  if (!OnCpu(options)) return "not measured on this device: not promised";
  if (options.layout != CacheLayout::kStreams) {
    return "not exact: shared cells are summed in an order that depends on load";
  }
  if (!flash_attention_) return "not measured: llama.cpp has no flash attention for this model";
  if (options.kv_type != "auto") {
    return "not exact with " + options.kv_type + " cells: attention has several kernels for them";
  }
  if (!options.adapters.empty()) return "not measured with adapters: not promised";
  if (!RowsAreIndependent(info_.file_type)) {
    return "not exact for " + info_.file_type + " weights: convert the model to Q8_0";
  }
  return "";
}

EngineLoad LlamaEngine::Load() const {
  const SchedulerStats stats = scheduler_->Stats();
  DecodeWidth full;
  for (auto w = static_cast<size_t>(info_.max_running); w < stats.by_width.size(); ++w) {
    full.calls += stats.by_width[w].calls;
    full.seconds += stats.by_width[w].seconds;
  }
  return {.decode_steps = stats.decode_calls,
          .decode_tokens = stats.decode_tokens,
          .full_steps = full.calls,
          .prefill_tokens = stats.prefill_tokens,
          .decode_seconds = stats.decode_seconds,
          .full_seconds = full.seconds,
          .prefill_seconds = stats.prefill_seconds,
          .busy_seconds = stats.total_seconds,
          .running = static_cast<int64_t>(stats.running),
          .running_cells = static_cast<int64_t>(stats.running_cells)};
}

std::vector<Token> LlamaEngine::Tokenize(std::string_view text, bool special) const {
  return vocabulary_->Tokenize(text, special);
}

std::string LlamaEngine::Detokenize(std::span<const Token> tokens) const {
  std::string text;
  for (Token token : tokens) text += vocabulary_->PieceOf(token);
  return text;
}

std::vector<Token> LlamaEngine::Render(const Prompt& prompt) const { return chat_->Render(prompt); }

ParsedReply LlamaEngine::ParseReply(const Prompt& prompt, std::string_view reply,
                                    bool partial) const {
  return chat_->Parse(prompt, reply, partial);
}

void LlamaEngine::CheckPrompt(size_t tokens) const {
  if (tokens == 0) {
    throw Error(ErrorCode::kInvalidRequest, "the prompt is empty: there is nothing to go on from");
  }
  if (tokens >= static_cast<size_t>(info_.context)) {
    throw Error(ErrorCode::kContextFull,
                "the prompt has " + std::to_string(tokens) + " tokens; a sequence holds " +
                    std::to_string(info_.context) + " with its answer (--sequence-context)");
  }
}

void LlamaEngine::CheckRequest(const GenerateRequest& request) const {
  request.sampling.Validate();
  for (const std::string& stop : request.stop) {
    Require(!stop.empty(), "a stop string is empty: it would stop everything");
  }
  for (const auto& [token, bias] : request.sampling.logit_bias) {
    Require(token >= 0 && token < vocabulary_->size() && !std::isnan(bias),
            "logit bias: token " + std::to_string(token) + " is not in the vocabulary of " +
                std::to_string(vocabulary_->size()) + ", or its bias is no number");
  }
  Require(request.adapter.empty() || adapters_.contains(request.adapter),
          "adapter \"" + request.adapter + "\" is not loaded");
}

void LlamaEngine::AddToolForm(GenerateRequest& request) const {
  if (!request.prompt.tools) return;
  ChatTemplate::ToolForm form = chat_->FormOf(request.prompt);
  if (auto rule = MakeToolRule(vocabulary_, form)) request.logit_rules.push_back(std::move(rule));
  for (std::string& stop : form.stops) request.stop.push_back(std::move(stop));
}

std::vector<Generation> LlamaEngine::Generate(std::span<const GenerateRequest> requests,
                                              const OnDone& on_done, std::stop_token stop) {
  Job job;
  job.stop = stop;
  job.sequences.resize(requests.size());
  job.results.resize(requests.size());
  job.progress = std::make_unique<BatchProgress>(requests.size(), on_done);
  std::shared_ptr<const std::vector<Token>> previous;
  for (size_t i = 0; i < requests.size(); ++i) {
    const GenerateRequest& request = requests[i];
    CheckRequest(request);
    Sequence& sequence = job.sequences[i];
    auto prompt = std::make_shared<const std::vector<Token>>(chat_->Render(request.prompt));
    if (previous && *previous == *prompt) prompt = previous;
    previous = sequence.prompt = prompt;
    CheckPrompt(prompt->size());
    GenerateRequest complete = request;
    if (auto grammar = MakeGrammarRule(vocabulary_, request.sampling)) {
      complete.logit_rules.push_back(std::move(grammar));
    }
    AddToolForm(complete);
    sequence.loop = request.resume ? std::make_unique<TokenLoop>(TokenLoop::Resume(request))
                                   : std::make_unique<TokenLoop>(vocabulary_, complete, prompt);
    sequence.job = &job;
    sequence.index = i;
    sequence.adapter = request.adapter;
    sequence.aside = request.aside;
    sequence.wants_hidden = request.hidden_states;
    sequence.resumed_at = request.resume ? request.resume->generated() : 0;
    const auto wanted = static_cast<size_t>(std::max(request.max_tokens, 0));
    sequence.capacity = std::min(static_cast<size_t>(info_.context), prompt->size() + wanted);
    if (sequence.loop->done()) {  // nothing was asked for
      sequence.state = Sequence::State::kDone;
      job.results[i] = sequence.loop->Result();
      job.progress->Finish(i, sequence.loop->generated());
    } else {
      ++job.open;
    }
  }
  scheduler_->Run(job);
  return std::move(job.results);
}

void LlamaEngine::SetUpEvaluation(const EvaluateRequest& request, Sequence& sequence) const {
  Require(request.adapter.empty() || adapters_.contains(request.adapter),
          "adapter \"" + request.adapter + "\" is not loaded");
  std::vector<Token> whole = chat_->Render(request.prompt);
  sequence.score_from = whole.size();
  AppendPieces(*vocabulary_, std::span(&request.continuation, 1), true, whole);
  CheckPrompt(whole.size());
  CheckReadings(request.readings, whole.size(), info_.vocabulary);
  if (request.rank && (!rank_head_ || !request.adapter.empty() || !request.readings.empty())) {
    throw Error(ErrorCode::kUnsupported,
                rank_head_ ? "rank: not together with readings or an adapter"
                           : "rank: model " + info_.model + " has no classification head");
  }
  const auto begin = static_cast<ptrdiff_t>(sequence.score_from);
  sequence.evaluation.tokens.assign(whole.begin() + begin, whole.end());
  sequence.kind = Sequence::Kind::kEvaluate;
  sequence.prompt = std::make_shared<const std::vector<Token>>(std::move(whole));
  sequence.adapter = request.adapter;
  sequence.readings = request.readings;
  sequence.wants_hidden = request.hidden_states;
  sequence.capacity = sequence.prompt->size();
}

void LlamaEngine::Rank(Sequence& sequence, const std::stop_token& stop) const {
  sequence.evaluation.rank = rank_head_->Rank(*sequence.prompt, stop);
  sequence.state = Sequence::State::kDone;
  const auto count = static_cast<int64_t>(sequence.prompt->size());
  sequence.usage = {.prompt = count, .prefill = count, .flops = ForwardFlops(info_, 0, count)};
}

std::vector<Evaluation> LlamaEngine::Evaluate(std::span<const EvaluateRequest> requests,
                                              std::stop_token stop) {
  Job job;
  job.stop = stop;
  job.sequences.resize(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    Sequence& sequence = job.sequences[i];
    sequence.job = &job;
    sequence.index = i;
    SetUpEvaluation(requests[i], sequence);
  }
  for (size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].rank) {
      Rank(job.sequences[i], stop);
    } else {
      ++job.open;
    }
  }
  scheduler_->Run(job);
  std::vector<Evaluation> results;
  for (Sequence& sequence : job.sequences) {
    sequence.evaluation.usage = sequence.usage;
    results.push_back(std::move(sequence.evaluation));
  }
  return results;
}

std::vector<std::vector<float>> LlamaEngine::Embed(std::span<const std::string> texts,
                                                   std::stop_token stop) {
  Job job;
  job.stop = stop;
  job.sequences.resize(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    Sequence& sequence = job.sequences[i];
    sequence.kind = Sequence::Kind::kEmbed;
    sequence.prompt =
        std::make_shared<const std::vector<Token>>(chat_->Render(Prompt::Raw(texts[i])));
    CheckPrompt(sequence.prompt->size());
    sequence.job = &job;
    sequence.index = i;
    sequence.capacity = sequence.prompt->size();
    ++job.open;
  }
  scheduler_->Run(job);
  std::vector<std::vector<float>> results;
  for (Sequence& sequence : job.sequences) {
    double norm = 0;
    for (float x : sequence.embedding) norm += static_cast<double>(x) * x;
    for (float& x : sequence.embedding) x /= static_cast<float>(std::sqrt(norm) + 1e-12);
    results.push_back(std::move(sequence.embedding));
  }
  return results;
}

std::unique_ptr<Engine> LoadLlamaEngine(const std::filesystem::path& file,
                                        const LlamaOptions& options) {
  return std::make_unique<LlamaEngine>(file, options);
}

}  // namespace ponder
