// A conversation: its turns, how answers are made, and the slash commands that change both.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "ponder/runner.h"

namespace ponder {

class ChatSession {
 public:
  // `request` holds everything but the messages.
  ChatSession(Console& console, std::shared_ptr<Engine> engine, Request request,
              const std::string& system, std::string language);

  // One line of input: a command or what the user says. False: the conversation is over.
  bool Take(const std::string& line);

  const std::vector<Message>& messages() const { return messages_; }
  const Request& request() const { return request_; }

 private:
  bool Command(const std::string& name, const std::string& argument);
  void Change(const std::string& name, const std::string& argument);
  void Answer(const std::string& line);
  void SetSystem(const std::string& text);
  bool StreamsText() const;
  void Note(std::string_view text);

  Console& console_;
  std::shared_ptr<Engine> engine_;
  Runner runner_;
  Request request_;
  std::string language_;
  std::vector<Message> messages_;
  uint64_t turns_ = 0;
};

}  // namespace ponder
