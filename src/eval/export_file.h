// What both exports need.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "eval/bundle.h"
#include "eval/statistics.h"

namespace ponder {

// 16 hex digits of a text.
std::string HexHash(std::string_view text);

// "2026-11-25T10-30-00": a time as it can stand in a file's name.
std::string TimeInName(std::string time);

// A name that can be part of a path: everything but letters, digits, '.', '-' and '_' becomes '-'.
std::string SafeName(std::string_view name);

// The standard error of the mean over a bundle's questions; 0 where there is only one.
double StandardError(const Bundle& bundle);

// Makes the folders above it, too. Throws kUnavailable.
void WriteFile(const std::filesystem::path& file, std::string_view bytes);

// On one line, or indented by `indent`. Bytes that are no UTF-8 are replaced.
std::string Dump(const nlohmann::ordered_json& json, int indent = -1);

}  // namespace ponder
