#include "search/brain.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "ponder/error.h"
#include "text/scan.h"
#include "text/steps.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMostBytes = uintmax_t{64} << 20;
constexpr double kSaturation = 1.2;  // k1
constexpr double kLength = 0.75;     // b

class FolderBrain : public Brain {
 public:
  explicit FolderBrain(std::vector<std::string> passages) : passages_(std::move(passages)) {
    for (size_t i = 0; i < passages_.size(); ++i) {
      const std::vector<std::string> words = WordsOf(passages_[i]);
      lengths_.push_back(static_cast<double>(words.size()));
      mean_length_ += lengths_.back() / static_cast<double>(passages_.size());
      std::map<std::string, int> counts;
      for (const std::string& word : words) ++counts[word];
      for (const auto& [word, count] : counts) index_[word].push_back({i, count});
    }
  }

  std::vector<std::string> Recall(std::string_view query, size_t most,
                                  const std::stop_token&) const override {
    const std::vector<std::string> words = WordsOf(query);
    std::map<size_t, double> scores;
    for (const std::string& word : std::set<std::string>(words.begin(), words.end())) {
      const auto found = index_.find(word);
      if (found == index_.end()) continue;
      for (const auto& [passage, count] : found->second) {
        scores[passage] += Rarity(found->second.size()) * Weight(passage, count);
      }
    }
    std::vector<std::pair<size_t, double>> ranked(scores.begin(), scores.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> best;
    for (size_t i = 0; i < std::min(most, ranked.size()); ++i) {
      best.push_back(passages_[ranked[i].first]);
    }
    return best;
  }

 private:
  double Rarity(size_t passages) const {
    const auto all = static_cast<double>(passages_.size());
    const auto with = static_cast<double>(passages);
    return std::log(1 + (all - with + 0.5) / (with + 0.5));
  }
  double Weight(size_t passage, int count) const {
    const double length = 1 - kLength + kLength * lengths_[passage] / mean_length_;
    return count * (kSaturation + 1) / (count + kSaturation * length);
  }

  std::vector<std::string> passages_;
  std::vector<double> lengths_;  // in words
  double mean_length_ = 0;
  std::map<std::string, std::vector<std::pair<size_t, int>>> index_;  // word: passage, how often
};

std::vector<fs::path> TextFiles(const fs::path& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return {path};
  if (!fs::is_directory(path, error)) {
    throw Error(ErrorCode::kNotFound, "there is no file or folder " + path.string());
  }
  std::vector<fs::path> files;
  constexpr auto kPassOver = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(path, kPassOver, error), end; at != end && !error;
       at.increment(error)) {
    const std::string kind = scan::Lower(at->path().extension().string());
    std::error_code unread;
    if (at->is_regular_file(unread) && (kind == ".txt" || kind == ".md")) {
      files.push_back(at->path());
    }
  }
  if (error) {
    throw Error(ErrorCode::kUnavailable,
                "cannot read folder " + path.string() + ": " + error.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (scan::IsAlnum(c) || static_cast<unsigned char>(c) >= 0x80) {
      word += scan::LowerChar(c);
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

double ShareKnown(std::string_view text, const std::set<std::string>& known) {
  const std::vector<std::string> words = WordsOf(text);
  if (words.empty()) return 0;
  const auto count = std::count_if(words.begin(), words.end(),
                                   [&](const std::string& word) { return known.contains(word); });
  return static_cast<double>(count) / static_cast<double>(words.size());
}

std::unique_ptr<Brain> OpenFolderBrain(const std::string& path) {
  std::vector<std::string> passages;
  uintmax_t bytes = 0;
  for (const fs::path& file : TextFiles(path)) {
    std::error_code error;
    const uintmax_t size = fs::file_size(file, error);
    bytes += error ? 0 : size;
    if (bytes > kMostBytes) {
      throw Error(ErrorCode::kInvalidRequest, path + " holds more than 64 MiB of text");
    }
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (const std::string_view passage : SplitSteps(text, StepSplit::kBlankLine)) {
      passages.emplace_back(passage);
    }
  }
  if (passages.empty()) {
    throw Error(ErrorCode::kInvalidRequest, path + " holds no text (.txt or .md files)");
  }
  return std::make_unique<FolderBrain>(std::move(passages));
}

}  // namespace ponder
