#include "cli/config_flags.h"

#include <algorithm>
#include <cstdlib>

#include "ponder/error.h"

namespace ponder {
namespace {

// Where a value comes from, the stronger the higher.
enum class Layer { kNone, kFile, kEnvironment, kFlag };

bool Takes(const ConfigSetting& setting, const std::string& command) {
  return setting.commands.find(" " + command + " ") != std::string_view::npos;
}

void Give(CLI::Option& option, const ConfigValue& value) {
  try {
    option.clear();
    for (const std::string& each : value.values) option.add_result(each);
    option.run_callback();
  } catch (const CLI::ParseError& error) {
    const std::string what = error.what();
    throw Error(ErrorCode::kInvalidRequest, value.source + ": " + what.substr(0, what.find('\n')));
  }
}

class Applier {
 public:
  Applier(const Config& config, CLI::App& command) : config_(config), command_(command) {}

  void Apply() {
    for (const ConfigSetting& setting : ConfigSettings()) {
      CLI::Option* option = OptionOf(setting.flag);
      const Layer layer = LayerOf(setting);
      if (option == nullptr || layer == Layer::kNone || layer == Layer::kFlag) continue;
      if (!Takes(setting, command_.get_name()) || GivesWay(setting, layer)) continue;
      Give(*option, Resolved(setting));
    }
    for (const char* flag : {"--model", "--judge-model", "--models"}) NameFiles(flag);
  }

 private:
  CLI::Option* OptionOf(std::string_view flag) const {
    return command_.get_option_no_throw(std::string(flag));
  }

  // Of the command line as the user gave it.
  Layer LayerOf(const ConfigSetting& setting) {
    const std::string key(setting.key);
    const auto known = layers_.find(key);
    if (known != layers_.end()) return known->second;
    const CLI::Option* option = OptionOf(setting.flag);
    Layer layer = Layer::kNone;
    if (option != nullptr && option->count() > 0) {
      layer = Layer::kFlag;
    } else if (option == nullptr || !Takes(setting, command_.get_name())) {
      layer = Layer::kNone;
    } else if (const auto value = InForce(setting, config_)) {
      layer = value->source == setting.variable ? Layer::kEnvironment : Layer::kFile;
    }
    return layers_[key] = layer;
  }

  bool GivesWay(const ConfigSetting& setting, Layer layer) {
    for (const ConfigSetting& other : ConfigSettings()) {
      if (other.key == setting.rival) {
        const Layer rival = LayerOf(other);
        if (rival == layer) {
          throw Error(ErrorCode::kInvalidRequest, std::string(setting.variable) + ": " +
                                                      std::string(other.variable) +
                                                      " is set too; unset one of them");
        }
        return rival > layer;
      }
      // What belongs to the endpoints of the file is not for others.
      if (other.key == "endpoints.urls" && setting.key.starts_with("endpoints.") &&
          setting.key != other.key) {
        return LayerOf(other) != Layer::kFile || GivesWay(other, Layer::kFile);
      }
    }
    return false;
  }

  // A key of the server is read where its variable says.
  ConfigValue Resolved(const ConfigSetting& setting) const {
    ConfigValue value = *InForce(setting, config_);
    if (setting.key != "server.key_env") return value;
    const char* key = std::getenv(value.values.front().c_str());
    if (key == nullptr || *key == '\0') {
      throw Error(ErrorCode::kInvalidRequest, value.source + ": server.key_env: the variable " +
                                                  value.values.front() + " is not set");
    }
    value.values = {key};
    return value;
  }

  // Models by their names of the file become their files; what goes with one goes with --model.
  void NameFiles(const std::string& flag) {
    CLI::Option* option = OptionOf(flag);
    if (option == nullptr || option->count() == 0) return;
    ConfigValue named{option->results(), flag};
    bool any = false;
    for (std::string& list : named.values) any = NameFilesIn(list, flag) || any;
    if (any) Give(*option, named);
  }

  bool NameFilesIn(std::string& list, const std::string& flag) {
    bool any = false;
    std::string files;
    for (size_t begin = 0; begin <= list.size();) {
      const size_t end = std::min(list.find(',', begin), list.size());
      std::string name = list.substr(begin, end - begin);
      const auto model = config_.models.find(name);
      if (model != config_.models.end()) {
        any = true;
        name = model->second.file.values.front();
        if (flag == "--model") GiveFlagsOf(model->second);
      }
      files += (begin == 0 ? "" : ",") + name;
      begin = end + 1;
    }
    if (any) list = files;
    return any;
  }

  void GiveFlagsOf(const ConfigModel& model) const {
    for (const auto& [flag, value] : model.flags) {
      CLI::Option* option = OptionOf(flag);
      if (option != nullptr && option->count() == 0) Give(*option, value);
    }
  }

  const Config& config_;
  CLI::App& command_;
  std::map<std::string, Layer> layers_;
};

}  // namespace

bool TakesConfig(const std::string& command) {
  return std::ranges::any_of(ConfigSettings(),
                             [&](const ConfigSetting& setting) { return Takes(setting, command); });
}

void ApplyConfig(const Config& config, CLI::App& command) { Applier(config, command).Apply(); }

}  // namespace ponder
