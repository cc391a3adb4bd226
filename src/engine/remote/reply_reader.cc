#include "engine/remote/reply_reader.h"

#include <algorithm>
#include <numeric>

#include "text/utf8.h"

namespace ponder {
namespace {

constexpr size_t kErrorBytes = 300;

std::string TextField(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

int64_t CountField(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<int64_t>() : 0;
}

// The bytes of a token: its text may be half a character.
std::string TokenText(const Json& entry) {
  const auto bytes = entry.find("bytes");
  if (bytes == entry.end() || !bytes->is_array()) return TextField(entry, "token");
  std::string text;
  for (const Json& byte : *bytes) {
    if (byte.is_number()) text += static_cast<char>(byte.get<int>());
  }
  return text;
}

float LogprobOf(const Json& entry) {
  const auto found = entry.find("logprob");
  return found != entry.end() && found->is_number() ? found->get<float>() : 0;
}

std::string DetailsText(const Json& details) {
  std::string text;
  for (const Json& detail : details) {
    if (!detail.is_object()) continue;
    text += TextField(detail, "text") + TextField(detail, "summary");
  }
  return text;
}

}  // namespace

int64_t ReplyChoice::Tokens() const {
  if (counted) return *counted;
  return tokens.empty() ? chunks : static_cast<int64_t>(tokens.size());
}

ReplyReader::ReplyReader(size_t choices, size_t echo) : choices_(choices) {
  for (ReplyChoice& choice : choices_) choice.skip_ = echo;
}

bool ReplyReader::Add(std::string_view bytes) {
  for (const std::string& data : events_.Add(bytes)) TakeEvent(data);
  return said_;
}

void ReplyReader::End() {
  for (const std::string& data : events_.Add("\n\n")) TakeEvent(data);
  const std::string& rest = events_.rest();
  if (rest.find('{') != std::string::npos) TakeEvent(rest);
}

void ReplyReader::TakeEvent(const std::string& data) {
  if (data.starts_with("[DONE]")) {
    done_ = true;
    return;
  }
  const Json event = Json::parse(data, nullptr, false);
  if (!event.is_object()) return;
  try {
    TakeObject(event, data);
  } catch (const Json::exception&) {
    error_ = "a reply that is not understood: " + ErrorTextOf(data);
  }
}

void ReplyReader::TakeObject(const Json& event, const std::string& data) {
  if (event.contains("error") && !event["error"].is_null()) error_ = ErrorTextOf(data);
  Json choices = event.value("choices", Json::array());
  if (!choices.is_array()) choices = Json::array();
  for (const Json& choice : choices) TakeChoice(choice);
  if (event.contains("usage") && event["usage"].is_object()) TakeUsage(event["usage"], choices);
  const bool whole = !choices.empty() && choices[0].is_object() && choices[0].contains("message");
  done_ = done_ || whole;
}

void ReplyReader::TakeChoice(const Json& choice) {
  if (!choice.is_object()) return;
  const auto index = static_cast<size_t>(CountField(choice, "index"));
  if (index >= choices_.size()) return;
  ReplyChoice& own = choices_[index];
  const size_t before = own.text.size();
  for (const char* name : {"delta", "message"}) {
    if (choice.contains(name) && choice[name].is_object()) TakeMessage(choice[name], own);
  }
  Say(own, TextField(choice, "text"));
  if (choice.contains("logprobs") && choice["logprobs"].is_object()) {
    TakeLogprobs(choice["logprobs"], own);
  }
  if (own.text.size() != before || !own.calls.empty()) {
    ++own.chunks;
    said_ = true;
  }
  for (const char* name : {"stop_reason", "matched_stop"}) {
    own.stop_string += TextField(choice, name);
  }
  const std::string finish = TextField(choice, "finish_reason");
  if (finish.empty() || own.finished()) return;
  own.finish = finish;
  last_finished_ = index;
}

void ReplyReader::TakeMessage(const Json& message, ReplyChoice& choice) {
  TakeThinking(message, choice);
  Say(choice, TextField(message, "content"));
  if (message.contains("tool_calls") && message["tool_calls"].is_array()) {
    TakeCalls(message["tool_calls"], choice);
  }
}

// The first of these fields that says something; all but one repeat it.
void ReplyReader::TakeThinking(const Json& message, ReplyChoice& choice) {
  std::string text;
  const auto take = [&](const char* name, std::string found) {
    if (!text.empty() || found.empty()) return;
    text = std::move(found);
    thinking_field_ = name;
  };
  if (message.contains("reasoning_details") && message["reasoning_details"].is_array()) {
    take("reasoning_details", DetailsText(message["reasoning_details"]));
  }
  take("reasoning_content", TextField(message, "reasoning_content"));
  take("reasoning", TextField(message, "reasoning"));
  if (text.empty()) return;
  if (!choice.thinking_) choice.text += "<think>";
  choice.thinking_ = true;
  choice.text += text;
}

void ReplyReader::TakeCalls(const Json& calls, ReplyChoice& choice) {
  CloseThinking(choice);
  for (const Json& call : calls) {
    if (!call.is_object()) continue;
    const auto index = call.contains("index") ? static_cast<size_t>(CountField(call, "index"))
                                              : choice.calls.size();
    if (index > choice.calls.size()) continue;
    if (index == choice.calls.size()) choice.calls.emplace_back();
    ReplyCall& own = choice.calls[index];
    own.id += TextField(call, "id");
    if (!call.contains("function") || !call["function"].is_object()) continue;
    own.name += TextField(call["function"], "name");
    own.arguments += TextField(call["function"], "arguments");
  }
}

void ReplyReader::TakeLogprobs(const Json& logprobs, ReplyChoice& choice) {
  if (!logprobs.contains("content") || !logprobs["content"].is_array()) return;
  for (const Json& entry : logprobs["content"]) {
    if (!entry.is_object()) continue;
    ReportedToken& token = choice.tokens.emplace_back();
    token.text = TokenText(entry);
    token.logprob = LogprobOf(entry);
    for (const Json& other : entry.value("top_logprobs", Json::array())) {
      if (other.is_object()) token.alternatives.emplace_back(TokenText(other), LogprobOf(other));
    }
  }
}

// llama-server ends every choice with a count of its own, vLLM can count in every chunk; else the
// last count is of all choices together.
void ReplyReader::TakeUsage(const Json& usage, const Json& choices) {
  ReplyUsage now{CountField(usage, "prompt_tokens"), 0, CountField(usage, "completion_tokens")};
  if (usage.contains("prompt_tokens_details") && usage["prompt_tokens_details"].is_object()) {
    now.cached = CountField(usage["prompt_tokens_details"], "cached_tokens");
  }
  if (!usage_) usage_ = now;
  usage_->prompt = std::max(usage_->prompt, now.prompt);
  usage_->completion = now.completion;
  total_ = false;
  if (choices_.size() == 1) {
    choices_.front().counted = now.completion;
  } else if (choices.size() == 1) {
    const auto index =
        choices[0].is_object() ? static_cast<size_t>(CountField(choices[0], "index")) : 0;
    if (index < choices_.size()) choices_[index].counted = now.completion;
  } else if (IsOfLastFinished()) {
    choices_[*last_finished_].counted = now.completion;
  } else {
    total_ = true;
  }
}

// A count of its own: others still run, or those before had one too.
bool ReplyReader::IsOfLastFinished() const {
  if (!last_finished_ || choices_[*last_finished_].counted) return false;
  const auto any = [this](auto&& good) {
    return std::any_of(choices_.begin(), choices_.end(), good);
  };
  return any([](const ReplyChoice& choice) { return !choice.finished(); }) ||
         any([](const ReplyChoice& choice) { return choice.counted.has_value(); });
}

void ReplyReader::Say(ReplyChoice& choice, std::string text) {
  const size_t echo = std::min(choice.skip_, text.size());
  choice.skip_ -= echo;
  text.erase(0, echo);
  if (text.empty()) return;
  CloseThinking(choice);
  choice.text += text;
}

void ReplyReader::CloseThinking(ReplyChoice& choice) {
  if (!choice.thinking_) return;
  choice.thinking_ = false;
  choice.text += "</think>\n\n";
}

std::vector<int64_t> ReplyReader::Counts() const {
  std::vector<int64_t> counts;
  for (const ReplyChoice& choice : choices_) counts.push_back(choice.Tokens());
  const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  if (!total_ || sum == usage_->completion || sum == 0) return counts;
  int64_t given = 0;
  for (int64_t& count : counts) given += count = count * usage_->completion / sum;
  for (size_t i = 0; given < usage_->completion; i = (i + 1) % counts.size(), ++given) ++counts[i];
  return counts;
}

std::string ErrorTextOf(std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  if (json.is_object()) {
    const Json error = json.value("error", Json());
    if (error.is_string()) return error.get<std::string>();
    if (error.is_object()) return TextField(error, "message");
    for (const char* name : {"message", "detail"}) {
      if (!TextField(json, name).empty()) return TextField(json, name);
    }
  }
  std::string text = ReplaceInvalidUtf8(body.substr(0, kErrorBytes));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace ponder
