// ponder models: the models known by name, how to get and remove them.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "models/models.h"
#include "ponder/error.h"
#include "ponder/llama.h"
#include "ponder/options.h"

namespace ponder {
namespace {

std::string Megabytes(std::uint64_t bytes) {
  return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6);
}

const CatalogueEntry& FindEntry(const std::string& name) {
  if (const CatalogueEntry* entry = FindInCatalogue(name)) return *entry;
  std::vector<std::string> known;
  for (const CatalogueEntry& entry : Catalogue()) known.push_back(entry.name);
  const std::string nearest = NearestName(name, known);
  throw Error(ErrorCode::kNotFound,
              "unknown model \"" + name.substr(0, 60) + "\"; " +
                  (nearest.empty() ? "ponder models lists them" : "did you mean " + nearest + "?"));
}

nlohmann::ordered_json EntryJson(const CatalogueEntry& entry) {
  const ModelStatus status = StatusOf(entry);
  return {{"name", entry.name},
          {"description", entry.description},
          {"licence", entry.licence},
          {"needs_consent", entry.needs_consent},
          {"parameters", entry.parameters},
          {"quantisation", entry.quantisation},
          {"convert", entry.convert},
          {"bytes", entry.bytes},
          {"memory_bytes", entry.memory_bytes},
          {"sha256", entry.sha256},
          {"present", status.present},
          {"converted", status.converted},
          {"disk_bytes", status.disk_bytes},
          {"path", status.present ? status.path.string() : ""},
          {"converted_path", status.converted ? status.converted_path.string() : ""}};
}

std::string StateText(const CatalogueEntry& entry, const ModelStatus& status) {
  if (!status.present) return "not here";
  return status.converted ? "here, as " + entry.convert : "here";
}

class Models : public Command {
 public:
  std::string_view Name() const override { return "models"; }
  std::string_view Summary() const override { return "List, get and remove models"; }

  void AddFlags(CLI::App& app) override {
    app.add_flag("--json", json_, "print one JSON object");
    app.require_subcommand(0, 1);
    list_ = app.add_subcommand("list", "what there is, and what is here (the default)");
    list_->add_flag("--json", json_, "print one JSON object");
    pull_ = app.add_subcommand("pull", "get a model and convert it to the form that runs fastest");
    pull_->add_option("name", name_, "name in the list")->required()->type_name("NAME");
    pull_->add_flag("--accept-terms", accept_terms_, "accept the terms of models that have some");
    pull_->add_flag("--json", json_, "print one JSON object");
    remove_ = app.add_subcommand("remove", "delete a model's files");
    remove_->add_option("name", name_, "name in the list")->required()->type_name("NAME");
    remove_->add_flag("--json", json_, "print one JSON object");
  }

  void Check() override {
    if (pull_->parsed() || remove_->parsed()) FindEntry(name_);
  }

  int Run(Console& console) override {
    if (pull_->parsed()) return Pull(console, FindEntry(name_));
    if (!remove_->parsed()) return List(console);
    const CatalogueEntry& entry = FindEntry(name_);
    RemoveModel(entry);
    Report(console, entry, Text::kRemoved, "");
    return kDone;
  }

 private:
  int List(Console& console) const {
    if (json_) {
      nlohmann::ordered_json json{{"cache", CacheFolder().string()},
                                  {"models", nlohmann::ordered_json::array()}};
      for (const CatalogueEntry& entry : Catalogue()) json["models"].push_back(EntryJson(entry));
      console.out << json.dump(2) << "\n";
      return kDone;
    }
    for (const CatalogueEntry& entry : Catalogue()) {
      const ModelStatus status = StatusOf(entry);
      console.out << fmt::format(
          "{:<20} {:<16} {:>8} to load, {:>8} in memory  {}{}\n{:<20} {}\n", entry.name,
          StateText(entry, status), Megabytes(entry.bytes), Megabytes(entry.memory_bytes),
          entry.licence, entry.needs_consent ? " (terms to accept)" : "", "", entry.description);
    }
    return kDone;
  }

  int Pull(Console& console, const CatalogueEntry& entry) const {
    if (entry.needs_consent && !accept_terms_ && !StatusOf(entry).present) {
      console.err << entry.terms << "\n" << entry.terms_url << std::endl;
      throw Error(ErrorCode::kInvalidRequest, "model " + entry.name + " has terms to accept (" +
                                                  entry.licence + "); add --accept-terms");
    }
    const Interruptible interrupt;
    ProgressLine line(console);
    PullOptions options;
    options.accept_terms = accept_terms_;
    options.stop = interrupt.Token();
    options.convert = ConvertModel;
    options.note = [&](const std::string& note) {
      line.Clear();
      console.err << OneLine(note) << std::endl;
    };
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
      line.Show(fmt::format(fmt::runtime(console.Say(Text::kDownloading)), entry.name) +
                fmt::format(": {} / {}", Megabytes(done), Megabytes(total)));
    };
    const bool pulled = PullModel(entry, options);
    line.Clear();
    if (!pulled) return kInterrupted;
    Report(console, entry, Text::kPulled, ResolveModel(entry.name).string());
    return kDone;
  }

  void Report(Console& console, const CatalogueEntry& entry, Text text,
              const std::string& path) const {
    if (json_) {
      console.out << EntryJson(entry).dump(2) << "\n";
    } else {
      console.out << fmt::format(fmt::runtime(console.Say(text)), entry.name, path) << "\n";
    }
  }

  bool json_ = false;
  bool accept_terms_ = false;
  std::string name_;
  CLI::App* list_ = nullptr;
  CLI::App* pull_ = nullptr;
  CLI::App* remove_ = nullptr;
};

}  // namespace

std::unique_ptr<Command> MakeModels() { return std::make_unique<Models>(); }

}  // namespace ponder
