#include "eval/export_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <map>
#include <system_error>

#include "base/hash.h"
#include "ponder/error.h"

namespace ponder {

std::string HexHash(std::string_view text) { return fmt::format("{:016x}", HashText(text)); }

std::string TimeInName(std::string time) {
  std::replace(time.begin(), time.end(), ':', '-');
  return time;
}

std::string SafeName(std::string_view name) {
  std::string safe(name);
  for (char& c : safe) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-' && c != '_') c = '-';
  }
  return safe;
}

double StandardError(const Bundle& bundle) {
  std::map<std::string, Cluster> questions;
  for (const EvalRecord* record : bundle.records) {
    if (record->stop == StopReason::kError) continue;
    questions[record->item].right += record->right;
    ++questions[record->item].total;
  }
  const auto n = static_cast<double>(questions.size());
  if (n < 2) return 0;
  std::vector<double> shares;
  for (const auto& [item, question] : questions) {
    shares.push_back(static_cast<double>(question.right) / static_cast<double>(question.total));
  }
  const double mean = Mean(shares);
  double squares = 0;
  for (double share : shares) squares += (share - mean) * (share - mean);
  return std::sqrt(squares / (n - 1) / n);
}

void WriteFile(const std::filesystem::path& file, std::string_view bytes) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw Error(ErrorCode::kUnavailable, file.string() + ": cannot be written");
}

std::string Dump(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace ponder
