// ponder tasks: what questions there are, all about one kind, and how its published set gets here.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "models/models.h"
#include "ponder/error.h"
#include "task/task.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// The files of its published set in a data folder; none when they are not there.
std::vector<std::filesystem::path> Published(const TaskInfo& info,
                                             const std::filesystem::path& data) {
  try {
    return FindPublished(info, data);
  } catch (const Error&) {
    return {};
  }
}

Json PublishedJson(const TaskInfo& info, const std::filesystem::path& data) {
  if (!info.published) return nullptr;
  const PublishedSet& set = *info.published;
  Json files = Json::array();
  for (const PublishedFile& file : set.files) {
    files.push_back({{"name", file.name}, {"url", file.url}, {"sha256", file.sha256}});
  }
  Json paths = Json::array();
  for (const std::filesystem::path& path : Published(info, data)) paths.push_back(path.string());
  return {{"folder", set.folder},   {"files", files},       {"other_files", set.other_files},
          {"licence", set.licence}, {"credit", set.credit}, {"paths", paths}};
}

Json TaskJson(const TaskInfo& info, const std::filesystem::path& data) {
  return {{"name", info.name},
          {"summary", info.summary},
          {"levels", info.levels},
          {"sizes", info.sizes},
          {"generates", info.generates},
          {"korean", info.korean},
          {"examples", Examples(info, Language::kEnglish).size()},
          {"published", PublishedJson(info, data)}};
}

std::string SourceText(const TaskInfo& info, const std::filesystem::path& data) {
  std::string text = info.generates ? "made" : "";
  if (info.published) {
    text += text.empty() ? "published" : ", published";
    text += Published(info, data).empty() ? " (not here)" : " (here)";
  }
  return text;
}

std::string ListLine(const TaskInfo& info, const std::filesystem::path& data) {
  const int levels = info.LevelCount();
  return fmt::format("{:<26} {:<28} {:<9} {}\n", info.name, SourceText(info, data),
                     fmt::format("{} level{}", levels, levels == 1 ? "" : "s"), info.summary);
}

std::string PublishedText(const TaskInfo& info, const std::filesystem::path& data) {
  const PublishedSet& set = *info.published;
  std::string text = fmt::format("Published set: {}; {}\n", set.credit, set.licence);
  for (const std::filesystem::path& path : Published(info, data)) {
    text += fmt::format("  here: {}\n", path.string());
  }
  for (const PublishedFile& file : set.files) {
    text += fmt::format("  {}/{}  {}\n", set.folder, file.name, file.url);
  }
  for (const std::string& name : set.other_files) {
    text += fmt::format("  or {}/{}\n", set.folder, name);
  }
  return text;
}

// Of a level that has few.
std::string SizeText(const TaskInfo& info, size_t level) {
  const int size = level < info.sizes.size() ? info.sizes[level] : 0;
  return size == 0 ? "" : fmt::format(" ({} questions)", size);
}

std::string TaskPage(const TaskInfo& info, const std::filesystem::path& data) {
  std::string text = fmt::format("{}: {}\n", info.name, info.summary);
  text += fmt::format("Questions: {}{}{}\n", SourceText(info, data),
                      info.korean ? "; English and Korean" : "",
                      info.levels.empty() ? SizeText(info, 0) : "");
  for (size_t i = 0; i < info.levels.size(); ++i) {
    text += fmt::format("  level {}: {}{}\n", i, info.levels[i], SizeText(info, i));
  }
  text += fmt::format("Worked examples: {}\n", Examples(info, Language::kEnglish).size());
  return info.published ? text + PublishedText(info, data) : text;
}

// `names` may be "all": all that have a set.
std::vector<const TaskInfo*> TasksToPull(const std::vector<std::string>& names) {
  std::vector<const TaskInfo*> tasks;
  if (names == std::vector<std::string>{"all"}) {
    for (const TaskInfo* info : Tasks()) {
      if (info->published) tasks.push_back(info);
    }
    return tasks;
  }
  for (const std::string& name : names) {
    const TaskInfo& info = FindTask(name);
    if (!info.published) {
      throw Error(ErrorCode::kInvalidRequest, "task " + std::string(info.name) +
                                                  " has no published set; it makes its questions");
    }
    tasks.push_back(&info);
  }
  return tasks;
}

class TasksCommand : public Command {
 public:
  std::string_view Name() const override { return "tasks"; }
  std::string_view Summary() const override { return "List tasks, show one, get published sets"; }

  void AddFlags(CLI::App& app) override {
    app.add_option("name", name_, "all about this one")->type_name("NAME");
    app.add_option("--data", data_, "folder of published sets instead of those that were pulled")
        ->type_name("FOLDER");
    app.add_flag("--json", json_, "print one JSON object");
    app.require_subcommand(0, 1);
    pull_ = app.add_subcommand("pull", "fetch published sets, checked against their hashes");
    pull_->add_option("names", pulled_, "tasks, or \"all\"")->required()->type_name("NAME");
  }

  void Check() override {
    if (!name_.empty()) FindTask(name_);
    if (pull_->parsed()) TasksToPull(pulled_);
  }

  int Run(Console& console) override {
    if (pull_->parsed()) return Pull(console);
    const std::filesystem::path data = data_.empty() ? DataFolder() : std::filesystem::path(data_);
    if (!name_.empty()) {
      const TaskInfo& info = FindTask(name_);
      console.out << (json_ ? TaskJson(info, data).dump(2) + "\n" : TaskPage(info, data));
      return kDone;
    }
    Json list = Json::array();
    for (const TaskInfo* info : Tasks()) {
      if (json_) {
        list.push_back(TaskJson(*info, data));
      } else {
        console.out << ListLine(*info, data);
      }
    }
    if (json_) {
      const Json json{{"data", data.string()}, {"tasks", std::move(list)}};
      console.out << json.dump(2) << "\n";
    }
    return kDone;
  }

 private:
  int Pull(Console& console) const {
    const Interruptible interrupt;
    ProgressLine line(console);
    PullOptions options;
    options.stop = interrupt.Token();
    options.note = [&](const std::string& note) {
      line.Clear();
      console.err << OneLine(note) << std::endl;
    };
    for (const TaskInfo* info : TasksToPull(pulled_)) {
      const std::filesystem::path folder = DataFolder() / info->published->folder;
      for (const PublishedFile& file : info->published->files) {
        line.Show(fmt::format(fmt::runtime(console.Say(Text::kDownloading)), file.name));
        if (!PullFile(file.url, file.sha256, folder / file.name, options)) return kInterrupted;
      }
      line.Clear();
      console.out << fmt::format(fmt::runtime(console.Say(Text::kPulled)), info->name,
                                 folder.string())
                  << std::endl;
    }
    return kDone;
  }

  std::string name_;
  std::string data_;
  bool json_ = false;
  std::vector<std::string> pulled_;
  CLI::App* pull_ = nullptr;
};

}  // namespace

std::unique_ptr<Command> MakeTasks() { return std::make_unique<TasksCommand>(); }

}  // namespace ponder
