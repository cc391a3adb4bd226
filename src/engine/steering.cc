#include "engine/steering.h"

#include <algorithm>

#include "text/loop.h"

namespace ponder {

void Steering::EnterPhase(int phase, int tokens) {
  phase_ = phase;
  phase_begin_ = tokens;
}

void Steering::NoteFired(size_t rule, int tokens) {
  ++fired_[rule];
  const auto* at_stop = std::get_if<InjectAtStop>(&rules_[rule]);
  if (at_stop == nullptr || PhaseTokens(tokens) >= at_stop->until_tokens) ++counted_[rule];
}

std::vector<std::string> Steering::CuttableMarkers() const {
  std::vector<std::string> all;
  for (const SteeringRule& any : rules_) {
    const auto* rule = std::get_if<InjectAtStop>(&any);
    if (rule == nullptr || rule->keep_marker) continue;
    all.insert(all.end(), rule->markers.begin(), rule->markers.end());
  }
  return all;
}

bool Steering::StopForbidden(int tokens) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const SteeringRule& any) {
    const auto* rule = std::get_if<ForbidStopUntil>(&any);
    return rule != nullptr && rule->phase == phase_ && PhaseTokens(tokens) < rule->tokens;
  });
}

bool Steering::MayFire(size_t index, int tokens) const {
  const auto& rule = std::get<InjectAtStop>(rules_[index]);
  if (rule.phase != phase_) return false;
  if (rule.on_request) return signals_ && counted_[index] < signals_->think_more;
  return counted_[index] < rule.times || PhaseTokens(tokens) < rule.until_tokens;
}

std::optional<size_t> Steering::AtStop(int tokens) const {
  for (size_t i = 0; i < rules_.size(); ++i) {
    const auto* rule = std::get_if<InjectAtStop>(&rules_[i]);
    if (rule == nullptr || !(rule->markers.empty() || rule->at_stop)) continue;
    if (MayFire(i, tokens)) return i;
  }
  return std::nullopt;
}

std::optional<Marker> Steering::FindMarker(std::string_view text, size_t from, size_t looked,
                                           const std::vector<std::string>& stop, int tokens) const {
  std::optional<Marker> first;
  const auto look = [&](const std::string& marker, std::optional<size_t> rule) {
    if (marker.empty()) return;
    const size_t reach = looked > marker.size() - 1 ? looked - (marker.size() - 1) : 0;
    const size_t at = text.find(marker, std::max(from, reach));
    if (at == std::string_view::npos || (first && at >= first->begin)) return;
    first = Marker{at, marker.size(), rule};
  };
  for (size_t i = 0; i < rules_.size(); ++i) {
    const auto* rule = std::get_if<InjectAtStop>(&rules_[i]);
    if (rule == nullptr || !MayFire(i, tokens)) continue;
    for (const std::string& marker : rule->markers) look(marker, i);
  }
  for (const std::string& text_of_request : stop) look(text_of_request, std::nullopt);
  return first;
}

std::optional<Steering::Limit> Steering::NearestLimit(int tokens) const {
  std::optional<Limit> nearest;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const auto* rule = std::get_if<InjectAtTokens>(&rules_[i]);
    if (rule == nullptr || rule->phase != phase_ || rule->on_request) continue;
    const int room = rule->tokens - PhaseTokens(tokens);
    if (!nearest || room < nearest->room) nearest = Limit{i, room};
  }
  return nearest;
}

std::optional<size_t> Steering::Reached(const std::vector<Token>& tokens) const {
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (Reaches(i, tokens)) return i;
  }
  return std::nullopt;
}

bool Steering::Reaches(size_t index, const std::vector<Token>& tokens) const {
  if (const auto* rule = std::get_if<InjectAtTokens>(&rules_[index])) {
    if (rule->phase != phase_) return false;
    if (rule->on_request) return signals_ && signals_->finish_thinking && fired_[index] == 0;
    if (PhaseTokens(static_cast<int>(tokens.size())) < rule->tokens) return false;
    // Where the phase goes on afterwards it acts once.
    return rule->end || rule->next_phase != phase_ || fired_[index] == 0;
  }
  if (const auto* rule = std::get_if<InjectAtLoop>(&rules_[index])) {
    return rule->phase == phase_ &&
           HasLoop(std::span(tokens).subspan(static_cast<size_t>(phase_begin_)),
                   {.min_repeats = static_cast<size_t>(rule->repeats),
                    .min_covered = static_cast<size_t>(rule->min_tokens)});
  }
  return false;
}

}  // namespace ponder
