// Reading the configuration file.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "cli/config.h"
#include "plan/effort.h"
#include "ponder/error.h"
#include "ponder/method.h"
#include "ponder/options.h"

namespace ponder {
namespace {

// Keys of an entry of `models`, and the flags they stand for.
constexpr std::pair<std::string_view, std::string_view> kModelKeys[] = {
    {"context", "--sequence-context"}, {"sequences", "--sequences"},
    {"threads", "--threads"},          {"gpu_layers", "--gpu-layers"},
    {"kv_type", "--kv-type"},          {"chat_template", "--chat-template"},
};
// What people call a key that they write down.
constexpr std::string_view kSecrets[] = {"key", "api_key", "apikey", "token", "secret", "password"};

[[noreturn]] void Refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, place + ": " + what);
}

bool IsVariableName(const std::string& text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  return !text.empty() && text.find_first_not_of(kAllowed) == std::string::npos &&
         (text[0] < '0' || text[0] > '9');
}

class Reader {
 public:
  explicit Reader(std::filesystem::path file) { config_.file = std::move(file); }

  Config Read() {
    const YAML::Node root = Load();
    if (!root.IsNull()) ReadMap(root, "", config_.file.string() + ":1");
    for (const ConfigSetting& setting : ConfigSettings()) {
      const auto found = config_.values.find(std::string(setting.key));
      const auto rival = config_.values.find(std::string(setting.rival));
      if (found == config_.values.end() || rival == config_.values.end()) continue;
      Refuse(found->second.source, found->first + ": " + rival->first + " is there too; keep one");
    }
    return std::move(config_);
  }

 private:
  YAML::Node Load() const {
    try {
      return YAML::LoadFile(config_.file.string());
    } catch (const YAML::ParserException& failure) {
      Refuse(PlaceOf(failure.mark), failure.msg);
    } catch (const YAML::Exception&) {
      throw Error(ErrorCode::kNotFound,
                  "configuration " + config_.file.string() + " cannot be read");
    }
  }

  std::string PlaceOf(const YAML::Mark& mark) const {
    return config_.file.string() + ":" + std::to_string(mark.line + 1);
  }

  // `prefix`: "" or "defaults.".
  void ReadMap(const YAML::Node& map, const std::string& prefix, const std::string& place) {
    if (!map.IsMap()) {
      const std::string section = prefix.substr(0, prefix.find('.'));
      Refuse(place, section + (section.empty() ? "" : ": ") + "names with values are wanted");
    }
    for (const auto& entry : map) {
      const std::string name = NameOf(entry.first);
      const std::string at = PlaceOf(entry.first.Mark());
      const std::string key = prefix + name;
      if (key == "models") {
        ReadModels(entry.second, at);
      } else if (const ConfigSetting* setting = FindSetting(key)) {
        if (!config_.values.emplace(key, ConfigValue{ReadValues(*setting, entry.second, at), at})
                 .second) {
          Refuse(at, key + ": it is given twice");
        }
      } else if (prefix.empty() && IsSection(name)) {
        ReadMap(entry.second, name + ".", at);
      } else {
        RefuseName(name, prefix, NamesUnder(prefix), at);
      }
    }
  }

  std::string NameOf(const YAML::Node& node) const {
    if (!node.IsScalar()) Refuse(PlaceOf(node.Mark()), "a name must be plain text");
    return node.Scalar();
  }

  static const ConfigSetting* FindSetting(const std::string& key) {
    const auto all = ConfigSettings();
    const auto found = std::ranges::find(all, key, &ConfigSetting::key);
    return found == all.end() ? nullptr : &*found;
  }

  static bool IsSection(const std::string& name) {
    return std::ranges::any_of(ConfigSettings(), [&](const ConfigSetting& setting) {
      return setting.key.starts_with(name + ".");
    });
  }

  static std::vector<std::string> NamesUnder(const std::string& prefix) {
    std::vector<std::string> names;
    for (const ConfigSetting& setting : ConfigSettings()) {
      if (!setting.key.starts_with(prefix)) continue;
      const std::string_view rest = setting.key.substr(prefix.size());
      const std::string name(rest.substr(0, rest.find('.')));
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    if (prefix.empty()) names.emplace_back("models");
    return names;
  }

  [[noreturn]] static void RefuseName(const std::string& name, const std::string& prefix,
                                      const std::vector<std::string>& known,
                                      const std::string& place) {
    if (std::ranges::find(kSecrets, NormalName(name)) != std::end(kSecrets)) {
      Refuse(place, prefix + name +
                        ": a key has no place in this file; key_env: VARIABLE or key_file: FILE "
                        "says where it is");
    }
    const std::string near = NearestName(name, known);
    std::string list;
    for (const std::string& each : known) list += " " + each;
    Refuse(place, "there is no key \"" + prefix + name.substr(0, 60) + "\"; " +
                      (near.empty() ? "there are" + list : "did you mean " + prefix + near + "?"));
  }

  std::string ReadScalar(const YAML::Node& node, const std::string& what) const {
    if (!node.IsScalar() || node.Scalar().empty()) {
      Refuse(PlaceOf(node.Mark()), what + ": a value is wanted");
    }
    return node.Scalar();
  }

  std::vector<std::string> ReadValues(const ConfigSetting& setting, const YAML::Node& node,
                                      const std::string& place) const {
    const std::string key(setting.key);
    std::vector<std::string> values;
    if (setting.kind == ConfigKind::kUrls && node.IsSequence()) {
      for (const YAML::Node& each : node) values.push_back(ReadScalar(each, key));
    } else {
      values.push_back(ReadScalar(node, key));
    }
    for (std::string& value : values) {
      try {
        value = Checked(setting.kind, std::move(value));
      } catch (const Error& error) {
        Refuse(place, key + ": " + error.what());
      }
    }
    return values;
  }

  std::string Checked(ConfigKind kind, std::string value) const {
    const auto require = [](bool good, const std::string& what) {
      if (!good) throw Error(ErrorCode::kInvalidRequest, what);
    };
    switch (kind) {
      case ConfigKind::kText:
        return value;
      case ConfigKind::kMethod: {
        const NameAndOptions parsed = ParseNameAndOptions(value);
        FindMethod(parsed.name).create(parsed.options);
        return value;
      }
      case ConfigKind::kEffort:
        ParseEffort(value);
        return value;
      case ConfigKind::kPort: {
        int port = -1;
        std::from_chars(value.data(), value.data() + value.size(), port);
        require(std::to_string(port) == value && port >= 0 && port <= 65535,
                "a whole number from 0 to 65535 is wanted");
        return value;
      }
      case ConfigKind::kPath:
        return PathOf(value);
      case ConfigKind::kVariable:
        require(IsVariableName(value),
                "the name of an environment variable is wanted; the key itself has no place here");
        return value;
      case ConfigKind::kUrls:
        require(value.find('@') == std::string::npos,
                "a URL without a name and password is wanted; key_env says where the key is");
        return value;
    }
    return value;
  }

  std::string PathOf(const std::string& text) const {
    const char* home = std::getenv("HOME");
    if (text.starts_with("~/") && home != nullptr) return std::string(home) + text.substr(1);
    return (config_.file.parent_path() / text).lexically_normal().string();
  }

  void ReadModels(const YAML::Node& models, const std::string& place) {
    if (!models.IsMap()) Refuse(place, "models: a mapping of names to models is wanted");
    for (const auto& entry : models) {
      const std::string name = NameOf(entry.first);
      const std::string at = PlaceOf(entry.first.Mark());
      if (!entry.second.IsMap()) Refuse(at, "models." + name + ": file: FILE is wanted under it");
      if (!config_.models.emplace(name, ReadModel(entry.second, "models." + name + ".", at))
               .second) {
        Refuse(at, "models." + name + ": it is given twice");
      }
    }
  }

  ConfigModel ReadModel(const YAML::Node& node, const std::string& prefix,
                        const std::string& place) const {
    ConfigModel model;
    std::vector<std::string> known{"file"};
    for (const auto& [key, flag] : kModelKeys) known.emplace_back(key);
    for (const auto& entry : node) {
      const std::string name = NameOf(entry.first);
      const std::string at = PlaceOf(entry.first.Mark());
      if (std::ranges::find(known, name) == known.end()) RefuseName(name, prefix, known, at);
      const std::string value = ReadScalar(entry.second, prefix + name);
      if (name == "file") {
        model.file = {{PathOf(value)}, at};
        continue;
      }
      for (const auto& [key, flag] : kModelKeys) {
        if (key != name) continue;
        model.flags[std::string(flag)] = {{name == "chat_template" ? PathOf(value) : value}, at};
      }
    }
    if (model.file.values.empty()) Refuse(place, prefix + "file: it is missing");
    return model;
  }

  Config config_;
};

// Where the file is when nobody says; "" where there is no home.
std::filesystem::path UsualPlace() {
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  if (folder != nullptr && *folder != '\0') {
    return std::filesystem::path(folder) / "ponder" / "config.yaml";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return std::filesystem::path(home) / ".config" / "ponder" / "config.yaml";
}

}  // namespace

Config ReadConfig(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) || std::filesystem::is_directory(file, error)) {
    throw Error(ErrorCode::kNotFound, "configuration " + file.string() + " is not a file");
  }
  return Reader(file).Read();
}

Config LoadConfig(const std::string& named) {
  const char* variable = std::getenv("PONDER_CONFIG");
  if (!named.empty()) return ReadConfig(named);
  if (variable != nullptr && *variable != '\0') return ReadConfig(variable);
  const std::filesystem::path usual = UsualPlace();
  std::error_code error;
  return std::filesystem::exists(usual, error) ? ReadConfig(usual) : Config{};
}

}  // namespace ponder
