// The two ways of answering that ponder cost compare is asked about: rows of a study, or assumed.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eval/cost_compare.h"
#include "eval/cost_study.h"

namespace ponder {

struct CostPair {
  std::string small;  // what it is called: "model, method"
  std::string large;
  std::vector<std::string> ways;  // methods of draws.small
  CostDraws draws;
  ExchangeTerms terms;
  std::optional<MoneyTerms> money;
  std::string currency;
};

// Flags of either side: "--small-tokens", "--large-tokens" and so on.
class PairFlags {
 public:
  void AddTo(CLI::App& app);
  // Throws for values that do not fit, and for flags that only one of the two kinds of input takes.
  void Check(bool study) const;

  CostPair Assumed() const;
  // `small` and `large` name rows: by number, or MODEL/METHOD. Throws kNotFound.
  CostPair Rows(const CostStudy& study, const std::string& task, const std::string& small,
                const std::string& large) const;

 private:
  std::optional<double> Amount(const std::string& flag) const;
  double Needed(const std::string& flag) const;
  AssumedSide Side(const std::string& name) const;
  ExchangeTerms Terms() const;

  std::map<std::string, std::string> values_;  // by flag
};

// "1.5B" as 1.5e9: k, M, B or G, T. Throws kInvalidRequest that begins with `place`.
double ParseAmount(const std::string& place, const std::string& text);

}  // namespace ponder
