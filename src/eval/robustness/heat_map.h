// Shares of success over the adversary's resource and the defender's compute.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eval/robustness/robust_summary.h"
#include "eval/table.h"
#include "eval/words.h"

namespace ponder {

struct HeatMap {
  struct Cell {
    int64_t successes = 0;
    int64_t runs = 0;
    bool Few() const { return runs < kFewRuns; }
  };
  static constexpr int64_t kFewRuns = 5;  // fewer say nothing: such cells stay grey

  Words words;
  std::string columns_name, rows_name;
  std::vector<std::string> columns;
  std::vector<std::string> rows;
  std::vector<std::vector<Cell>> cells;  // [row][column]
};

// One column a defender, by tokens.
HeatMap MapOfDefenders(const RobustGroup& group, const Words& words = Words());
// One column a doubling of the tokens that runs really generated, whatever the defender.
HeatMap MapOfTokens(const RobustGroup& group, const Words& words = Words());

// The first row is at the bottom. "" without cells.
std::string HeatMapSvg(const HeatMap& map);
// The first row is at the top.
Table HeatMapTable(const HeatMap& map);

}  // namespace ponder
