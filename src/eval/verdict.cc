#include "eval/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "eval/format.h"
#include "eval/scaling_study.h"
#include "eval/words.h"

namespace ponder {
namespace {

using Rows = std::vector<const SummaryRow*>;

std::string Cost(const SummaryRow& row, const Words& words) {
  return words("{} tokens and {} s an answer", Short(row.figures.mean.Tokens()),
               SecondsText(row.figures.mean.seconds));
}

std::string HelpedSentence(const Rows& rows, const std::string& baseline, const Words& words) {
  std::vector<std::string> better, worse, same;
  for (const SummaryRow* row : rows) {
    if (!row->against_baseline) continue;
    const PairedComparison& found = *row->against_baseline;
    const std::string named =
        fmt::format("{} ({})", row->label, Points(found.difference, found.interval));
    (found.Found() == Finding::kBetter  ? better
     : found.Found() == Finding::kWorse ? worse
                                        : same)
        .push_back(named);
  }
  std::vector<std::string> parts;
  const std::string last = words(" and ");
  if (!better.empty()) parts.push_back(words("better: {}", Listed(better, last)));
  if (!worse.empty()) parts.push_back(words("worse: {}", Listed(worse, last)));
  if (!same.empty()) parts.push_back(words("no difference seen: {}", Listed(same, last)));
  if (parts.empty()) return "";
  return words("Against {}, in points of accuracy: {}.", baseline, fmt::join(parts, "; "));
}

std::string GoodEnoughSentence(const Rows& rows, uint64_t seed, const Words& words) {
  const auto found = CheapestGoodEnough(rows, CostAxis::kTokens, seed);
  if (!found || rows.size() < 2) return "";
  const SummaryRow& best = *rows[found->best];
  const SummaryRow& cheapest = *rows[found->cheapest];
  if (best.figures.right == 0) return words("Nothing answered a single question right.");
  const bool cheaper_ones = std::any_of(rows.begin(), rows.end(), [&](const SummaryRow* row) {
    return row->figures.mean.Tokens() < best.figures.mean.Tokens();
  });
  if (!cheaper_ones) return words("Best and cheapest: {}, at {}.", best.label, Cost(best, words));
  if (found->best == found->cheapest) {
    return words("Best: {}, at {}; everything cheaper is clearly worse.", best.label,
                 Cost(best, words));
  }
  return words("Cheapest that is not clearly worse than the best, {}: {}, at {} instead of {}.",
               best.label, cheapest.label, Cost(cheapest, words), Cost(best, words));
}

std::string TargetSentence(const Rows& rows, double target, const Words& words) {
  std::vector<Priced> points;
  for (const SummaryRow* row : rows) {
    points.push_back({row->figures.mean.Tokens(), row->figures.accuracy, row->figures.interval});
  }
  const Cheapest found = CheapestReaching(points, target);
  const auto accuracy = [&](size_t i) {
    return Percent(rows[i]->figures.accuracy, rows[i]->figures.interval);
  };
  std::string text;
  if (found.surely) {
    const size_t i = *found.surely;
    text = words("Cheapest that surely reaches {} %: {} ({} %), at {}.", Percent(target),
                 rows[i]->label, accuracy(i), Cost(*rows[i], words));
  } else {
    text = words("Nothing surely reaches {} %.", Percent(target));
  }
  if (!found.perhaps) {
    text += " " + words("Nothing even might.");
  } else if (found.perhaps != found.surely) {
    const size_t i = *found.perhaps;
    text += " " + words("Cheapest that might: {} ({} %), at {}.", rows[i]->label, accuracy(i),
                        Cost(*rows[i], words));
  }
  return text;
}

std::string ScalingSentence(const ScalingStudy& study, const Words& words) {
  const ScalingFigures& figures = study.figures;
  if (!figures.per_doubling) return "";
  const bool seen = !study.per_doubling.Contains(0);
  return words("{}: {} points for twice the {}{}, over {} budgets; best {} %{}.", study.method,
               Points(*figures.per_doubling / 100,
                      {study.per_doubling.low / 100, study.per_doubling.high / 100}),
               study.of_thinking ? words("thinking tokens") : words("tokens"),
               seen ? "" : words(" (no effect of more tokens seen)"), figures.runs,
               Percent(figures.performance),
               figures.control ? words("; {} % kept their limit", Percent(*figures.control)) : "");
}

std::string ErrorSentence(const Rows& rows, const Words& words) {
  int64_t errors = 0;
  for (const SummaryRow* row : rows) errors += row->figures.errors;
  if (errors == 0) return "";
  return words("{} run{} failed and {} in no number here.", errors, errors == 1 ? "" : "s",
               errors == 1 ? "is" : "are");
}

std::vector<std::string> OfModel(const Rows& rows, const SummaryGroup& group,
                                 const SummaryOptions& options) {
  const Words words(options.language);
  std::vector<std::string> sentences{HelpedSentence(rows, options.baseline, words),
                                     GoodEnoughSentence(rows, options.seed, words)};
  if (options.target) sentences.push_back(TargetSentence(rows, *options.target, words));
  for (const ScalingStudy& study : group.scaling) {
    if (study.model != rows.front()->setting.model) continue;
    sentences.push_back(ScalingSentence(study, words));
  }
  sentences.push_back(ErrorSentence(rows, words));
  std::erase(sentences, "");
  return sentences;
}

}  // namespace

std::vector<std::string> Verdicts(const SummaryGroup& group, const SummaryOptions& options) {
  std::vector<std::string> all;
  const bool several = group.rows.front().setting.model != group.rows.back().setting.model;
  for (size_t begin = 0; begin < group.rows.size();) {
    Rows rows;
    const std::string& model = group.rows[begin].setting.model;
    for (; begin < group.rows.size() && group.rows[begin].setting.model == model; ++begin) {
      rows.push_back(&group.rows[begin]);
    }
    for (const std::string& sentence : OfModel(rows, group, options)) {
      all.push_back(several ? model + ": " + sentence : sentence);
    }
  }
  return all;
}

std::string ComparisonNote(const Summary& summary) {
  int comparisons = 0;
  for (const SummaryGroup& group : summary.groups) {
    comparisons += static_cast<int>(
        std::count_if(group.rows.begin(), group.rows.end(),
                      [](const SummaryRow& row) { return row.against_baseline.has_value(); }));
  }
  if (comparisons == 0) return "";
  const Words words(summary.options.language);
  return words(
      "{} comparison{} with {}, each at 95 %: if no method made any difference, about {} would "
      "still look clear.",
      comparisons, comparisons == 1 ? "" : "s", summary.options.baseline,
      Short(0.05 * comparisons));
}

}  // namespace ponder
