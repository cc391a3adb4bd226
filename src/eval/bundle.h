// The records of a study, put together by row.
#pragma once

#include <string>
#include <vector>

#include "eval/record.h"
#include "eval/setting.h"

namespace ponder {

struct Bundle {
  Setting setting;
  std::vector<const EvalRecord*> records;  // by task, item and sample
};

// In the order of rows. With several tasks, there are also bundles of all tasks together, of those
// settings that have every task. They point into `records`.
std::vector<Bundle> MakeBundles(const std::vector<EvalRecord>& records,
                                const std::string& baseline);

}  // namespace ponder
