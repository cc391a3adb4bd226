#include "server/responses.h"

#include <utility>

#include "server/chat_writer.h"

namespace ponder {
namespace {

Json ThinkingItem(const std::string& id, size_t index, const std::string& text) {
  return {{"id", "rs_" + id + "_" + std::to_string(index)},
          {"type", "reasoning"},
          {"summary", Json::array({{{"type", "summary_text"}, {"text", text}}})}};
}

Json TextPart(const std::string& text) {
  return {{"type", "output_text"}, {"text", text}, {"annotations", Json::array()}};
}

Json MessageItem(const std::string& id, size_t index, const std::string& text, bool done) {
  Json content = Json::array();
  if (done) content.push_back(TextPart(text));
  return {{"id", "msg_" + id + "_" + std::to_string(index)},
          {"type", "message"},
          {"status", done ? "completed" : "in_progress"},
          {"role", "assistant"},
          {"content", std::move(content)}};
}

Json CallItem(const std::string& id, size_t index, const ToolCall& call) {
  return {{"id", "fc_" + id + "_" + std::to_string(index)},
          {"type", "function_call"},
          {"status", "completed"},
          {"call_id", CallId(call)},
          {"name", call.name},
          {"arguments", call.arguments}};
}

Json OutputOf(const std::string& id, const Answer& answer, ThinkingShown shown) {
  Json output = Json::array();
  if (const std::string thinking = ShownThinking(answer, shown); !thinking.empty()) {
    output.push_back(ThinkingItem(id, output.size(), thinking));
  }
  const std::string text = ShownText(answer, shown);
  if (!text.empty() || answer.tool_calls.empty()) {
    output.push_back(MessageItem(id, output.size(), text, true));
  }
  for (const ToolCall& call : answer.tool_calls) {
    output.push_back(CallItem(id, output.size(), call));
  }
  return output;
}

Json UsageOf(const Usage& usage) {
  const Json chat = UsageJson(usage);
  return {{"input_tokens", chat["prompt_tokens"]},
          {"input_tokens_details", {{"cached_tokens", usage.cached_tokens}}},
          {"output_tokens", chat["completion_tokens"]},
          {"output_tokens_details", {{"reasoning_tokens", usage.reasoning_tokens}}},
          {"total_tokens", chat["total_tokens"]}};
}

}  // namespace

// The fields of a reply; with no runs, those of one that has only begun.
Json ResponsesWriter::Whole(const char* status, const std::vector<RunResult>& runs) const {
  Json json{{"id", head_.id},      {"object", "response"}, {"created_at", head_.created},
            {"status", status},    {"error", nullptr},     {"incomplete_details", nullptr},
            {"model", head_.model}};
  json["output"] = Json::array();
  const auto repeat = [&](const char* name, Json otherwise) {
    json[name] = asked_.contains(name) ? asked_[name] : std::move(otherwise);
  };
  repeat("instructions", nullptr);
  repeat("max_output_tokens", nullptr);
  repeat("metadata", Json::object());
  repeat("tools", Json::array());
  repeat("tool_choice", "auto");
  repeat("text", {{"format", {{"type", "text"}}}});
  repeat("reasoning", {{"effort", nullptr}, {"summary", nullptr}});
  json["parallel_tool_calls"] = call_->request.parallel_tool_calls;
  json["temperature"] = call_->request.sampling.temperature;
  json["top_p"] = call_->request.sampling.top_p;
  json["previous_response_id"] = nullptr;
  json["store"] = false;
  json["truncation"] = "disabled";
  json["usage"] = nullptr;
  if (runs.empty()) return json;
  if (FinishReason(runs.front()) == "length") {
    json["status"] = "incomplete";
    json["incomplete_details"] = {{"reason", "max_output_tokens"}};
  }
  json["output"] = OutputOf(head_.id, runs.front().answer, ShownBy(*call_));
  json["usage"] = UsageOf(TotalUsage(runs));
  json["ponder"] = PonderJson(runs, NotesOf(*call_));
  return json;
}

void ResponsesWriter::Begin(const ChatCall& call, const JobContext& job) {
  if (call.choices != 1) throw Error(ErrorCode::kInvalidRequest, "n: one answer is given here");
  call_ = &call;
  job_ = &job;
  output_ = Json::array();
  if (!call.stream) return;
  stream_.emplace(FormOf(call),
                  [this](const std::string& text, bool thinking) { Piece(text, thinking); });
}

void ResponsesWriter::Say(const char* event, Json fields) {
  Json json{{"type", event}, {"sequence_number", said_++}};
  json.update(fields);
  job_->out.Push(std::string("event: ") + event + "\ndata: " + JsonText(json) + "\n\n");
}

void ResponsesWriter::BeginStream() {
  if (said_ > 0) return;
  Say("response.created", {{"response", Whole("in_progress", {})}});
  Say("response.in_progress", {{"response", Whole("in_progress", {})}});
}

void ResponsesWriter::Take(int, const Event& event) {
  BeginStream();
  if (const auto* tokens = std::get_if<TokensGenerated>(&event)) stream_->Take(*tokens);
}

void ResponsesWriter::Piece(const std::string& text, bool thinking) {
  if (open_ && thinking != thinking_) CloseItem();
  if (!open_) OpenItem(thinking);
  text_ += text;
  Json fields{{"output_index", output_.size()}, {"delta", text}};
  if (thinking) {
    fields["item_id"] = ThinkingItem(head_.id, output_.size(), "")["id"];
    fields["summary_index"] = 0;
    Say("response.reasoning_summary_text.delta", std::move(fields));
  } else {
    fields["item_id"] = MessageItem(head_.id, output_.size(), "", false)["id"];
    fields["content_index"] = 0;
    fields["logprobs"] = Json::array();
    Say("response.output_text.delta", std::move(fields));
  }
}

void ResponsesWriter::OpenItem(bool thinking) {
  open_ = true;
  thinking_ = thinking;
  text_.clear();
  const size_t index = output_.size();
  if (thinking) {
    Json item = ThinkingItem(head_.id, index, "");
    item["summary"] = Json::array();
    Say("response.output_item.added", {{"output_index", index}, {"item", item}});
    Say("response.reasoning_summary_part.added",
        {{"output_index", index},
         {"item_id", item["id"]},
         {"summary_index", 0},
         {"part", {{"type", "summary_text"}, {"text", ""}}}});
  } else {
    const Json item = MessageItem(head_.id, index, "", false);
    Say("response.output_item.added", {{"output_index", index}, {"item", item}});
    Say("response.content_part.added", {{"output_index", index},
                                        {"item_id", item["id"]},
                                        {"content_index", 0},
                                        {"part", TextPart("")}});
  }
}

void ResponsesWriter::CloseItem() {
  if (!open_) return;
  open_ = false;
  const size_t index = output_.size();
  if (thinking_) {
    Json item = ThinkingItem(head_.id, index, text_);
    const Json place{{"output_index", index}, {"item_id", item["id"]}, {"summary_index", 0}};
    Json done = place;
    done["text"] = text_;
    Say("response.reasoning_summary_text.done", std::move(done));
    done = place;
    done["part"] = item["summary"][0];
    Say("response.reasoning_summary_part.done", std::move(done));
    output_.push_back(std::move(item));
  } else {
    Json item = MessageItem(head_.id, index, text_, true);
    const Json place{{"output_index", index}, {"item_id", item["id"]}, {"content_index", 0}};
    Json done = place;
    done["text"] = text_;
    done["logprobs"] = Json::array();
    Say("response.output_text.done", std::move(done));
    done = place;
    done["part"] = TextPart(text_);
    Say("response.content_part.done", std::move(done));
    output_.push_back(std::move(item));
  }
  Say("response.output_item.done", {{"output_index", index}, {"item", output_.back()}});
}

void ResponsesWriter::EndChoice(int, const RunResult& run) {
  BeginStream();
  stream_->End(run.answer);
  if (!open_ && run.answer.tool_calls.empty() && output_.empty()) OpenItem(false);
  CloseItem();
  for (const ToolCall& call : run.answer.tool_calls) {
    const size_t index = output_.size();
    const Json item = CallItem(head_.id, index, call);
    Json empty = item;
    empty["arguments"] = "";
    empty["status"] = "in_progress";
    Say("response.output_item.added", {{"output_index", index}, {"item", empty}});
    Say("response.function_call_arguments.delta",
        {{"output_index", index}, {"item_id", item["id"]}, {"delta", call.arguments}});
    Say("response.function_call_arguments.done", {{"output_index", index},
                                                  {"item_id", item["id"]},
                                                  {"name", call.name},
                                                  {"arguments", call.arguments}});
    output_.push_back(item);
    Say("response.output_item.done", {{"output_index", index}, {"item", item}});
  }
}

void ResponsesWriter::End(const std::vector<RunResult>& runs) {
  Json whole = Whole("completed", runs);
  if (!call_->stream) {
    job_->out.Push(JsonText(whole));
    return;
  }
  const bool cut = whole["status"] == "incomplete";
  whole["output"] = output_;  // with the ids that were said
  Say(cut ? "response.incomplete" : "response.completed", {{"response", whole}});
}

}  // namespace ponder
