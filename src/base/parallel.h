// Runs independent pieces of work side by side.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace ponder {

// Calls fn(0) .. fn(n - 1), each on a thread of its own, and waits for all of them. The pieces may
// block (they mostly wait for an engine), so there is no pool. Of several exceptions the one with
// the lowest index is thrown again, so that the outcome does not depend on timing.
inline void Parallel(size_t n, const std::function<void(size_t)>& fn) {
  if (n == 1) return fn(0);
  std::vector<std::exception_ptr> errors(n);
  std::vector<std::thread> threads;
  threads.reserve(n);
  for (size_t i = 0; i < n; ++i) {
    threads.emplace_back([&, i] {
      try {
        fn(i);
      } catch (...) {
        errors[i] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

}  // namespace ponder
