// ponder tasks: what questions there are, and all about one kind.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/command.h"
#include "ponder/error.h"
#include "task/task.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// The file of its published set in a data folder; nullopt when it is not there.
std::optional<std::filesystem::path> Published(const TaskInfo& info, const std::string& data) {
  if (!info.published || data.empty()) return std::nullopt;
  try {
    return FindPublished(info, data);
  } catch (const Error&) {
    return std::nullopt;
  }
}

Json PublishedJson(const TaskInfo& info, const std::string& data) {
  if (!info.published) return nullptr;
  const auto file = Published(info, data);
  const PublishedSet& set = *info.published;
  return {{"file", set.folder + "/" + set.file},
          {"url", set.url},
          {"sha256", set.sha256},
          {"licence", set.licence},
          {"credit", set.credit},
          {"path", file ? Json(file->string()) : Json()}};
}

Json TaskJson(const TaskInfo& info, const std::string& data) {
  return {{"name", info.name},
          {"summary", info.summary},
          {"levels", info.levels},
          {"generates", info.generates},
          {"korean", info.korean},
          {"examples", Examples(info, Language::kEnglish).size()},
          {"published", PublishedJson(info, data)}};
}

std::string SourceText(const TaskInfo& info, const std::string& data) {
  std::string text = info.generates ? "made" : "";
  if (info.published) {
    text += text.empty() ? "published" : ", published";
    if (!data.empty()) text += Published(info, data) ? " (here)" : " (not here)";
  }
  return text;
}

std::string ListLine(const TaskInfo& info, const std::string& data) {
  const int levels = info.LevelCount();
  return fmt::format("{:<26} {:<24} {:<9} {}\n", info.name, SourceText(info, data),
                     fmt::format("{} level{}", levels, levels == 1 ? "" : "s"), info.summary);
}

std::string TaskPage(const TaskInfo& info, const std::string& data) {
  std::string text = fmt::format("{}: {}\n", info.name, info.summary);
  text += fmt::format("Questions: {}{}\n", SourceText(info, data),
                      info.korean ? "; English and Korean" : "");
  for (size_t i = 0; i < info.levels.size(); ++i) {
    text += fmt::format("  level {}: {}\n", i, info.levels[i]);
  }
  text += fmt::format("Worked examples: {}\n", Examples(info, Language::kEnglish).size());
  if (!info.published) return text;
  const PublishedSet& set = *info.published;
  text += fmt::format("Published set: {}, {}; {}/{} in a data folder\n", set.credit, set.licence,
                      set.folder, set.file);
  if (!set.url.empty()) text += fmt::format("  {}\n", set.url);
  return text;
}

class TasksCommand : public Command {
 public:
  std::string_view Name() const override { return "tasks"; }
  std::string_view Summary() const override { return "List tasks, or show all about one"; }

  void AddFlags(CLI::App& app) override {
    app.add_option("name", name_, "all about this one")->type_name("NAME");
    app.add_option("--data", data_, "folder of published sets: say which are there")
        ->type_name("FOLDER");
    app.add_flag("--json", json_, "print one JSON object");
  }

  void Check() override {
    if (!name_.empty()) FindTask(name_);
  }

  int Run(Console& console) override {
    if (!name_.empty()) {
      const TaskInfo& info = FindTask(name_);
      console.out << (json_ ? TaskJson(info, data_).dump(2) + "\n" : TaskPage(info, data_));
      return kDone;
    }
    Json list = Json::array();
    for (const TaskInfo* info : Tasks()) {
      if (json_) {
        list.push_back(TaskJson(*info, data_));
      } else {
        console.out << ListLine(*info, data_);
      }
    }
    if (json_) console.out << Json{{"tasks", std::move(list)}}.dump(2) << "\n";
    return kDone;
  }

 private:
  std::string name_;
  std::string data_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeTasks() { return std::make_unique<TasksCommand>(); }

}  // namespace ponder
