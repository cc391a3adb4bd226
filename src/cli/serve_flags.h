// Flags of ponder serve.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/model_flags.h"
#include "server/server.h"

namespace ponder {

class ServeFlags {
 public:
  void AddTo(CLI::App& app);
  void Check() const;  // throws for values that do not fit

  // Reads the file of keys.
  ServerOptions Options() const;
  const ModelFlags& model() const { return model_; }
  bool request_log() const { return request_log_; }
  double drain_seconds() const { return drain_seconds_; }
  int64_t memory_bytes() const { return static_cast<int64_t>(memory_ * 1e9); }

 private:
  void AddSharingTo(CLI::App& app);
  void AddSafetyTo(CLI::App& app);

  ServerOptions options_;
  ModelFlags model_;
  double memory_ = 0;  // GB
  double drain_seconds_ = 30;
  double body_mb_ = 16;
  bool request_log_ = true;
  std::string key_;
  std::string key_file_;
  std::string effort_table_;
};

}  // namespace ponder
