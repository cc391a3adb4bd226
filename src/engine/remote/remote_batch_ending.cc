// RemoteBatch: how samples end, and what becomes of them.
#include <algorithm>
#include <utility>

#include "engine/remote/remote_batch.h"

namespace ponder {
namespace {

// Tool calls as models write them, so that the text of a reply is all of it.
std::string CallsText(const ReplyChoice& choice) {
  std::string text;
  for (const ReplyCall& call : choice.calls) {
    const Json arguments = Json::parse(call.arguments, nullptr, false);
    Json object{{"name", call.name}};
    object["arguments"] = arguments.is_discarded() ? Json(call.arguments) : arguments;
    if (!call.id.empty()) object["id"] = call.id;
    text += (text.empty() && choice.text.empty() ? "" : "\n") + std::string("<tool_call>\n") +
            Dump(object) + "\n</tool_call>";
  }
  return text;
}

StopReason StopOf(const GenerateRequest& request, const ReplyChoice& choice, int64_t generated) {
  if (choice.finish == "content_filter") return StopReason::kError;
  if (choice.finish == "length") {
    const bool short_of = choice.counted && generated < request.max_tokens;
    return short_of ? StopReason::kContextFull : StopReason::kLength;
  }
  const bool own =
      std::find(request.stop.begin(), request.stop.end(), choice.stop_string) != request.stop.end();
  return own ? StopReason::kStopString : StopReason::kEnd;
}

}  // namespace

void RemoteBatch::Finish(size_t index, const ReplyChoice& choice, int64_t tokens) {
  Member& member = members_[index];
  if (!choice.calls.empty()) Show(index, choice.text + CallsText(choice), tokens);
  Fill(index, &choice, tokens, StopOf(requests_[index], choice, member.said_tokens + tokens));
  if (member.result.stop == StopReason::kError) member.result.error = "content filter";
  if (member.result.stop == StopReason::kStopString) member.result.stop_string = choice.stop_string;
  Close(index);
}

void RemoteBatch::Fail(size_t index, const std::string& error) {
  if (!members_[index].open) return;
  members_[index].live = nullptr;
  Fill(index, nullptr, 0, StopReason::kError);
  members_[index].result.error = error;
  Close(index);
}

void RemoteBatch::Close(size_t index) {
  members_[index].open = false;
  members_[index].live = nullptr;
  --open_;
  progress_.Finish(index, static_cast<int>(members_[index].result.usage.generated));
}

void RemoteBatch::Cancel(size_t index) {
  Member& member = members_[index];
  if (!member.open) return;
  const ReplyChoice* choice =
      member.live != nullptr ? &member.live->reader.choices()[member.slot] : nullptr;
  Fill(index, choice, choice != nullptr ? choice->Tokens() : 0, StopReason::kCancelled);
  member.open = false;
  member.live = nullptr;
  --open_;
  progress_.Cancel(index);
  Ask* ask = member.ask;
  const bool wanted = std::any_of(ask->members.begin(), ask->members.end(),
                                  [this](size_t i) { return members_[i].open; });
  if (!wanted) Drop(*ask);
}

void RemoteBatch::CancelAll() {
  for (size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].ask == nullptr && members_[i].open) {  // not asked yet
      Fill(i, nullptr, 0, StopReason::kCancelled);
      members_[i].open = false;
      --open_;
      progress_.Cancel(i);
    } else {
      Cancel(i);
    }
  }
}

// Closes its connections, takes back its wish.
void RemoteBatch::Drop(Ask& ask) {
  client_.Cancel(std::exchange(ask.timer, 0));
  pool_.Forget(ask.wish.get());
  const std::vector<std::shared_ptr<Call>> calls = ask.calls;
  for (const auto& call : calls) DropCall(ask, *call);
  const auto own = std::find_if(asks_.begin(), asks_.end(),
                                [&ask](const auto& other) { return other.get() == &ask; });
  if (own != asks_.end()) asks_.erase(own);
}

void RemoteBatch::DropCall(Ask& ask, Call& call) {
  client_.Cancel(call.id);
  pool_.Ended(*call.endpoint, static_cast<int>(ask.members.size()));
  std::erase_if(ask.calls, [&call](const auto& other) { return other.get() == &call; });
}

void RemoteBatch::Fill(size_t index, const ReplyChoice* choice, int64_t tokens, StopReason stop) {
  Member& member = members_[index];
  Generation& result = member.result;
  result.text = member.said;
  if (choice != nullptr) result.text += choice->text + CallsText(*choice);
  FillTokens(index, choice, result);
  result.stop = stop;
  CallUsage& usage = result.usage;
  usage.generated = usage.decoded = member.said_tokens + tokens;
  const Call* call = member.live;
  if (call != nullptr && call->reader.usage()) {
    const ReplyUsage& read = *call->reader.usage();
    usage.prompt = std::max<int64_t>(read.prompt - member.said_tokens, 0);
    // Of the choices of one call the first one reads the prompt.
    usage.cached = member.slot == 0 ? std::min(read.cached, usage.prompt) : usage.prompt;
  } else if (call != nullptr || !member.said.empty()) {
    usage.prompt = static_cast<int64_t>(PieceTable::Render(requests_[index].prompt).size());
  }
  usage.prefill = usage.prompt - usage.cached;
  usage.flops = ForwardFlops(info_, usage.cached, usage.prefill + usage.decoded);
}

// The endpoint's own tokens where it reported them and they are the text.
void RemoteBatch::FillTokens(size_t index, const ReplyChoice* choice, Generation& result) {
  const Member& member = members_[index];
  const GenerateRequest& request = requests_[index];
  std::vector<ReportedToken> reported = member.said_reported;
  if (choice != nullptr) {
    reported.insert(reported.end(), choice->tokens.begin(), choice->tokens.end());
  }
  std::string joined;
  for (const ReportedToken& token : reported) joined += token.text;
  if (reported.empty() || !joined.starts_with(result.text)) {
    result.tokens = PieceTable::Cut(result.text);
  } else {
    for (const ReportedToken& token : reported) {
      result.tokens.push_back(pieces_.Name(token.text));
      if (request.logprobs) result.logprobs.push_back(token.logprob);
      if (request.top_logprobs == 0) continue;
      std::vector<TokenAlternative>& row = result.top.emplace_back();
      for (const auto& [text, logprob] : token.alternatives) {
        row.push_back({pieces_.Name(text), logprob});
      }
    }
  }
  result.origins.assign(result.tokens.size(), TokenOrigin::kSampled);
  while (result.covering_tokens < result.tokens.size()) {
    const Token next = result.tokens[result.covering_tokens];
    const size_t end = result.covered + pieces_.Text(std::span(&next, 1)).size();
    if (end > result.text.size()) break;
    result.covered = end;
    ++result.covering_tokens;
  }
}

void RemoteBatch::Report() {
  if (reporting_) return;  // a callback of ours is under way
  reporting_ = true;
  std::vector<size_t> cancelled;
  try {
    cancelled = progress_.Report(
        [this](size_t index) -> const Generation& { return members_[index].result; });
  } catch (...) {
    reporting_ = false;
    throw;
  }
  reporting_ = false;
  for (size_t index : cancelled) Cancel(index);
}

}  // namespace ponder
