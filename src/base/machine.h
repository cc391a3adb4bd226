// The machine that a measurement was made on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ponder {

// One line: processor, hardware threads that this process may use, memory, system: "AMD EPYC 9B14,
// 2 threads, 24 GB, Linux x86_64". What the system does not tell is left out.
std::string MachineName();

// Bytes of memory that can be had without pushing others out, also within the limits of a
// container; nullopt where the system does not tell.
std::optional<int64_t> FreeMemory();

}  // namespace ponder
