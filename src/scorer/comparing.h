// Judging answers by comparing them. A judge favours places: whoever stands first, or last. So
// every comparison is asked twice, in opposite orders, and a judge that changes its mind with the
// order has seen a tie.
//
// MT-Bench's pairwise judge with swapped positions (Zheng et al. 2023, arXiv 2306.05685); the list
// in groups is the same with more than two.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {

// A prompt of the scorers, in the language.
std::string ScorerPrompt(const std::string& name, Language language);

// Each answer against at least `opponents` others (0: all). A win counts 1, a tie 1/2; the score is
// their sum over the comparisons that could be read. Who has none abstains.
std::vector<Score> RatePairs(const Question& question, std::span<const Candidate> candidates,
                             Context& context, int opponents);

// Groups of `group` answers, of which the best is chosen; the best of all groups meet again, until
// one is left or no round leaves fewer. The score is the mean over the rounds: 1 for who is chosen
// in both orders, 1/2 for who is in one, else, and after having left, 0.
std::vector<Score> RateLists(const Question& question, std::span<const Candidate> candidates,
                             Context& context, int group);

}  // namespace ponder
