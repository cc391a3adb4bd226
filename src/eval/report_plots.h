// The plots of a group, as HTML.
#pragma once

#include <string>
#include <vector>

#include "eval/summary.h"
#include "eval/words.h"

namespace ponder {

// Which colour and shape a model and method have: the same all over a report.
class SeriesStyles {
 public:
  explicit SeriesStyles(const Summary& summary);
  int Of(const SummaryRow& row) const;
  // "self_consistency", or "MODEL, self_consistency" where there are several models.
  std::string Name(const SummaryRow& row) const;

 private:
  std::vector<std::string> names_;
  bool several_models_ = false;
};

// Accuracy against every cost with its front, and bars by level.
std::string PlotsHtml(const SummaryGroup& group, const SeriesStyles& styles,
                      const Words& words = Words());

}  // namespace ponder
