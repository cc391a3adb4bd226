// The configuration file: what a user wants on every command line. docs/config.md lists its keys.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

enum class ConfigKind {
  kText,
  kMethod,
  kEffort,
  kPort,
  kPath,      // relative to the file's folder; "~/" is the home folder
  kVariable,  // names an environment variable that holds a key
  kUrls,      // one or several
};

// One thing that can be configured. It stands for a flag of some commands.
struct ConfigSetting {
  std::string_view key;       // in the file: "defaults.model"
  std::string_view flag;      // "--model"
  std::string_view variable;  // environment variable; "": none
  std::string_view commands;  // that take it: " ask chat "
  ConfigKind kind;
  std::string_view rival;  // the key of what it cannot stand beside; "": nothing
  std::string_view usual;  // what holds where nobody says; "": nothing
};
std::span<const ConfigSetting> ConfigSettings();

struct ConfigValue {
  std::vector<std::string> values;
  std::string source;  // "config.yaml:3" or "PONDER_MODEL"
};

// A model under a name of the user's, and flags that go with it.
struct ConfigModel {
  ConfigValue file;
  std::map<std::string, ConfigValue> flags;  // by flag
};

struct Config {
  std::filesystem::path file;                 // "": there is none
  std::map<std::string, ConfigValue> values;  // by key
  std::map<std::string, ConfigModel> models;  // by name
};

// `named`: of --config; "": PONDER_CONFIG, else $XDG_CONFIG_HOME/ponder/config.yaml, else
// ~/.config/ponder/config.yaml. A named file must exist. Throws kNotFound, or kInvalidRequest with
// file, line and what would be right.
Config LoadConfig(const std::string& named);
Config ReadConfig(const std::filesystem::path& file);

// What holds where no flag says it: the environment, then the file. Absent: the built-in default.
std::optional<ConfigValue> InForce(const ConfigSetting& setting, const Config& config);

}  // namespace ponder
