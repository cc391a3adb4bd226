// Samples of a probe as lines of JSON, without their states.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "eval/probe/samples.h"

namespace ponder {

std::string ToLine(const ProbeAbout& about);
std::string ToLine(const ProbeQuestion& question);
// Throws kInvalidRequest with the field that is wrong.
ProbeAbout AboutFromLine(std::string_view line);

// Throws kUnavailable.
std::string ReadSampleFile(const std::filesystem::path& file);

// The questions of a file of lines, none where there is no file; `whole_bytes`: without a last line
// that was cut short. Throws kInvalidRequest with file, line and field.
std::vector<ProbeQuestion> ReadSampleLines(const std::filesystem::path& file,
                                           uint64_t& whole_bytes);

}  // namespace ponder
