// How many rows should a decode call have?
//
// Kernels can be faster for more rows than for fewer: llama.cpp's matrix kernel for Q8_0 on x86
// works on tiles of four rows, and what is left over costs another pass over the weights. Rows that
// nobody needs then pay for themselves. Where they do depends on processor, weights and threads, so
// it is measured while running. For exact engines alone: there a row is the same beside any others,
// so that answers do not depend on what was measured.
#pragma once

#include <cstddef>
#include <vector>

namespace ponder {

class CallRows {
 public:
  // `needed`, or as many as make the call faster. The first calls, and one in many later, try what
  // is not known well.
  size_t Choose(size_t needed);
  // A call of so many rows took so long.
  void Note(size_t rows, double seconds);

 private:
  struct Timing {
    int calls = 0;
    double seconds = 0;  // moving mean
    size_t choices = 0;  // made for so many rows
    bool stale = false;  // not chosen when last it could have been
  };
  Timing& At(size_t rows);

  std::vector<Timing> timings_;  // by rows
};

}  // namespace ponder
