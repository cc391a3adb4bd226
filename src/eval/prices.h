// A table of prices that the user keeps: YAML, or JSON, which is a part of it.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "eval/figures.h"

namespace ponder {

// A model that somebody else serves, paid by the token.
struct TokenPrices {
  double input = 0;  // a million tokens read
  double cached_input = 0;
  double output = 0;   // a million tokens generated
  double per_day = 0;  // whatever the traffic
};

// The machine that runs all models without prices of their own.
struct MachinePrices {
  double per_hour = 0;  // while it computes
  double per_kwh = 0;
  double per_day = 0;
};

struct PriceTable {
  std::string currency;
  double wrong_answer = 0;  // what one costs the user
  MachinePrices machine;
  std::map<std::string, TokenPrices> models;

  // An answer's price without what a wrong one costs. Below 0 says that seconds or joules are not
  // known: not a number where seconds have a price, and energy is left out.
  double OfAnswer(const std::string& model, const Costs& costs, double machine_seconds,
                  double joules) const;
  double PerDay(const std::string& model) const;
};

// Throws kNotFound, or kInvalidRequest with file and line.
PriceTable ReadPrices(const std::filesystem::path& file);

// A table to begin with, as text: its numbers are made up.
std::string ExamplePrices();

// The same table as JSON text.
std::string PricesJson(const PriceTable& prices);
PriceTable ParsePrices(const std::string& text, const std::string& name);

}  // namespace ponder
