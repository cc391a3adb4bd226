#include "scorer/probe_points.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "text/equations.h"
#include "text/scan.h"

namespace ponder {
namespace {

// Sums of states, as means.
class StateSum {
 public:
  void Add(const std::vector<float>& state) {
    sum_.resize(state.size());
    for (size_t d = 0; d < state.size(); ++d) sum_[d] += state[d];
    ++count_;
  }
  void Clear() { *this = {}; }
  std::vector<float> MeanOr(const std::vector<float>& fallback) const {
    if (count_ == 0) return fallback;
    std::vector<float> mean = sum_;
    for (float& value : mean) value /= static_cast<float>(count_);
    return mean;
  }

 private:
  std::vector<float> sum_;
  int count_ = 0;
};

// Walks over the tokens once, from end to end. What it counts are lines, wherever an end may lie.
class PointReader {
 public:
  PointReader(const Generation& generation, const Engine& engine)
      : generation_(generation), engine_(engine), lines_(LineEnds(generation.text)) {}

  ProbePoint ReadTo(size_t end) {
    while (line_ + 1 < lines_.size() && !Blank(lines_[line_], end)) CloseLine();
    ReadTokens(ContentEnd(begin_, end));
    const EquationCheck equations = CheckEquations(Part(begin_, end));
    ProbePoint point;
    point.end = end;
    point.tokens = static_cast<int>(read_);
    point.steps = static_cast<int>(line_) + 1;
    point.right = right_ + equations.right;
    point.wrong = wrong_ + equations.wrong;
    point.mean_logprob = MeanLogprob();
    point.lowest_logprob = lowest_;
    const auto& states = generation_.hidden_states;
    point.last = states[std::min(read_, states.size() - 1)];
    point.mean = answer_.MeanOr(point.last);
    point.step = step_.MeanOr(point.last);
    return point;
  }

 private:
  std::string_view Part(size_t begin, size_t end) const {
    return std::string_view(generation_.text).substr(begin, end - begin);
  }

  // Where the blanks in front of `end` begin.
  size_t ContentEnd(size_t begin, size_t end) const {
    return begin + Part(begin, end).find_last_not_of(" \t\r\n") + 1;  // npos + 1: blanks only
  }

  bool Blank(size_t begin, size_t end) const {
    return end <= begin || ContentEnd(begin, end) == begin;
  }

  void CloseLine() {
    const size_t end = lines_[line_];
    ReadTokens(ContentEnd(begin_, end));
    const EquationCheck equations = CheckEquations(Part(begin_, end));
    right_ += equations.right;
    wrong_ += equations.wrong;
    begin_ = end;
    ++line_;
    step_.Clear();
  }

  // The tokens that begin in front of this byte.
  void ReadTokens(size_t end) {
    for (; read_ < generation_.tokens.size() && token_begin_ < end; ++read_) {
      const Token token = generation_.tokens[read_];
      token_begin_ += engine_.Detokenize(std::span(&token, 1)).size();
      if (read_ + 1 < generation_.hidden_states.size()) {
        answer_.Add(generation_.hidden_states[read_ + 1]);
        step_.Add(generation_.hidden_states[read_ + 1]);
      }
      AddLogprob(read_);
    }
  }

  void AddLogprob(size_t i) {
    if (i >= generation_.logprobs.size()) return;
    if (i < generation_.origins.size() && generation_.origins[i] == TokenOrigin::kForced) return;
    sum_ += generation_.logprobs[i];
    lowest_ = std::min(lowest_, double{generation_.logprobs[i]});
    ++sampled_;
  }

  double MeanLogprob() const { return sampled_ == 0 ? 0 : sum_ / static_cast<double>(sampled_); }

  const Generation& generation_;
  const Engine& engine_;
  std::vector<size_t> lines_;
  size_t line_ = 0;            // the open one
  size_t begin_ = 0;           // byte where it begins
  size_t read_ = 0;            // tokens
  size_t token_begin_ = 0;     // byte where the next one begins
  int right_ = 0, wrong_ = 0;  // equations of the lines before
  double sum_ = 0, lowest_ = 0;
  int64_t sampled_ = 0;
  StateSum answer_, step_;
};

}  // namespace

std::vector<size_t> LineEnds(std::string_view text) {
  std::vector<size_t> ends;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (!scan::Trim(text.substr(begin, end - begin)).empty()) ends.push_back(end);
    begin = end + 1;
  }
  if (ends.empty()) ends.push_back(0);
  ends.back() = text.size();
  return ends;
}

std::vector<ProbePoint> ReadPoints(const Generation& generation, std::span<const size_t> ends,
                                   const Engine& engine) {
  if (generation.tokens.empty() || generation.hidden_states.size() < generation.tokens.size()) {
    return {};
  }
  const size_t size = generation.text.size();
  std::vector<ProbePoint> points;
  PointReader reader(generation, engine);
  size_t at = 0;
  for (const size_t end : ends) {
    at = std::clamp(end, at, size);
    points.push_back(reader.ReadTo(at));
  }
  if (points.empty() || at < size) points.push_back(reader.ReadTo(size));
  points.back().ended = IsComplete(generation.stop);
  points.back().cut = !points.back().ended;
  return points;
}

void ReadNumbers(std::string_view question, std::string_view text, std::span<ProbePoint> points) {
  std::vector<size_t> ends;
  for (const ProbePoint& point : points) ends.push_back(point.end);
  const std::vector<NumberUse> uses = FollowNumbers(question, text, ends);
  for (size_t i = 0; i < points.size(); ++i) points[i].numbers = uses[i];
}

}  // namespace ponder
