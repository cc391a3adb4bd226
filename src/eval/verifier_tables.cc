#include "eval/verifier_tables.h"

#include <fmt/format.h>

#include <cmath>

#include "eval/format.h"

namespace ponder {

std::string AreaText(const Estimate& area) {
  if (!std::isfinite(area.value)) return "-";
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", area.value, area.interval.low, area.interval.high);
}

std::string ShareText(const Estimate& share) { return Percent(share.value, share.interval); }

std::string GainText(const Estimate& gain) { return Points(gain.value, gain.interval); }

Table FewerTable(const VerifierReport& report, const Words& words) {
  Table table;
  table.columns = {{words("vote of"), true}};
  for (const VerifierRow& row : report.rows) {
    const bool majority = row.name == kMajority;
    if (row.n == 1) table.columns.push_back({majority ? words("majority") : row.name});
    if (majority) table.rows.push_back({std::to_string(row.n)});
    table.rows.back().push_back(ShareText(row.weighted));
  }
  return table;
}

}  // namespace ponder
