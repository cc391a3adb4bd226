#include "cli/chat_session.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "cli/chat_file.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/request_flags.h"

namespace ponder {
namespace {

int64_t ParseCount(const std::string& name, const std::string& text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    throw Error(ErrorCode::kInvalidRequest,
                name + ": \"" + text.substr(0, 40) + "\" is not a whole number from 0 on");
  }
  return value;
}

// What the next turn goes on from: the tokens as the model made them, where they are the text.
Message AssistantTurn(const Answer& answer) {
  if (answer.chosen >= 0) {
    const Candidate& chosen = answer.candidates[static_cast<size_t>(answer.chosen)];
    if (chosen.generation.text == answer.text) {
      return Message("assistant", std::vector<Piece>{chosen.generation.AsPiece()});
    }
  }
  return Message("assistant", answer.text);
}

}  // namespace

ChatSession::ChatSession(Console& console, std::shared_ptr<Engine> engine, Request request,
                         EffortDial dial, const std::string& system, std::string language)
    : console_(console),
      engine_(std::move(engine)),
      runner_(engine_),
      request_(std::move(request)),
      dial_(std::move(dial)),
      language_(std::move(language)) {
  SetSystem(system);
  if (dial_.level) TurnDial(*dial_.level, request_);
}

void ChatSession::Load(const std::string& file) {
  SavedChat chat = LoadChat(file);
  if (chat.model != engine_->Info().model) {  // its tokens are not ours
    for (Message& message : chat.messages) message = Message(message.role, message.Text());
  }
  messages_ = std::move(chat.messages);
  turns_ = chat.turns;
  Note(fmt::format(fmt::runtime(console_.Say(Text::kLoaded)), messages_.size(), file));
}

void ChatSession::Save(const std::string& file) const {
  SaveChat(file, {messages_, turns_, engine_->Info().model});
}

void ChatSession::TurnDial(Effort effort, Request& request) {
  for (const std::string& warning : dial_.Turn(effort, engine_->Info(), request)) {
    Note(fmt::format("{}: {}", console_.Say(Text::kWarning), warning));
  }
}

bool ChatSession::Take(const std::string& line) {
  try {
    if (line.find_first_not_of(" \t\r") == std::string::npos) return true;
    if (line[0] != '/') {
      Answer(line);
      return true;
    }
    const size_t space = line.find(' ');
    const size_t begin = line.find_first_not_of(' ', space);
    return Command(line.substr(0, space), begin == std::string::npos ? "" : line.substr(begin));
  } catch (const Error& error) {  // a wrong command or a failed answer does not end the talk
    console_.err << "ponder: " << console_.Say(Text::kError) << ": " << OneLine(error.what())
                 << std::endl;
    return true;
  }
}

bool ChatSession::Command(const std::string& name, const std::string& argument) {
  if (name == "/quit" || name == "/exit") return false;
  if (name == "/help") {
    console_.err << console_.Say(Text::kChatHelp) << std::flush;
  } else if (name == "/reset") {
    const bool system = !messages_.empty() && messages_.front().role == "system";
    messages_.resize(system ? 1 : 0, Message("", ""));
    Note(console_.Say(Text::kChatReset));
  } else if (name == "/save") {
    const std::string& file = argument.empty() ? kept_in_ : argument;
    Save(file);
    Note(fmt::format(fmt::runtime(console_.Say(Text::kSaved)), messages_.size(), file));
  } else if (name == "/load") {
    Load(argument);
  } else {
    Change(name, argument);
  }
  return true;
}

void ChatSession::Change(const std::string& name, const std::string& argument) {
  Request changed = request_;  // so that an error changes nothing
  if (name == "/method") {
    changed.scorer.clear();
    changed.scorer_options.clear();
    changed.max_tokens = dial_.limit.value_or(dial_.usual_limit);
    SetMethod(argument, "", changed);
  } else if (name == "/effort") {
    TurnDial(ParseEffort(argument), changed);
  } else if (name == "/n") {
    changed.options.erase("n");
    std::string text = changed.method + ":";
    for (const auto& [key, value] : changed.options) text += key + "=" + value + ",";
    SetMethod(text, argument, changed);
  } else if (name == "/scorer") {
    changed.scorer.clear();
    changed.scorer_options.clear();
    if (!argument.empty()) SetScorer(argument, changed);
  } else if (name == "/seed") {
    changed.seed = static_cast<uint64_t>(ParseCount(name, argument));
  } else if (name == "/budget") {
    changed.budget.tokens.reset();
    if (!argument.empty()) changed.budget.tokens = ParseCount(name, argument);
  } else if (name == "/system") {
    return SetSystem(argument);
  } else {
    return Note(fmt::format(fmt::runtime(console_.Say(Text::kChatUnknown)), OneLine(name)));
  }
  request_ = std::move(changed);
}

void ChatSession::SetSystem(const std::string& text) {
  if (!messages_.empty() && messages_.front().role == "system") messages_.erase(messages_.begin());
  if (!text.empty()) messages_.insert(messages_.begin(), Message("system", text));
}

// One candidate, whose text is the answer as it comes.
bool ChatSession::StreamsText() const {
  return console_.out_terminal &&
         (request_.method == "direct" || request_.method == "budget_forcing");
}

void ChatSession::Answer(const std::string& line) {
  CheckQuestion(line);
  Request request = request_;
  request.messages = messages_;
  request.messages.emplace_back("user", line);
  request.language = PromptLanguage(language_, line);
  request.seed =
      RandomStream(request_.seed).Child(turns_).key();  // a question asked again draws anew
  const bool streams = StreamsText();
  ProgressLine progress(console_);
  std::string shown;
  const EventSink sink = [&](const Event& event) {
    if (!streams) return progress.Take(event);
    const auto* tokens = std::get_if<TokensGenerated>(&event);
    if (tokens == nullptr) return;
    if (!tokens->thinking) shown += tokens->text;
    console_.out << (tokens->thinking ? console_.Dim(tokens->text, true) : tokens->text)
                 << std::flush;
  };
  const Interruptible interrupt;
  const RunResult result = runner_.Run(request, sink, interrupt.Token());
  progress.Clear();
  if (streams && !shown.empty()) {
    console_.out << std::endl;
  } else {
    PrintAnswer(console_, result);
    console_.out.flush();
  }
  PrintWarnings(console_, result);
  if (interrupt.Interrupted()) Note(console_.Say(Text::kInterrupted));
  if (console_.err_terminal) PrintPrice(console_, result);
  ++turns_;
  if (result.answer.text.empty()) return;  // the turn is as if it never was
  messages_.emplace_back("user", line);
  messages_.push_back(AssistantTurn(result.answer));
  if (!kept_in_.empty()) Save(kept_in_);
}

void ChatSession::Note(std::string_view text) {
  console_.err << console_.Dim(text, console_.err_terminal) << std::endl;
}

}  // namespace ponder
