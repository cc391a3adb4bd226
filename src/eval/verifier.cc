#include "eval/verifier.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "search/vote.h"

namespace ponder {
namespace {

struct Rated {
  size_t question;
  bool right;
  double score;
};

// Wins of right over wrong answers, and pairs.
struct Pairs {
  double won = 0;
  double all = 0;
  double Share() const { return all > 0 ? won / all : std::nan(""); }
};

std::vector<Rated> Flatten(const std::vector<JudgedQuestion>& questions,
                           const std::vector<std::vector<double>>& totals) {
  std::vector<Rated> rated;
  for (size_t q = 0; q < questions.size(); ++q) {
    for (size_t i = 0; i < questions[q].size(); ++i) {
      rated.push_back({q, questions[q][i].right, totals[q][i]});
    }
  }
  std::sort(rated.begin(), rated.end(),
            [](const Rated& a, const Rated& b) { return a.score < b.score; });
  return rated;
}

// Over answers in the order of their scores, each as often as its question was drawn.
Pairs CountPairs(const std::vector<Rated>& sorted, const std::vector<double>& times) {
  double wrong_below = 0, right_all = 0, won = 0;
  for (size_t begin = 0; begin < sorted.size();) {
    double right = 0, wrong = 0;
    size_t end = begin;
    for (; end < sorted.size() && sorted[end].score == sorted[begin].score; ++end) {
      (sorted[end].right ? right : wrong) += times[sorted[end].question];
    }
    won += right * (wrong_below + wrong / 2);
    right_all += right;
    wrong_below += wrong;
    begin = end;
  }
  return {won, right_all * wrong_below};
}

Pairs WithinPairs(const JudgedQuestion& question, const std::vector<double>& totals) {
  Pairs pairs;
  for (size_t i = 0; i < question.size(); ++i) {
    for (size_t j = 0; j < question.size(); ++j) {
      if (!question[i].right || question[j].right) continue;
      pairs.all += 1;
      pairs.won += totals[i] > totals[j] ? 1 : totals[i] == totals[j] ? 0.5 : 0;
    }
  }
  return pairs;
}

Estimate AucAll(const std::vector<Rated>& sorted, size_t questions, uint64_t seed) {
  const std::vector<double> once(questions, 1.0);
  const auto drawn = [&](Questions draw) {
    std::vector<double> times(questions, 0.0);
    for (const size_t question : draw) times[question] += 1;
    return CountPairs(sorted, times).Share();
  };
  return {CountPairs(sorted, once).Share(), BootstrapInterval(questions, drawn, seed)};
}

std::vector<size_t> AllOf(size_t count) {
  std::vector<size_t> all(count);
  std::iota(all.begin(), all.end(), size_t{0});
  return all;
}

double ShareOfPairs(const std::vector<Pairs>& pairs, Questions chosen) {
  Pairs sum;
  for (const size_t question : chosen) {
    sum.won += pairs[question].won;
    sum.all += pairs[question].all;
  }
  return sum.Share();
}

Estimate AucWithin(const std::vector<Pairs>& pairs, uint64_t seed) {
  return {ShareOfPairs(pairs, AllOf(pairs.size())),
          BootstrapInterval(
              pairs.size(), [&](Questions draw) { return ShareOfPairs(pairs, draw); }, seed)};
}

Estimate MeanOf(const std::vector<double>& values, uint64_t seed) {
  return {Mean(values), BootstrapInterval(values, seed)};
}

double BestIsRight(const JudgedQuestion& question, const std::vector<double>& totals) {
  const auto best = std::max_element(totals.begin(), totals.end()) - totals.begin();
  return question[static_cast<size_t>(best)].right ? 1 : 0;
}

// What a scorer does on each question.
struct Judgement {
  std::vector<std::vector<double>> totals;  // of answers
  std::vector<Pairs> pairs;
  std::vector<double> best;
  std::vector<double> weighted;
};

Judgement Judge(const std::vector<JudgedQuestion>& questions, const VerifierScores& scorer) {
  Judgement judgement;
  for (size_t q = 0; q < questions.size(); ++q) {
    std::vector<double> totals = ScoreTotals(scorer.scores[q], scorer.scale);
    judgement.pairs.push_back(WithinPairs(questions[q], totals));
    judgement.best.push_back(BestIsRight(questions[q], totals));
    judgement.weighted.push_back(
        VoteIsRight(questions[q], VoteWeights(scorer.scores[q], scorer.scale)) ? 1 : 0);
    judgement.totals.push_back(std::move(totals));
  }
  return judgement;
}

std::vector<double> Minus(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> differences;
  for (size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  return differences;
}

VerifierFigures Figures(const std::string& name, const std::vector<JudgedQuestion>& questions,
                        const Judgement& own, const std::vector<double>& majority, uint64_t seed) {
  return {.name = name,
          .auc_all = AucAll(Flatten(questions, own.totals), questions.size(), seed),
          .auc_within = AucWithin(own.pairs, seed),
          .best = MeanOf(own.best, seed),
          .weighted = MeanOf(own.weighted, seed),
          .gain = MeanOf(Minus(own.weighted, majority), seed)};
}

VerifierLead Lead(const Judgement& first, const Judgement& other, const std::string& over,
                  uint64_t seed) {
  const auto difference = [&](Questions chosen) {
    return ShareOfPairs(first.pairs, chosen) - ShareOfPairs(other.pairs, chosen);
  };
  const Interval interval = BootstrapInterval(first.pairs.size(), difference, seed);
  return {.over = over,
          .auc_within = {difference(AllOf(first.pairs.size())), interval},
          .best = MeanOf(Minus(first.best, other.best), seed),
          .weighted = MeanOf(Minus(first.weighted, other.weighted), seed)};
}

// The mean over a question's runs of n answers.
VerifierRow RowOf(int n, const std::string& name, const std::vector<JudgedQuestion>& questions,
                  const std::vector<std::vector<Score>>& scores, ScoreScale scale, uint64_t seed) {
  const auto length = static_cast<size_t>(n);
  std::vector<double> best, weighted;
  for (size_t q = 0; q < questions.size(); ++q) {
    double best_right = 0, vote_right = 0;
    const size_t runs = questions[q].size() / length;
    for (size_t run = 0; run < runs; ++run) {
      const auto first = static_cast<std::ptrdiff_t>(run * length);
      const JudgedQuestion part(questions[q].begin() + first, questions[q].begin() + first + n);
      const auto rated = std::span(scores[q]).subspan(run * length, length);
      best_right += BestIsRight(part, ScoreTotals(rated, scale));
      vote_right += VoteIsRight(part, VoteWeights(rated, scale)) ? 1 : 0;
    }
    best.push_back(best_right / static_cast<double>(runs));
    weighted.push_back(vote_right / static_cast<double>(runs));
  }
  return {n, name, MeanOf(best, seed), MeanOf(weighted, seed)};
}

void CountAnswers(const std::vector<JudgedQuestion>& questions, uint64_t seed,
                  VerifierReport& report) {
  std::vector<double> one, any;
  for (const JudgedQuestion& question : questions) {
    const auto right = std::count_if(question.begin(), question.end(),
                                     [](const JudgedAnswer& answer) { return answer.right; });
    const auto all = static_cast<int64_t>(question.size());
    report.answers += all;
    report.right += right;
    report.pairs += right * (all - right);
    report.mixed += right > 0 && right < all ? 1 : 0;
    one.push_back(static_cast<double>(right) / static_cast<double>(all));
    any.push_back(right > 0 ? 1 : 0);
  }
  report.questions = static_cast<int64_t>(questions.size());
  report.one = MeanOf(one, seed);
  report.any = MeanOf(any, seed);
}

}  // namespace

bool VoteIsRight(const JudgedQuestion& question, const std::vector<double>& weights) {
  std::map<std::string_view, double> sums;
  for (size_t i = 0; i < question.size(); ++i) {
    if (!question[i].key.empty() && weights[i] >= 0) sums[question[i].key] += weights[i];
  }
  double best = -1;
  bool right = false;
  for (const JudgedAnswer& answer : question) {
    const auto sum = sums.find(answer.key);
    if (sum == sums.end() || sum->second <= best) continue;
    best = sum->second;
    right = answer.right;
  }
  return right;
}

VerifierReport CompareVerifiers(const std::vector<JudgedQuestion>& all,
                                const std::vector<VerifierScores>& given, uint64_t seed) {
  std::vector<JudgedQuestion> questions;
  std::vector<VerifierScores> scorers = given;
  for (VerifierScores& scorer : scorers) scorer.scores.clear();
  VerifierScores equal{.name = kMajority, .scale = ScoreScale::kProbability, .scores = {}};
  for (size_t q = 0; q < all.size(); ++q) {
    if (all[q].empty()) continue;
    questions.push_back(all[q]);
    for (size_t i = 0; i < given.size(); ++i) scorers[i].scores.push_back(given[i].scores[q]);
    equal.scores.emplace_back(all[q].size(), Score{.total = 1, .steps = {}});
  }
  VerifierReport report;
  CountAnswers(questions, seed, report);
  const Judgement majority = Judge(questions, equal);
  report.majority = MeanOf(majority.weighted, seed);
  std::vector<Judgement> judgements;
  for (const VerifierScores& scorer : scorers) {
    judgements.push_back(Judge(questions, scorer));
    report.scorers.push_back(
        Figures(scorer.name, questions, judgements.back(), majority.weighted, seed));
  }
  for (size_t i = 1; i < judgements.size(); ++i) {
    report.leads.push_back(Lead(judgements.front(), judgements[i], scorers[i].name, seed));
  }
  scorers.insert(scorers.begin(), std::move(equal));
  size_t fewest = questions.empty() ? 0 : questions.front().size();
  for (const JudgedQuestion& question : questions) fewest = std::min(fewest, question.size());
  for (int n = 1; n <= static_cast<int>(fewest); n *= 2) {
    for (const VerifierScores& scorer : scorers) {
      if (!scorer.alone) continue;
      report.rows.push_back(RowOf(n, scorer.name, questions, scorer.scores, scorer.scale, seed));
    }
  }
  return report;
}

CalibrationReport MeasureCalibration(const std::vector<JudgedQuestion>& questions,
                                     const VerifierScores& scorer) {
  constexpr size_t kBins = 10;
  std::vector<CalibrationBin> bins(kBins);
  CalibrationReport report;
  double right = 0, count = 0;
  for (size_t q = 0; q < questions.size(); ++q) {
    for (size_t i = 0; i < questions[q].size(); ++i) {
      const double said = scorer.scores[q][i].total;
      const double outcome = questions[q][i].right ? 1 : 0;
      CalibrationBin& bin = bins[std::min(static_cast<size_t>(said * kBins), kBins - 1)];
      ++bin.count;
      bin.said += said;
      bin.right += outcome;
      report.brier += (said - outcome) * (said - outcome);
      right += outcome;
      count += 1;
    }
  }
  if (count == 0) return report;
  report.brier /= count;
  report.brier_of_rate = right / count * (1 - right / count);
  for (CalibrationBin& bin : bins) {
    if (bin.count == 0) continue;
    report.expected_error += std::abs(bin.said - bin.right) / count;
    bin.said /= static_cast<double>(bin.count);
    bin.right /= static_cast<double>(bin.count);
    report.bins.push_back(bin);
  }
  return report;
}

}  // namespace ponder
