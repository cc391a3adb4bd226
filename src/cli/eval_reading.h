// eval show, eval compare, eval export: what is done with a study's folder without a model.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/console.h"
#include "eval/record.h"

namespace ponder {

class EvalReading {
 public:
  void AddTo(CLI::App& app);
  bool Parsed() const;  // one of the three was given
  // Reads the records; throws what is wrong with folder and methods.
  void Check();
  int Run(Console& console);

 private:
  void CheckMethod(std::string& method) const;
  void Export(Console& console) const;

  CLI::App* show_ = nullptr;
  CLI::App* compare_ = nullptr;
  CLI::App* export_ = nullptr;
  std::string folder_;
  std::string baseline_;
  std::string method_;
  std::string layout_;
  std::string out_;
  std::string language_;
  double target_ = -1;
  bool json_ = false;
  std::vector<EvalRecord> records_;
};

}  // namespace ponder
