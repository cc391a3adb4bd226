// ponder train: makes what Ponder can learn about a model without changing it.
#include <algorithm>
#include <array>

#include "cli/command.h"
#include "cli/training.h"

namespace ponder {
namespace {

class Train : public Command {
 public:
  std::string_view Name() const override { return "train"; }
  std::string_view Summary() const override {
    return "Learn from a model's own answers: the scorer probe, the planner's table";
  }
  void AddFlags(CLI::App& app) override {
    app.require_subcommand(1);
    for (const auto& training : all_) training->AddTo(app);
  }
  void Check() override { Parsed().Check(); }
  int Run(Console& console) override { return Parsed().Run(console); }

 private:
  Training& Parsed() { return **std::ranges::find_if(all_, &Training::Parsed, Pointee); }
  static const Training& Pointee(const std::unique_ptr<Training>& training) { return *training; }

  std::array<std::unique_ptr<Training>, 2> all_{MakeProbeTraining(), MakePlannerTraining()};
};

}  // namespace

std::unique_ptr<Command> MakeTrain() { return std::make_unique<Train>(); }

}  // namespace ponder
