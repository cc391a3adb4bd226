#include "run/check_request.h"

#include <cmath>

#include "text/utf8.h"

namespace ponder {
namespace {

void Require(bool good, const std::string& message) {
  if (!good) throw Error(ErrorCode::kInvalidRequest, message);
}

void RequireUtf8(const std::string& text, const std::string& field) {
  const size_t bad = FirstInvalidUtf8(text);
  Require(bad == std::string::npos,
          field + " is not valid UTF-8 (byte " + std::to_string(bad) + ")");
}

void CheckMessages(const std::vector<Message>& messages) {
  Require(!messages.empty(), "messages: there is no question");
  for (size_t i = 0; i < messages.size(); ++i) {
    const std::string field = "messages[" + std::to_string(i) + "]";
    const std::string& role = messages[i].role;
    Require(role == "system" || role == "user" || role == "assistant" || role == "tool",
            field + ".role must be system, user, assistant or tool");
    RequireUtf8(messages[i].Text(), field);
    RequireUtf8(messages[i].reasoning, field + ".reasoning");
  }
  const Message& last = messages.back();
  Require(last.role == "user" || last.role == "tool",
          "messages: the last one must come from the user");
  Require(last.role == "tool" || last.Text().find_first_not_of(" \t\r\n") != std::string::npos,
          "messages: the question is empty");
}

void CheckBudget(const Budget& budget) {
  Require(!budget.tokens || *budget.tokens >= 0, "budget.tokens must be 0 or more");
  Require(!budget.forward_tokens || *budget.forward_tokens >= 0,
          "budget.forward_tokens must be 0 or more");
  Require(!budget.seconds || (std::isfinite(*budget.seconds) && *budget.seconds >= 0),
          "budget.seconds must be 0 or more");
}

void RefuseUnless(bool can, const std::string& message) {
  if (!can) throw Error(ErrorCode::kUnsupported, message);
}

void CheckTools(const Request& request, const EngineInfo& engine) {
  if (!request.tools || request.tools->empty()) {
    Require(request.tool_choice != ToolChoice::kRequired, "tool_choice: there are no tools");
    return;
  }
  RefuseUnless(!request.sampling.HasGrammar(), "response_format: not together with tools");
  RefuseUnless(engine.tools, "tools: the model's chat template has no place for them");
}

// What the method must pass on as it is.
void CheckKept(const Request& request, const MethodInfo& method, const EngineInfo& engine) {
  const std::string cannot = ": method " + method.name + " cannot keep to it; direct can";
  RefuseUnless(method.keeps_turn || !request.tools || request.tools->empty(), "tools" + cannot);
  RefuseUnless(method.keeps_turn || request.raw.empty(), "prompt" + cannot);
  RefuseUnless(method.keeps_turn || request.partial.empty(),
               "messages: the last turn is the "
               "assistant's" +
                   cannot);
  RefuseUnless(method.keeps_reply || !request.sampling.HasGrammar(), "response_format" + cannot);
  RefuseUnless(method.keeps_reply || !request.top_logprobs, "logprobs" + cannot);
  RefuseUnless(!request.top_logprobs || engine.logits != Support::kNone,
               "logprobs: this engine does not give them");
  RefuseUnless(!request.sampling.HasGrammar() || engine.grammar != Support::kNone,
               "this engine cannot hold a reply to a grammar");
}

}  // namespace

void CheckRequest(const Request& request, const MethodInfo& method, const EngineInfo& engine) {
  if (request.raw.empty()) CheckMessages(request.messages);
  RequireUtf8(request.raw, "the prompt");
  CheckBudget(request.budget);
  request.sampling.Validate();
  Require(request.max_tokens >= 1, "max_tokens must be 1 or more");
  for (size_t i = 0; i < request.stop.size(); ++i) {
    const std::string field = "stop[" + std::to_string(i) + "]";
    Require(!request.stop[i].empty(), field + ": must not be empty");
    RequireUtf8(request.stop[i], field);
  }
  RequireUtf8(request.partial, "the partial answer");
  CheckKept(request, method, engine);
  CheckTools(request, engine);
  if (request.budget.forward_tokens && !engine.exact_counts) {
    throw Error(ErrorCode::kUnsupported,
                "budget.forward_tokens: this engine only estimates the length of prompts; "
                "budget.tokens is kept exactly");
  }
}

void CheckNeeds(const std::string& scorer, const ScorerNeeds& needs, const Request& request,
                const EngineInfo& engine) {
  Require(!needs.checker || request.checker,
          "scorer " + scorer +
              ": the question brings no checker; ponder eval asks questions that do, and option "
              "command names a program that checks");
  const auto require = [&](bool needed, Support support, const char* what) {
    if (!needed || support != Support::kNone) return;
    throw Error(ErrorCode::kUnsupported,
                "scorer " + scorer + " needs " + what + ", which this engine does not give");
  };
  require(needs.logprobs, engine.logits, "log-probabilities");
  require(needs.certainty, engine.logits, "log-probabilities");
  require(needs.hidden_states, engine.hidden_states, "hidden states");
}

}  // namespace ponder
