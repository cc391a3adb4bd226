#include "ponder/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace ponder {
namespace {

std::string Shown(std::string_view text) {
  std::string shown = "\"";
  for (char c : text.substr(0, 60)) shown += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  if (text.size() > 60) shown += "...";
  return shown + "\"";
}

[[noreturn]] void ThrowBadValue(const OptionInfo& info, const std::string& text,
                                const std::string& right) {
  throw Error(ErrorCode::kInvalidRequest,
              "option " + info.name + ": " + Shown(text) + " is not " + right);
}

std::string Expected(const OptionInfo& info, const std::string& what) {
  if (info.range.low == info.range.high) return what;
  return what + " from " + internal::FormatNumber(info.range.low) + " to " +
         internal::FormatNumber(info.range.high);
}

template <class T>
void ParseInteger(const OptionInfo& info, const std::string& text, T& value) {
  T parsed{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  const bool inside =
      info.range.low == info.range.high || (static_cast<double>(parsed) >= info.range.low &&
                                            static_cast<double>(parsed) <= info.range.high);
  if (!whole || !inside) ThrowBadValue(info, text, Expected(info, "a whole number"));
  value = parsed;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

namespace internal {

std::string FormatNumber(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc() ? std::string(buffer, end) : "0";
}

void ParseOption(const OptionInfo& info, const std::string& text, int& value) {
  ParseInteger(info, text, value);
}

void ParseOption(const OptionInfo& info, const std::string& text, int64_t& value) {
  ParseInteger(info, text, value);
}

void ParseOption(const OptionInfo& info, const std::string& text, double& value) {
  double parsed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  const bool inside =
      std::isfinite(parsed) && (info.range.low == info.range.high ||
                                (parsed >= info.range.low && parsed <= info.range.high));
  if (!whole || !inside) ThrowBadValue(info, text, Expected(info, "a number"));
  value = parsed;
}

void ParseOption(const OptionInfo& info, const std::string& text, bool& value) {
  if (text == "true" || text == "on" || text == "yes" || text == "1") {
    value = true;
  } else if (text == "false" || text == "off" || text == "no" || text == "0") {
    value = false;
  } else {
    ThrowBadValue(info, text, "true or false");
  }
}

void ParseOption(const OptionInfo&, const std::string& text, std::string& value) { value = text; }

void ThrowBadChoice(const OptionInfo& info, const std::string& text) {
  std::string right = "one of";
  for (const std::string& choice : info.choices) right += " " + choice;
  ThrowBadValue(info, text, right);
}

void ThrowUnknownOption(std::string_view owner, const std::string& name,
                        const std::vector<OptionInfo>& known) {
  std::string message = std::string(owner) + " has no option " + Shown(name);
  if (known.empty()) throw Error(ErrorCode::kInvalidRequest, message + "; it has no options");
  message += "; it has";
  for (const OptionInfo& info : known) message += " " + info.name;
  throw Error(ErrorCode::kInvalidRequest, message);
}

}  // namespace internal

NameAndOptions ParseNameAndOptions(std::string_view text) {
  NameAndOptions result;
  const size_t colon = text.find(':');
  result.name = text.substr(0, colon);
  if (colon == std::string_view::npos) return result;
  std::string_view rest = text.substr(colon + 1);
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    const std::string_view pair = rest.substr(0, comma);
    const size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      throw Error(ErrorCode::kInvalidRequest, "options of " + Shown(result.name) + ": " +
                                                  Shown(pair) + " is not of the form key=value");
    }
    const std::string key(pair.substr(0, equals));
    if (!result.options.emplace(key, pair.substr(equals + 1)).second) {
      throw Error(ErrorCode::kInvalidRequest,
                  "options of " + Shown(result.name) + ": " + Shown(key) + " is given twice");
    }
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return result;
}

std::string NormalName(std::string_view name) {
  std::string normal(name);
  for (char& c : normal) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = '_';
  }
  return normal;
}

std::string NearestName(std::string_view name, const std::vector<std::string>& known) {
  if (name.size() > 64) return "";
  std::string best;
  size_t best_distance = std::max<size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const size_t distance = EditDistance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace ponder
