#include "scorer/comparing.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "embedded/scorer_prompts.h"
#include "engine/fitting.h"
#include "text/scan.h"
#include "text/template.h"

namespace ponder {
namespace {

constexpr int kAlternatives = 20;  // as many as most servers give
constexpr int kVerdictTokens = 4;
constexpr double kLeast = 0.01;  // probability of a letter that was meant

using Order = std::vector<size_t>;  // candidates as they are shown

std::string Letter(size_t place) { return std::string(1, static_cast<char>('A' + place)); }

// The place that a word names: "B", "b", "(B)", "**B**".
std::optional<size_t> PlaceOf(std::string_view text, size_t places) {
  while (!text.empty() && !scan::IsAlnum(text.front())) text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && scan::IsAlnum(text[1]))) return std::nullopt;
  const auto place = static_cast<size_t>(scan::LowerChar(text.front()) - 'a');
  return scan::IsAlpha(text.front()) && place < places ? std::optional(place) : std::nullopt;
}

// The likeliest letter that its first token may be, else the one it wrote.
std::optional<size_t> Verdict(const Engine& engine, const Generation& reply, size_t places) {
  if (!reply.top.empty()) {
    for (const TokenAlternative& alternative : reply.top.front()) {  // best first
      if (std::exp(alternative.logprob) < kLeast) break;
      const std::string text = engine.Detokenize(std::span(&alternative.token, 1));
      if (const auto place = PlaceOf(text, places)) return place;
    }
  }
  return PlaceOf(reply.text, places);
}

GenerateRequest Ask(const Question& question, std::span<const Candidate> candidates,
                    const Order& order, Context& context) {
  std::string answers;
  for (size_t place = 0; place < order.size(); ++place) {
    answers += (place > 0 ? "\n\n" : "") + std::string("[") + Letter(place) + "]\n" +
               candidates[order[place]].text;
  }
  const std::string text =
      ScorerPrompt(order.size() == 2 ? "judge_pair" : "judge_list", context.GetLanguage());
  GenerateRequest request;
  request.prompt = Prompt::Chat(
      {Message("user", FillTemplate(text, {{"question", question.Text()}, {"answers", answers}}))});
  request.sampling.temperature = 0;
  request.max_tokens = kVerdictTokens;
  request.aside = true;
  if (context.EngineFor(Role::kJudge).Info().logits != Support::kNone) {
    request.top_logprobs = kAlternatives;
    request.max_tokens = 1;
  }
  return request;
}

// Who is chosen of each of these; none where the judge names nobody.
std::vector<std::optional<size_t>> Choose(const Question& question,
                                          std::span<const Candidate> candidates,
                                          const std::vector<Order>& orders, Context& context,
                                          uint64_t round) {
  std::vector<GenerateRequest> requests;
  for (size_t i = 0; i < orders.size(); ++i) {
    requests.push_back(Ask(question, candidates, orders[i], context));
    requests.back().random = context.Random().Child("comparing").Child(round).Child(i);
  }
  Engine& engine = context.EngineFor(Role::kJudge);
  const auto replies = GenerateWhatFits(engine, requests, context.Stop());
  std::vector<std::optional<size_t>> chosen;
  for (size_t i = 0; i < replies.size(); ++i) {
    const auto place = Verdict(engine, replies[i], orders[i].size());
    chosen.push_back(place ? std::optional(orders[i][*place]) : std::nullopt);
  }
  return chosen;
}

// Candidates that can be shown to a judge.
Order Shown(std::span<const Candidate> candidates) {
  Order shown;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!candidates[i].text.empty() && candidates[i].stop != StopReason::kError) shown.push_back(i);
  }
  return shown;
}

// Pairs of a ring: each with its next ones, so that all have as many.
std::vector<Order> PairsOf(const Order& shown, int opponents) {
  const size_t n = shown.size();
  const auto wanted = static_cast<size_t>(opponents);
  const bool all = opponents == 0 || wanted + 1 >= n;
  std::vector<Order> pairs;
  for (size_t distance = 1; distance <= n / 2 && (all || 2 * (distance - 1) < wanted); ++distance) {
    const size_t begins = 2 * distance == n ? distance : n;  // halfway round, a pair is met twice
    for (size_t i = 0; i < begins; ++i) pairs.push_back({shown[i], shown[(i + distance) % n]});
  }
  return pairs;
}

// Each order, and its reverse right behind it.
std::vector<Order> BothWays(const std::vector<Order>& orders) {
  std::vector<Order> both;
  for (const Order& order : orders) {
    both.push_back(order);
    both.emplace_back(order.rbegin(), order.rend());
  }
  return both;
}

// Half a point from each order. Where one names nobody, its half is shared by all: a tie.
void Award(const Order& order, std::span<const std::optional<size_t>> chosen,
           std::vector<double>& points) {
  for (const std::optional<size_t>& winner : chosen) {
    for (const size_t i : order) {
      if (!winner) points[i] += 0.5 / static_cast<double>(order.size());
      if (winner == i) points[i] += 0.5;
    }
  }
}

// Groups as even as they can be, none of one alone (so three are a group of three even where two
// are wanted).
std::vector<Order> GroupsOf(const Order& pool, size_t most) {
  const size_t count = std::min((pool.size() + most - 1) / most, pool.size() / 2);
  std::vector<Order> groups(count);
  for (size_t i = 0; i < pool.size(); ++i) groups[i % count].push_back(pool[i]);
  return groups;
}

}  // namespace

std::string ScorerPrompt(const std::string& name, Language language) {
  const char* suffix = language == Language::kKorean ? ".ko.txt" : ".en.txt";
  return FillTemplate(embedded::scorer_prompts::Get("prompts/" + name + suffix), {});
}

std::vector<Score> RatePairs(const Question& question, std::span<const Candidate> candidates,
                             Context& context, int opponents) {
  const std::vector<Order> pairs = PairsOf(Shown(candidates), opponents);
  std::vector<double> points(candidates.size());
  std::vector<int> met(candidates.size());
  if (!pairs.empty()) {
    const auto chosen = Choose(question, candidates, BothWays(pairs), context, 0);
    for (size_t p = 0; p < pairs.size(); ++p) {
      const auto both = std::span(chosen).subspan(2 * p, 2);
      if (!both[0] && !both[1]) continue;
      for (const size_t i : pairs[p]) ++met[i];
      // One that names nobody does not agree with the other either.
      const bool agree = both[0] == both[1];
      for (const size_t i : pairs[p]) points[i] += agree ? (both[0] == i ? 1 : 0) : 0.5;
    }
  }
  std::vector<Score> scores;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const double total = met[i] > 0 ? points[i] / met[i] : 0;
    scores.push_back({.total = total, .steps = {}, .abstained = met[i] == 0});
  }
  return scores;
}

std::vector<Score> RateLists(const Question& question, std::span<const Candidate> candidates,
                             Context& context, int group) {
  std::vector<double> points(candidates.size());
  Order pool = Shown(candidates);
  const Order shown = pool;
  int rounds = 0;
  while (pool.size() > 1 && !context.Stop().stop_requested()) {
    const std::vector<Order> groups = GroupsOf(pool, static_cast<size_t>(group));
    const auto chosen =
        Choose(question, candidates, BothWays(groups), context, static_cast<uint64_t>(rounds));
    if (std::ranges::none_of(chosen, [](const auto& one) { return one.has_value(); })) break;
    ++rounds;
    Order next;
    for (size_t g = 0; g < groups.size(); ++g) {
      const auto both = std::span(chosen).subspan(2 * g, 2);
      Award(groups[g], both, points);
      for (const size_t i : groups[g]) {
        const bool unread = !both[0] && !both[1];
        if (unread || both[0] == i || both[1] == i) next.push_back(i);
      }
    }
    if (next.size() == pool.size()) break;
    pool = std::move(next);
  }
  std::vector<Score> scores(candidates.size(), Score{.steps = {}, .abstained = true});
  for (const size_t i : shown) {
    if (rounds > 0) scores[i] = {.total = points[i] / rounds, .steps = {}};
  }
  return scores;
}

}  // namespace ponder
