#include "cli/chat_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/request_flags.h"
#include "ponder/error.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// Tokens are kept where they stand for the beginning of the whole text: an answer of the model.
Json ToJson(const Message& message) {
  Json json{{"role", message.role}, {"content", message.Text()}};
  if (message.content.size() != 1 || message.content.front().tokens.empty()) return json;
  json["tokens"] = message.content.front().tokens;
  json["covered"] = message.content.front().covered;
  return json;
}

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  SavedChat Read() const {
    const auto json = nlohmann::json::parse(ReadWholeFile(file_, "conversation"), nullptr, false);
    if (json.is_discarded()) Refuse("it is no JSON");
    if (!json.is_object() || !json.contains("messages") || !json["messages"].is_array()) {
      Refuse("an object with a list of messages is wanted");
    }
    SavedChat chat;
    for (const auto& turn : json["messages"]) {
      chat.messages.push_back(ReadTurn(turn, fmt::format("messages[{}]", chat.messages.size())));
    }
    chat.turns = json.contains("turns") ? ReadCount(json["turns"], "turns") : CountTurns(chat);
    if (json.contains("model") && json["model"].is_string()) chat.model = json["model"];
    return chat;
  }

 private:
  [[noreturn]] void Refuse(const std::string& what) const {
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("{} is not a conversation: {}", file_, what));
  }

  Message ReadTurn(const nlohmann::json& turn, const std::string& place) const {
    if (!turn.is_object() || !turn.contains("role") || !turn.contains("content") ||
        !turn["role"].is_string() || !turn["content"].is_string()) {
      Refuse(place + ": a role and a content, both texts, are wanted");
    }
    const std::string role = turn["role"];
    if (role != "system" && role != "user" && role != "assistant") {
      Refuse(place + ".role: system, user or assistant is wanted");
    }
    Piece piece{turn["content"], {}, 0};
    if (turn.contains("tokens")) ReadTokens(turn, place, piece);
    return Message(role, std::vector<Piece>{std::move(piece)});
  }

  void ReadTokens(const nlohmann::json& turn, const std::string& place, Piece& piece) const {
    const auto& tokens = turn["tokens"];
    const bool numbers = tokens.is_array() && !tokens.empty() &&
                         std::all_of(tokens.begin(), tokens.end(), [](const auto& token) {
                           return token.is_number_integer() && token >= 0 && token <= INT32_MAX;
                         });
    if (!numbers) Refuse(place + ".tokens: a list of token ids is wanted");
    piece.covered = turn.contains("covered") ? ReadCount(turn["covered"], place + ".covered") : 0;
    if (piece.covered > piece.text.size()) Refuse(place + ".covered: more than there is");
    piece.tokens = tokens.get<std::vector<Token>>();
  }

  uint64_t ReadCount(const nlohmann::json& value, const std::string& place) const {
    if (!value.is_number_unsigned()) Refuse(place + ": a whole number is wanted");
    return value.get<uint64_t>();
  }

  static uint64_t CountTurns(const SavedChat& chat) {
    return static_cast<uint64_t>(
        std::count_if(chat.messages.begin(), chat.messages.end(),
                      [](const Message& message) { return message.role == "user"; }));
  }

  std::string file_;
};

}  // namespace

void SaveChat(const std::string& file, const SavedChat& chat) {
  if (file.empty()) throw Error(ErrorCode::kInvalidRequest, "/save: the name of a file is wanted");
  Json turns = Json::array();
  for (const Message& message : chat.messages) turns.push_back(ToJson(message));
  const Json json{{"model", chat.model}, {"turns", chat.turns}, {"messages", turns}};
  const std::string beside = fmt::format("{}.{}.new", file, getpid());
  std::ofstream out(beside, std::ios::binary);
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(beside, file, error);
  if (out && !error) return;
  std::filesystem::remove(beside, error);
  throw Error(ErrorCode::kUnavailable, file + " cannot be written");
}

SavedChat LoadChat(const std::string& file) { return Reader(file).Read(); }

}  // namespace ponder
