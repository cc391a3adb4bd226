// How long a study still takes, judged by what its rows have cost so far.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eval/plan.h"
#include "eval/record.h"

namespace ponder {

// Rows of one task, method and budget cost about the same; of groups that have not begun, only the
// most that they may cost is known, and groups seen so far tell how much of that is real.
class TimeLeft {
 public:
  explicit TimeLeft(const std::vector<const EvalRow*>& rows);

  void Done(const EvalRow& row, const EvalRecord& record);
  // `seconds` since the first row began. Below 0: not known yet.
  double Seconds(double seconds) const;

 private:
  struct Group {
    double open = 0;    // rows
    double weight = 0;  // of one row
    double done = 0;
    double tokens = 0;  // of the rows done
  };
  static std::string NameOf(const EvalRow& row);
  double OpenTokens() const;

  std::map<std::string, Group> groups_;
  double tokens_ = 0;
};

}  // namespace ponder
