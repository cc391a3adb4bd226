// Numbers as people read them in tables.
#pragma once

#include <string>
#include <string_view>

#include "eval/statistics.h"

namespace ponder {

std::string Percent(double share);                     // "61.5"
std::string Percent(double share, Interval interval);  // "61.5 [54.0, 68.5]"
std::string Points(double share, Interval interval);   // "+8.0 [+2.0, +14.0]"

// Three digits and a letter for thousands and so on: "7.25", "312", "12.3k", "1.20M", "3.40T".
std::string Short(double value);

std::string SecondsText(double seconds);  // "0.52", "12.3", "340"
std::string PValue(double p);             // "<0.001", "0.012", "0.34"

// "a", "a and b", "a, b and c"; `last` stands before the last one.
template <class Texts>
std::string Listed(const Texts& texts, std::string_view last = " and ") {
  std::string list;
  size_t i = 0;
  for (const auto& text : texts) {
    list += i == 0 ? "" : i + 1 == texts.size() ? last : ", ";
    list += text;
    ++i;
  }
  return list;
}

}  // namespace ponder
