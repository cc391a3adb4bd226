#include "cli/cost_verdict.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "cli/cost_report.h"
#include "eval/format.h"
#include "eval/table.h"

namespace ponder {
namespace {

class Teller {
 public:
  Teller(Console& console, const CostPair& pair, const CostComparison& comparison)
      : console_(console), words_(ReportWords(console)), pair_(pair), all_(comparison) {}

  void Tell() {
    Head();
    console_.out << "\n" << TerminalTable(Figures()) << "\n";
    Line(Text::kCostAccuracy, PointsOf(all_.difference), Found(all_.finding));
    Line(Text::kCostFlops, Range(all_.flops_ratio), Range(all_.right_flops_ratio));
    EqualFlops();
    Exchange();
    Money();
    console_.out << console_.Say(Bottom()) << "\n";
  }

 private:
  template <class... Values>
  std::string Say(Text text, const Values&... values) const {
    return fmt::format(fmt::runtime(console_.Say(text)), values...);
  }
  template <class... Values>
  void Line(Text text, const Values&... values) {
    console_.out << Say(text, values...) << "\n";
  }

  std::string Amount(double value) const {
    return std::isinf(value) ? std::string(console_.Say(Text::kNoLimit)) : Short(value);
  }
  std::string Range(const Estimate& estimate) const {
    const Interval& interval = estimate.interval;
    const bool certain = std::isfinite(estimate.value) &&
                         interval.high - interval.low <= 1e-9 * std::abs(estimate.value);
    if (certain) return Amount(estimate.value);
    return fmt::format("{} [{}, {}]", Amount(estimate.value), Amount(interval.low),
                       Amount(interval.high));
  }
  static std::string PointsOf(const Estimate& estimate) {
    return Points(estimate.value, estimate.interval);
  }
  std::string Found(Finding finding) const {
    return std::string(console_.Say(finding == Finding::kNoDifference ? Text::kNoDifferenceSeen
                                    : finding == Finding::kBetter     ? Text::kSmallBetter
                                                                      : Text::kSmallWorse));
  }

  void Side(Text text, const std::string& name, double parameters) {
    const std::string size =
        parameters > 0 ? " " + Say(Text::kActiveWeights, Short(parameters)) : "";
    Line(text, name + size);
  }

  void Head() {
    Side(Text::kSmallIs, pair_.small, pair_.terms.small_parameters);
    Side(Text::kLargeIs, pair_.large, pair_.terms.large_parameters);
    if (all_.questions > 0) {
      Line(Text::kSharedQuestions, all_.questions);
    } else {
      Line(Text::kAssumedAccuracies);
    }
  }

  Table Figures() const {
    const SideFigures& small = pair_.draws.measured.small.front();
    const SideFigures& large = pair_.draws.measured.large;
    Table table{{{words_("an answer"), true}, {words_("small")}, {words_("large")}}, {}};
    table.rows.push_back({words_("accuracy %"),
                          Percent(small.accuracy, all_.small_accuracy.interval),
                          Percent(large.accuracy, all_.large_accuracy.interval)});
    const auto add = [&](const std::string& name, double AnswerCost::*field) {
      const double a = small.cost.*field;
      const double b = large.cost.*field;
      if (std::isfinite(a) || std::isfinite(b)) table.rows.push_back({name, Short(a), Short(b)});
    };
    add(words_("forward tokens"), &AnswerCost::forward_tokens);
    add("FLOPs", &AnswerCost::flops);
    add(words_("machine seconds"), &AnswerCost::machine_seconds);
    add(words_("joules"), &AnswerCost::joules);
    add(pair_.currency.empty() ? words_("money") : pair_.currency, &AnswerCost::money);
    return table;
  }

  void EqualFlops() {
    const EqualCost& equal = all_.equal_flops;
    if (equal.how == EqualCost::How::kTooDear) return Line(Text::kEqualTooDear, Short(equal.cost));
    const std::string points = PointsOf(equal.difference);
    if (equal.how == EqualCost::How::kAsIs) {
      return Line(Text::kEqualAsIs, points, Found(equal.finding));
    }
    Line(Text::kEqualMixed, Short(equal.cost), Percent(equal.mix.share), pair_.ways[equal.mix.dear],
         pair_.ways[equal.mix.cheap], points, Found(equal.finding));
  }

  void Exchange() {
    if (!all_.size) return Line(Text::kNoSizes);
    if (!all_.break_even_use) return Line(Text::kNotCheaperToTrain);
    const Estimate& use = *all_.break_even_use;
    if (std::isinf(use.interval.low)) {
      Line(Text::kAlwaysCheaper, Short(*all_.size), Range(all_.multiple));
    } else {
      Line(Text::kBreakEven, Range(use), Short(*all_.size), Range(all_.multiple));
    }
    if (all_.break_even_answers && std::isfinite(use.interval.low)) {
      Line(Text::kBreakEvenAnswers, Range(*all_.break_even_answers));
    }
    Line(Text::kBreakEvenRight, Range(*all_.break_even_use_right));
    if (all_.use) {
      const bool below = *all_.use < use.interval.low;
      const bool above = *all_.use > use.interval.high;
      Line(Text::kTrafficUse, Short(*all_.use),
           console_.Say(below   ? Text::kSmallCostsLess
                        : above ? Text::kLargeCostsLess
                                : Text::kTooCloseToTell));
    }
    Line(Text::kExchangeHead);
    console_.out << "\n" << TerminalTable(ExchangeTable()) << "\n";
  }

  Table ExchangeTable() const {
    Table table{{{"R"},
                 {words_("tokens allowed")},
                 {words_("FLOPs allowed")},
                 {words_("small minus large, points")},
                 {"", true}},
                {}};
    for (const ExchangeAt& at : all_.exchange) {
      const bool too_dear = at.equal.how == EqualCost::How::kTooDear;
      table.rows.push_back(
          {Short(at.use), words_("x {}", Short(at.multiple)), Short(at.equal.cost),
           too_dear ? "-" : PointsOf(at.equal.difference),
           too_dear ? std::string(console_.Say(Text::kNoWayAsCheap)) : Found(at.equal.finding)});
    }
    return table;
  }

  void Money() {
    if (!all_.money) return;
    const CostComparison::Money& money = *all_.money;
    const std::string& currency = pair_.currency;
    Line(Text::kMoneyAnswer, currency.empty() ? "" : " (" + currency + ")", Range(money.small),
         Range(money.large), Range(money.ratio));
    const Interval upto = money.cheaper_up_to.interval;
    if (upto.low > 0 && std::isfinite(upto.high)) {
      return Line(money.low_is_small ? Text::kMoneySmallUpTo : Text::kMoneyLargeUpTo,
                  Range(money.cheaper_up_to));
    }
    const bool small_always = std::isinf(upto.low) ? money.low_is_small
                              : upto.high <= 0     ? !money.low_is_small
                                                   : false;
    const bool large_always = std::isinf(upto.low) ? !money.low_is_small
                              : upto.high <= 0     ? money.low_is_small
                                                   : false;
    Line(small_always   ? Text::kMoneySmallAlways
         : large_always ? Text::kMoneyLargeAlways
                        : Text::kMoneyNotSeen,
         Range(money.cheaper_up_to));
  }

  // What to take away.
  Text Bottom() const {
    const bool cheaper = all_.flops_ratio.interval.high < 1;
    const bool dearer = all_.flops_ratio.interval.low > 1;
    if (all_.finding == Finding::kBetter) {
      return dearer ? Text::kBottomBuys : Text::kBottomSmall;
    }
    if (all_.finding == Finding::kWorse) {
      return cheaper ? Text::kBottomSaves : Text::kBottomLarge;
    }
    return cheaper  ? Text::kBottomSameCheaper
           : dearer ? Text::kBottomSameDearer
                    : Text::kBottomSame;
  }

  Console& console_;
  const Words words_;
  const CostPair& pair_;
  const CostComparison& all_;
};

}  // namespace

void PrintComparison(Console& console, const CostPair& pair, const CostComparison& comparison) {
  Teller(console, pair, comparison).Tell();
}

}  // namespace ponder
