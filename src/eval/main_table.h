// The table that a report begins with.
#pragma once

#include <string>
#include <vector>

#include "eval/summary.h"
#include "eval/table.h"
#include "eval/words.h"

namespace ponder {

// What every table of a group begins with: the row's number (plots refer to it), its model where
// there are several, and its method.
class RowNames {
 public:
  RowNames(const SummaryGroup& group, bool numbered, const Words& words = Words());
  std::vector<Table::Column> Columns() const;
  std::vector<std::string> Cells(size_t row) const;

 private:
  const SummaryGroup& group_;
  bool numbered_;
  bool several_models_;
  Words words_;
};

Table MainTable(const SummaryGroup& group, const SummaryOptions& options, const RowNames& names);

// For terminals: what cost and comparison come to, and how answers were lost where some were.
Table ShortMainTable(const SummaryGroup& group, const SummaryOptions& options,
                     const RowNames& names);

}  // namespace ponder
