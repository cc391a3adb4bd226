// A conversation: its turns, how answers are made, and the slash commands that change both.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "cli/request_flags.h"
#include "ponder/runner.h"

namespace ponder {

class ChatSession {
 public:
  // `request` holds everything but the messages; `dial` is turned where it has a level.
  ChatSession(Console& console, std::shared_ptr<Engine> engine, Request request, EffortDial dial,
              const std::string& system, std::string language);

  // Goes on with a saved conversation. Throws as LoadChat.
  void Load(const std::string& file);
  void SetSystem(const std::string& text);  // "": none
  // Writes the conversation there after every answer.
  void KeepIn(std::string file) { kept_in_ = std::move(file); }

  // One line of input: a command or what the user says. False: the conversation is over.
  bool Take(const std::string& line);

  const std::vector<Message>& messages() const { return messages_; }
  const Request& request() const { return request_; }

 private:
  bool Command(const std::string& name, const std::string& argument);
  void Change(const std::string& name, const std::string& argument);
  void Answer(const std::string& line);
  void Save(const std::string& file) const;
  void TurnDial(Effort effort, Request& request);
  bool StreamsText() const;
  void Note(std::string_view text);

  Console& console_;
  std::shared_ptr<Engine> engine_;
  Runner runner_;
  Request request_;
  EffortDial dial_;
  std::string language_;
  std::string kept_in_;  // file; "": none
  std::vector<Message> messages_;
  uint64_t turns_ = 0;
};

}  // namespace ponder
