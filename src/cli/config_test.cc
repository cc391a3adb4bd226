#include "cli/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "cli/command_line.h"
#include "cli/config_flags.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

// An environment variable for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

fs::path Written(const std::string& text) {
  const fs::path file = fs::path(testing::TempDir()) / "ponder_config_test.yaml";
  std::ofstream(file) << text;
  return file;
}

std::string ErrorOf(const std::string& text) {
  const fs::path file = Written(text);
  try {
    ReadConfig(file);
  } catch (const Error& error) {
    const std::string what = error.what();
    EXPECT_TRUE(what.starts_with(file.string())) << what;
    return what.substr(file.string().size());
  }
  return "";
}

// What a command has in --NAME after the configuration was applied; "-": nothing.
class Applied {
 public:
  Applied(const std::string& command, const std::string& config, const std::string& line) {
    app_.name(command);
    for (const char* flag : {"--model", "--judge-model", "--method", "--effort", "--host", "--port",
                             "--sequence-context", "--threads", "--effort-table", "--endpoint",
                             "--endpoint-model", "--api-key", "--prices", "--models"}) {
      app_.add_option(flag, values_[flag]);
    }
    app_.parse(line);
    ApplyConfig(ReadConfig(Written(config)), app_);
  }
  std::string operator[](const std::string& flag) const {
    const auto& values = values_.at("--" + flag);
    if (values.empty()) return "-";
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : " ") + value;
    return text;
  }

 private:
  CLI::App app_;
  std::map<std::string, std::vector<std::string>> values_;
};

TEST(Config, FlagThenEnvironmentThenFile) {
  const std::string file = "defaults: {model: from_file, method: direct}\n";
  EXPECT_EQ(Applied("ask", file, "")["model"], "from_file");
  EXPECT_EQ(Applied("ask", file, "--model from_flag")["model"], "from_flag");
  const Variable variable("PONDER_MODEL", "from_environment");
  EXPECT_EQ(Applied("ask", file, "")["model"], "from_environment");
  EXPECT_EQ(Applied("ask", file, "--model from_flag")["model"], "from_flag");
  EXPECT_EQ(Applied("ask", "", "")["method"], "-");
}

TEST(Config, OfRivalsTheHigherLayerStays) {
  const std::string file = "defaults: {effort: high}\n";
  EXPECT_EQ(Applied("ask", file, "")["effort"], "high");
  EXPECT_EQ(Applied("ask", file, "--method direct")["effort"], "-");
  const Variable method("PONDER_METHOD", "direct");
  EXPECT_EQ(Applied("ask", file, "")["effort"], "-");
  EXPECT_EQ(Applied("ask", file, "")["method"], "direct");
  const Variable effort("PONDER_EFFORT", "low");
  EXPECT_THROW(Applied("ask", file, ""), Error);
  EXPECT_EQ(Applied("ask", file, "--effort none")["method"], "-");
}

TEST(Config, ACommandTakesWhatIsItsOwn) {
  const std::string file =
      "defaults: {model: m, effort: high, host: 0.0.0.0, port: 81}\nprices: p.txt\n";
  EXPECT_EQ(Applied("serve", file, "")["port"], "81");
  EXPECT_EQ(Applied("serve", file, "")["effort"], "-");
  EXPECT_EQ(Applied("ask", file, "")["port"], "-");
  EXPECT_EQ(Applied("eval", file, "")["effort"], "-");  // there it is a list of rows
  EXPECT_EQ(Applied("cost", file, "")["prices"],
            (fs::path(testing::TempDir()) / "p.txt").lexically_normal().string());
  EXPECT_EQ(Applied("cost", file, "")["model"], "-");
}

TEST(Config, ModelsHaveNames) {
  const std::string file =
      "models:\n  small: {file: /x/s.gguf, context: 4096, threads: 1}\n  large: {file: /x/l.gguf}\n"
      "defaults: {model: small}\n";
  const Applied ask("ask", file, "--threads 2");
  EXPECT_EQ(ask["model"], "/x/s.gguf");
  EXPECT_EQ(ask["sequence-context"], "4096");
  EXPECT_EQ(ask["threads"], "2");
  const Applied judged("ask", file, "--judge-model large --model other");
  EXPECT_EQ(judged["judge-model"], "/x/l.gguf");
  EXPECT_EQ(judged["model"], "other");
  EXPECT_EQ(judged["sequence-context"], "-");
  EXPECT_EQ(Applied("eval", file, "--models small,other,large")["models"],
            "/x/s.gguf,other,/x/l.gguf");
}

TEST(Config, WhatBelongsToTheEndpointsOfTheFileIsNotForOthers) {
  const std::string file = "endpoints: {urls: [http://a/v1, http://b/v1], model: big}\n";
  EXPECT_EQ(Applied("ask", file, "")["endpoint"], "http://a/v1 http://b/v1");
  EXPECT_EQ(Applied("ask", file, "")["endpoint-model"], "big");
  EXPECT_EQ(Applied("ask", file, "--endpoint http://c/v1")["endpoint-model"], "-");
  EXPECT_EQ(Applied("ask", file, "--model small")["endpoint"], "-");
  EXPECT_EQ(Applied("ask", file, "--model small")["endpoint-model"], "-");
}

TEST(Config, KeysAreReadWhereTheFileSays) {
  const std::string file = "server: {key_env: PONDER_TEST_KEY}\n";
  EXPECT_THROW(Applied("serve", file, ""), Error);
  const Variable key("PONDER_TEST_KEY", "s3cret");
  EXPECT_EQ(Applied("serve", file, "")["api-key"], "s3cret");
  EXPECT_EQ(Applied("ask", file, "")["api-key"], "-");
}

TEST(Config, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(ErrorOf("defaults:\n  modle: x\n"),
            ":2: there is no key \"defaults.modle\"; did you mean defaults.model?");
  EXPECT_EQ(ErrorOf("# x\n\ndefault: {}\n"),
            ":3: there is no key \"default\"; did you mean defaults?");
  EXPECT_EQ(ErrorOf("models:\n  a: {file: x, contxt: 3}\n"),
            ":2: there is no key \"models.a.contxt\"; did you mean models.a.context?");
  EXPECT_EQ(ErrorOf("models: {a: {}}\n"), ":1: models.a.file: it is missing");
  EXPECT_EQ(ErrorOf("models: {a: x.gguf}\n"), ":1: models.a: file: FILE is wanted under it");
  EXPECT_EQ(ErrorOf("defaults: x\n"), ":1: defaults: names with values are wanted");
  EXPECT_EQ(ErrorOf("- x\n"), ":1: names with values are wanted");
  EXPECT_EQ(ErrorOf("defaults: {port: 70000}\n"),
            ":1: defaults.port: a whole number from 0 to 65535 is wanted");
  EXPECT_EQ(ErrorOf("defaults: {port: [1]}\n"), ":1: defaults.port: a value is wanted");
  EXPECT_NE(ErrorOf("defaults: {method: self_consistenci}\n").find("self_consistency"),
            std::string::npos);
  EXPECT_NE(ErrorOf("defaults: {effort: huge}\n").find("is no effort"), std::string::npos);
  EXPECT_EQ(ErrorOf("defaults: {method: direct, effort: high}\n"),
            ":1: defaults.method: defaults.effort is there too; keep one");
  EXPECT_EQ(ErrorOf("prices: a\nprices: b\n"), ":2: prices: it is given twice");
  EXPECT_NE(ErrorOf("prices: [\n").find(":"), std::string::npos);
}

TEST(Config, AKeyItselfIsRefusedAndNotRepeated) {
  const std::string where = "key_env: VARIABLE or key_file: FILE says where it is";
  for (const char* name : {"key", "api_key", "token", "password"}) {
    const std::string error = ErrorOf("server:\n  " + std::string(name) + ": sk-hidden\n");
    EXPECT_NE(error.find(":2: server." + std::string(name)), std::string::npos) << error;
    EXPECT_NE(error.find(where), std::string::npos) << error;
    EXPECT_EQ(error.find("hidden"), std::string::npos) << error;
  }
  const std::string variable = ErrorOf("server: {key_env: sk-hidden}\n");
  EXPECT_NE(variable.find("the name of an environment variable is wanted"), std::string::npos);
  EXPECT_EQ(variable.find("hidden"), std::string::npos);
  const std::string url = ErrorOf("endpoints: {urls: http://me:hidden@host/v1}\n");
  EXPECT_NE(url.find("a URL without a name and password"), std::string::npos) << url;
  EXPECT_EQ(url.find("hidden"), std::string::npos);
}

TEST(Config, IsShownWithWhereEachValueComesFrom) {
  const fs::path file = Written("defaults: {model: mine, port: 81}\n");
  const Variable named("PONDER_CONFIG", file.string());
  const Variable method("PONDER_METHOD", "best_of_n");
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  ASSERT_EQ(RunCommandLine({"config", "--json"}, console), kDone) << err.str();
  const auto settings = nlohmann::json::parse(out.str())["settings"];
  EXPECT_EQ(settings["defaults.model"]["value"], "mine");
  EXPECT_EQ(settings["defaults.model"]["source"], file.string() + ":1");
  EXPECT_EQ(settings["defaults.method"]["source"], "PONDER_METHOD");
  EXPECT_EQ(settings["defaults.host"]["source"], "default");
  EXPECT_EQ(settings["defaults.host"]["value"], "127.0.0.1");
  EXPECT_TRUE(settings["prices"]["value"].is_null());
  out.str("");
  ASSERT_EQ(RunCommandLine({"config"}, console), kDone);
  EXPECT_NE(out.str().find("defaults.port        81"), std::string::npos) << out.str();
}

TEST(Config, ReachesACommandBeforeItIsChecked) {
  const fs::path file = Written("effort_table: no_such_table.txt\n");
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  EXPECT_EQ(RunCommandLine({"ask", "--config", file.string(), "hi"}, console), kWrongUsage);
  EXPECT_NE(err.str().find("no_such_table.txt is not a file"), std::string::npos) << err.str();
  err.str("");
  EXPECT_EQ(RunCommandLine({"ask", "--config", "no/such/config", "hi"}, console), kWrongUsage);
  EXPECT_NE(err.str().find("configuration no/such/config is not a file"), std::string::npos);
}

}  // namespace
}  // namespace ponder
