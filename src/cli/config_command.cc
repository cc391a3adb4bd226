// ponder config: what is configured, and where each value comes from.
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.h"
#include "cli/config.h"

namespace ponder {
namespace {

class ShowConfig : public Command {
 public:
  std::string_view Name() const override { return "config"; }
  std::string_view Summary() const override { return "Show what is configured, and where"; }

  void AddFlags(CLI::App& app) override {
    app.add_option("--config", file_, "the configuration file")->type_name("FILE");
    app.add_flag("--json", json_, "print one JSON object");
  }

  void Check() override { config_ = LoadConfig(file_); }

  int Run(Console& console) override {
    json_ ? PrintJson(console) : PrintText(console);
    return kDone;
  }

 private:
  static std::string ValuesText(const ConfigValue& value) {
    return fmt::format("{}", fmt::join(value.values, ", "));
  }

  static std::string Usual(const ConfigSetting& setting) {
    return setting.usual.empty() ? "-" : std::string(setting.usual);
  }

  void PrintText(Console& console) const {
    const std::string file = config_.file.empty() ? "none" : config_.file.string();
    console.out << "file: " << file << "\n\n";
    for (const ConfigSetting& setting : ConfigSettings()) {
      const auto value = InForce(setting, config_);
      console.out << fmt::format("{:<20} {:<28} {}\n", setting.key,
                                 value ? ValuesText(*value) : Usual(setting),
                                 value ? value->source : "default");
    }
    for (const auto& [name, model] : config_.models) {
      console.out << fmt::format("{:<20} {:<28} {}\n", "models." + name, ValuesText(model.file),
                                 model.file.source);
      for (const auto& [flag, value] : model.flags) {
        console.out << fmt::format("{:<20} {:<28} {}\n", "", flag + " " + ValuesText(value),
                                   value.source);
      }
    }
  }

  void PrintJson(Console& console) const {
    using Json = nlohmann::ordered_json;
    Json settings = Json::object();
    for (const ConfigSetting& setting : ConfigSettings()) {
      const auto value = InForce(setting, config_);
      Json shown;
      if (!value && !setting.usual.empty()) shown = setting.usual;
      if (value && setting.kind == ConfigKind::kUrls) shown = value->values;
      if (value && setting.kind != ConfigKind::kUrls) shown = value->values.front();
      settings[std::string(setting.key)] = {{"value", shown},
                                            {"source", value ? value->source : "default"}};
    }
    Json models = Json::object();
    for (const auto& [name, model] : config_.models) {
      models[name] = {{"file", model.file.values.front()}, {"source", model.file.source}};
      for (const auto& [flag, value] : model.flags) models[name][flag] = value.values.front();
    }
    const Json file = config_.file.empty() ? Json() : Json(config_.file.string());
    console.out << Json{{"file", file}, {"settings", settings}, {"models", models}}.dump(2) << "\n";
  }

  std::string file_;
  bool json_ = false;
  Config config_;
};

}  // namespace

std::unique_ptr<Command> MakeConfig() { return std::make_unique<ShowConfig>(); }

}  // namespace ponder
