#include "cli/chat_file.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/request_flags.h"
#include "ponder/error.h"
#include "text/utf8.h"

namespace ponder {

void SaveChat(const std::string& file, const std::vector<Message>& messages) {
  nlohmann::ordered_json turns = nlohmann::ordered_json::array();
  for (const Message& message : messages) {
    turns.push_back({{"role", message.role}, {"content", message.Text()}});
  }
  std::ofstream out(file);
  out << nlohmann::ordered_json{{"messages", turns}}.dump(
             2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
      << "\n";
  out.close();
  if (!out) throw Error(ErrorCode::kUnavailable, file + " cannot be written");
}

std::vector<Message> LoadChat(const std::string& file) {
  const auto json = nlohmann::json::parse(ReadWholeFile(file, "/load"), nullptr, false);
  const auto bad = [&file] {
    return Error(ErrorCode::kInvalidRequest,
                 file +
                     " is not a conversation: an object with messages, each with a role and a "
                     "content, is wanted");
  };
  if (!json.is_object() || !json.contains("messages") || !json["messages"].is_array()) throw bad();
  std::vector<Message> messages;
  for (const auto& turn : json["messages"]) {
    if (!turn.is_object()) throw bad();
    const auto role = turn.find("role");
    const auto content = turn.find("content");
    if (role == turn.end() || content == turn.end() || !role->is_string() ||
        !content->is_string()) {
      throw bad();
    }
    const std::string name = role->get<std::string>();
    if (name != "system" && name != "user" && name != "assistant") throw bad();
    messages.emplace_back(name, content->get<std::string>());
  }
  return messages;
}

}  // namespace ponder
