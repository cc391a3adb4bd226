#include "server/completion.h"

#include <fmt/format.h>

#include <utility>

#include "server/chat_writer.h"
#include "server/event_text.h"

namespace ponder {
namespace {

constexpr int kShortByDefault = 16;  // OpenAI's limit where none is given
constexpr size_t kMostPrompts = 128;

std::vector<std::string> ReadPrompts(JsonObject& body) {
  const Json* prompt = body.Find("prompt");
  if (prompt != nullptr && prompt->is_array() && !prompt->empty() && !prompt->front().is_string()) {
    throw Error(ErrorCode::kUnsupported, "prompt: a text or a list of texts is read, no token ids");
  }
  std::vector<std::string> prompts = body.Texts("prompt").value_or(std::vector<std::string>{});
  if (prompts.empty() || prompts.size() > kMostPrompts) {
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("prompt: a text, or a list of 1 to {} texts, is wanted", kMostPrompts));
  }
  for (const std::string& text : prompts) {
    if (text.empty()) throw Error(ErrorCode::kInvalidRequest, "prompt: a text is empty");
  }
  return prompts;
}

// The old form of log-probabilities: lists side by side.
Json OldLogprobs(const Answer& answer, const Engine& engine) {
  const Json spelled = LogprobsJson(answer, engine);
  if (spelled.is_null()) return nullptr;
  Json tokens = Json::array(), logprobs = Json::array(), tops = Json::array();
  Json offsets = Json::array();
  size_t offset = 0;
  for (const Json& token : spelled["content"]) {
    tokens.push_back(token["token"]);
    logprobs.push_back(token["logprob"]);
    Json top = Json::object();
    for (const Json& other : token["top_logprobs"]) {
      top[other["token"].get<std::string>()] = other["logprob"];
    }
    tops.push_back(std::move(top));
    offsets.push_back(offset);
    offset += token["bytes"].size();
  }
  return {{"tokens", tokens},
          {"token_logprobs", logprobs},
          {"top_logprobs", tops},
          {"text_offset", offsets}};
}

Json Head(const ReplyHead& head) {
  return {{"id", head.id},
          {"object", "text_completion"},
          {"created", head.created},
          {"model", head.model}};
}

Json ChoiceJson(size_t index, const std::string& text, const Json& finish, const Json& logprobs) {
  return {{"index", index}, {"text", text}, {"logprobs", logprobs}, {"finish_reason", finish}};
}

// Whole text: plain completions keep the white space at their ends.
std::string TextOf(const RunResult& run) {
  const Answer& answer = run.answer;
  if (answer.chosen < 0) return answer.text;
  return answer.candidates[static_cast<size_t>(answer.chosen)].generation.text;
}

class CompletionWriter : public ReplyWriter {
 public:
  CompletionWriter(ReplyHead head, std::vector<std::string> prompts, bool echo)
      : head_(std::move(head)), prompts_(std::move(prompts)), echo_(echo) {}

  void Begin(const ChatCall& call, const JobContext& job) override {
    call_ = &call;
    job_ = &job;
    sent_.assign(static_cast<size_t>(call.choices), "");
  }
  void Take(int choice, const Event& event) override {
    const auto* tokens = std::get_if<TokensGenerated>(&event);
    if (tokens == nullptr || tokens->candidate != 0 || tokens->text.empty()) return;
    Chunk(choice, tokens->text, nullptr);
  }
  void EndChoice(int choice, const RunResult& run) override {
    const std::string text = TextOf(run);
    const std::string& sent = sent_[static_cast<size_t>(choice)];
    if (text.size() > sent.size() && text.starts_with(sent)) {
      Chunk(choice, text.substr(sent.size()), nullptr);
    }
    Chunk(choice, "", FinishReason(run), OldLogprobs(run.answer, *job_->model->engine));
  }
  void End(const std::vector<RunResult>& runs) override {
    call_->stream ? EndStream(runs) : EndWhole(runs);
  }

 private:
  const std::string& PromptOf(size_t choice) const {
    return prompts_[choice * prompts_.size() / static_cast<size_t>(call_->choices)];
  }
  void Chunk(int choice, const std::string& text, const Json& finish, const Json& logprobs = {}) {
    const auto index = static_cast<size_t>(choice);
    Json json = Head(head_);
    const bool first = sent_[index].empty() && echo_ && !text.empty();
    json["choices"] =
        Json::array({ChoiceJson(index, first ? PromptOf(index) + text : text, finish, logprobs)});
    sent_[index] += text;
    job_->out.Push(ServerSentEvent(json));
  }
  void EndWhole(const std::vector<RunResult>& runs) {
    Json json = Head(head_);
    json["choices"] = Json::array();
    for (size_t i = 0; i < runs.size(); ++i) {
      json["choices"].push_back(ChoiceJson(i, (echo_ ? PromptOf(i) : "") + TextOf(runs[i]),
                                           FinishReason(runs[i]),
                                           OldLogprobs(runs[i].answer, *job_->model->engine)));
    }
    json["usage"] = UsageJson(TotalUsage(runs));
    json["ponder"] = PonderJson(runs, NotesOf(*call_));
    job_->out.Push(JsonText(json));
  }
  void EndStream(const std::vector<RunResult>& runs) {
    if (call_->include_usage) {
      Json json = Head(head_);
      json["choices"] = Json::array();
      json["usage"] = UsageJson(TotalUsage(runs));
      json["ponder"] = PonderJson(runs, NotesOf(*call_));
      job_->out.Push(ServerSentEvent(json));
    }
    job_->out.Push("data: [DONE]\n\n");
  }

  ReplyHead head_;
  std::vector<std::string> prompts_;
  bool echo_;
  std::vector<std::string> sent_;  // a choice
  const ChatCall* call_ = nullptr;
  const JobContext* job_ = nullptr;
};

}  // namespace

CompletionCall ReadCompletionCall(const Json& json) {
  const Json whole = WithoutExtraBody(json);
  JsonObject body(whole);
  CompletionCall completion;
  ChatCall& call = completion.call;
  completion.prompts = ReadPrompts(body);
  completion.echo = body.Bool("echo").value_or(false);
  if (const auto top = body.Integer("logprobs", {0, 20})) {
    call.request.top_logprobs = static_cast<int>(*top);
  }
  for (const char* name : {"suffix", "best_of"}) {
    const Json* found = body.Find(name);
    if (found == nullptr || *found == 1 || *found == "") continue;
    throw Error(ErrorCode::kUnsupported, fmt::format("{}: is not done here", name));
  }
  ReadCommonFields(body, call);
  const size_t choices = completion.prompts.size() * static_cast<size_t>(call.choices);
  if (choices > kMostPrompts) {
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("n: prompts times n is at most {}, not {}", kMostPrompts, choices));
  }
  if (!call.limit_chosen) call.request.max_tokens = kShortByDefault;
  call.limit_chosen = true;
  WarnOfUnread(body, call);
  call.request.raw = completion.prompts.front();
  return completion;
}

JobPlan PlanCompletion(CompletionCall completion, const std::string& model, const ReplyHead& head,
                       const EffortTable& efforts, LiveCalls& calls) {
  ChatCall& call = completion.call;
  call.choices *= static_cast<int>(completion.prompts.size());
  call.prompts = completion.prompts;
  auto writer =
      std::make_shared<CompletionWriter>(head, std::move(completion.prompts), completion.echo);
  return PlanRun(std::move(call), model, head.id, efforts, calls, std::move(writer));
}

}  // namespace ponder
