// What `ponder train` trains, a subcommand each.
#pragma once

#include <memory>

#include "cli/command.h"

namespace ponder {

class Training {
 public:
  virtual ~Training() = default;
  virtual void AddTo(CLI::App& train) = 0;
  virtual bool Parsed() const = 0;
  // As those of Command.
  virtual void Check() = 0;
  virtual int Run(Console& console) = 0;
};

std::unique_ptr<Training> MakeProbeTraining();
std::unique_ptr<Training> MakePlannerTraining();

}  // namespace ponder
