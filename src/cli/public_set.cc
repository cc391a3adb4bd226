#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/demo_plan.h"
#include "ponder/error.h"
#include "task/draw.h"
#include "text/answer.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

// The file itself, or in a folder test.jsonl, else its first *.jsonl.
fs::path FindSet(const fs::path& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return path;
  if (fs::is_regular_file(path / "test.jsonl", error)) return path / "test.jsonl";
  fs::path found;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (entry.path().extension() != ".jsonl") continue;
    if (found.empty() || entry.path() < found) found = entry.path();
  }
  if (found.empty()) {
    throw Error(ErrorCode::kNotFound, "--data: no *.jsonl in " + path.string() +
                                          "; lines of {\"question\", \"answer\"} are wanted");
  }
  return found;
}

TaskItem ReadItem(const std::string& line, const std::string& where) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  const bool good = json.is_object() && json.contains("question") && json.contains("answer") &&
                    json["question"].is_string() && json["answer"].is_string();
  TaskItem item;
  if (good) {
    item.question = json["question"];
    item.gold = ExtractAnswer(json["answer"].get<std::string>(), AnswerKind::kNumber).value_or("");
    item.max_tokens = 320;
  }
  if (!good || item.gold.empty() || item.question.empty()) {
    throw Error(ErrorCode::kInvalidRequest,
                "--data: " + where +
                    " is not an object with a question and an answer that ends in \"#### number\"");
  }
  return item;
}

}  // namespace

std::vector<TaskItem> LoadPublicSet(const fs::path& path, size_t count, uint64_t seed) {
  const fs::path file = FindSet(path);
  std::ifstream in(file);
  std::vector<TaskItem> items;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    items.push_back(ReadItem(line, file.string() + ":" + std::to_string(number)));
  }
  if (items.empty()) throw Error(ErrorCode::kNotFound, "--data: " + file.string() + " is empty");
  Draw draw(RandomStream(seed).Child("public set"));
  draw.Shuffle(items);
  if (items.size() > count) items.resize(count);
  return items;
}

}  // namespace ponder
