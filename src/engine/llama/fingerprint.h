// Which weights a model file holds.
#pragma once

#include <filesystem>
#include <string>

namespace ponder {

// 16 hexadecimal digits of the file's size and of 512 blocks of 4 KiB spread evenly over it, the
// first and the last among them. Training, merging and requantising change every tensor and so
// show; reading a few megabytes takes milliseconds where a hash of the whole file takes seconds.
// Of a model in several files only the first is looked at. Throws kUnavailable when it cannot be
// read.
std::string FingerprintOf(const std::filesystem::path& file);

}  // namespace ponder
