// A calendar without formulas: one day after the other. What solves questions about dates uses it,
// since what makes them uses those of the standard library.
#pragma once

#include <cstdint>

namespace ponder {

struct Day {
  int64_t year, month, day;

  static int64_t Length(int64_t year, int64_t month) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }
  void Next() {
    if (++day <= Length(year, month)) return;
    day = 1;
    NextMonth();
  }
  void Last() {
    if (--day > 0) return;
    LastMonth();
    day = Length(year, month);
  }
  void NextMonth() {
    if (++month > 12) month = 1, ++year;
  }
  void LastMonth() {
    if (--month < 1) month = 12, --year;
  }
};

}  // namespace ponder
