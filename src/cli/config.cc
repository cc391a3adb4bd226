#include "cli/config.h"

#include <array>
#include <cstdlib>

#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array kSettings{
    ConfigSetting{"defaults.model", "--model", "PONDER_MODEL", " ask chat serve eval ",
                  ConfigKind::kText, "endpoints.urls", "qwen2.5-coder-0.5b"},
    ConfigSetting{"defaults.method", "--method", "PONDER_METHOD", " ask chat serve ",
                  ConfigKind::kMethod, "defaults.effort", "direct"},
    ConfigSetting{"defaults.effort", "--effort", "PONDER_EFFORT", " ask chat ", ConfigKind::kEffort,
                  "defaults.method", ""},
    ConfigSetting{"defaults.host", "--host", "PONDER_HOST", " serve ", ConfigKind::kText, "",
                  "127.0.0.1"},
    ConfigSetting{"defaults.port", "--port", "PONDER_PORT", " serve ", ConfigKind::kPort, "",
                  "8080"},
    ConfigSetting{"effort_table", "--effort-table", "PONDER_EFFORT_TABLE", " ask chat serve ",
                  ConfigKind::kPath, "", ""},
    ConfigSetting{"prices", "--prices", "PONDER_PRICES", " cost ", ConfigKind::kPath, "", ""},
    ConfigSetting{"endpoints.urls", "--endpoint", "PONDER_ENDPOINTS", " ask chat ",
                  ConfigKind::kUrls, "defaults.model", ""},
    ConfigSetting{"endpoints.model", "--endpoint-model", "", " ask chat serve ", ConfigKind::kText,
                  "", ""},
    ConfigSetting{"endpoints.key_env", "--endpoint-key-variable", "", " ask chat serve ",
                  ConfigKind::kVariable, "", ""},
    ConfigSetting{"server.key_file", "--api-key-file", "", " serve ", ConfigKind::kPath,
                  "server.key_env", ""},
    ConfigSetting{"server.key_env", "--api-key", "", " serve ", ConfigKind::kVariable,
                  "server.key_file", ""},
};

}  // namespace

std::span<const ConfigSetting> ConfigSettings() { return kSettings; }

std::optional<ConfigValue> InForce(const ConfigSetting& setting, const Config& config) {
  const std::string name(setting.variable);
  const char* variable = name.empty() ? nullptr : std::getenv(name.c_str());
  if (variable != nullptr && *variable != '\0') {
    const bool several = setting.kind == ConfigKind::kUrls;
    return ConfigValue{several ? scan::SplitAtCommas(variable) : std::vector<std::string>{variable},
                       name};
  }
  const auto found = config.values.find(std::string(setting.key));
  if (found == config.values.end()) return std::nullopt;
  return found->second;
}

}  // namespace ponder
