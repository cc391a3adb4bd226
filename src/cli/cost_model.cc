#include "cli/cost_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "eval/format.h"
#include "eval/table.h"
#include "ponder/engine.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kJoulesPerKwh = 3.6e6;

EngineInfo InfoOf(const ModelFileFacts& facts) {
  EngineInfo info;
  info.parameters = facts.parameters;
  info.active_parameters = facts.active_parameters;
  info.layers = facts.layers;
  info.attention_width = facts.attention_width;
  return info;
}

// Positions to show: the first, some in between, the last that the model was trained for.
std::vector<int> Positions(int context) {
  std::vector<int> positions{1};
  for (int position = 128; position < context; position *= 4) positions.push_back(position);
  if (context > 1) positions.push_back(context);
  return positions;
}

struct TokenFlops {
  int position;
  double token;      // the one at this position
  double attention;  // share of it
  double so_far;     // all up to it
};

std::vector<TokenFlops> FlopsByPosition(const ModelFileFacts& facts) {
  const EngineInfo info = InfoOf(facts);
  EngineInfo weights_alone = info;
  weights_alone.attention_width = 0;
  std::vector<TokenFlops> list;
  for (const int position : Positions(facts.context)) {
    const double token = ForwardFlops(info, position - 1, 1);
    const double attention = 1 - ForwardFlops(weights_alone, position - 1, 1) / token;
    list.push_back({position, token, attention, ForwardFlops(info, 0, position)});
  }
  return list;
}

std::optional<double> JoulesOf(const ModelCost& cost, const Speed& speed) {
  if (cost.watts) return *cost.watts * speed.seconds;
  return speed.joules;
}

// Of a million tokens, on this machine.
std::optional<double> MoneyOf(const ModelCost& cost, const Speed& speed) {
  if (!cost.prices) return std::nullopt;
  const MachinePrices& machine = cost.prices->machine;
  const double money = speed.seconds / 3600 * machine.per_hour +
                       JoulesOf(cost, speed).value_or(0) / kJoulesPerKwh * machine.per_kwh;
  return 1e6 * money / static_cast<double>(speed.tokens);
}

std::string WhatText(const Speed& speed) {
  if (speed.reading) return "read a prompt";
  if (speed.sequences == 1) return "generate, alone";
  return fmt::format("generate, {} side by side", speed.sequences);
}

Table FlopsTable(const ModelCost& cost) {
  Table table{{{"position"}, {"FLOPs a token"}, {"of these attention %"}, {"FLOPs so far"}}, {}};
  for (const TokenFlops& at : FlopsByPosition(cost.facts)) {
    table.rows.push_back(
        {fmt::format("{}", at.position), Short(at.token), Percent(at.attention), Short(at.so_far)});
  }
  return table;
}

Table SpeedTable(const ModelCost& cost) {
  Table table{{{"measured here", true},
               {"tokens"},
               {"tokens a second"},
               {"ms a token"},
               {"FLOPs a second"},
               {"J a token"}},
              {}};
  if (cost.prices) table.columns.push_back({cost.prices->currency + " a million tokens"});
  for (const Speed& speed : cost.speeds) {
    const std::optional<double> joules = JoulesOf(cost, speed);
    table.rows.push_back({WhatText(speed), fmt::format("{}", speed.tokens),
                          Short(1 / speed.SecondsPerToken()), Short(1e3 * speed.SecondsPerToken()),
                          Short(speed.flops / speed.seconds),
                          joules ? Short(*joules / static_cast<double>(speed.tokens)) : "-"});
    if (cost.prices) table.rows.back().push_back(Short(MoneyOf(cost, speed).value_or(0)));
  }
  return table;
}

Text EnergyNote(const ModelCost& cost) {
  if (cost.watts) return Text::kEnergyAssumed;
  const bool told = std::any_of(cost.speeds.begin(), cost.speeds.end(),
                                [](const Speed& speed) { return speed.joules.has_value(); });
  return told ? Text::kEnergyTold : Text::kEnergyNotTold;
}

Json OptionalNumber(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

}  // namespace

void PrintModelCost(Console& console, const ModelCost& cost) {
  const ModelFileFacts& facts = cost.facts;
  console.out << fmt::format(fmt::runtime(console.Say(Text::kModelFacts)),
                             cost.file.stem().string(), facts.architecture, facts.file_type,
                             Short(static_cast<double>(facts.parameters)),
                             Short(static_cast<double>(facts.active_parameters)), facts.layers,
                             facts.attention_width)
              << "\n\n"
              << TerminalTable(FlopsTable(cost)) << "\n";
  if (cost.speeds.empty()) {
    console.out << console.Say(Text::kNotMeasured) << "\n";
    return;
  }
  console.out << TerminalTable(SpeedTable(cost)) << "\n"
              << fmt::format(fmt::runtime(console.Say(EnergyNote(cost))), cost.watts.value_or(0))
              << "\n";
}

Json ModelCostJson(const ModelCost& cost) {
  const ModelFileFacts& facts = cost.facts;
  Json json{{"file", cost.file.string()},
            {"architecture", facts.architecture},
            {"file_type", facts.file_type},
            {"parameters", facts.parameters},
            {"active_parameters", facts.active_parameters},
            {"layers", facts.layers},
            {"attention_width", facts.attention_width},
            {"context", facts.context},
            {"flops", Json::array()},
            {"measured", Json::array()}};
  for (const TokenFlops& at : FlopsByPosition(facts)) {
    json["flops"].push_back({{"position", at.position},
                             {"token", at.token},
                             {"attention_share", at.attention},
                             {"so_far", at.so_far}});
  }
  for (const Speed& speed : cost.speeds) {
    json["measured"].push_back({{"what", speed.reading ? "read" : "generate"},
                                {"sequences", speed.sequences},
                                {"tokens", speed.tokens},
                                {"seconds", speed.seconds},
                                {"flops", speed.flops},
                                {"energy_joules", OptionalNumber(JoulesOf(cost, speed))},
                                {"money_a_million_tokens", OptionalNumber(MoneyOf(cost, speed))}});
  }
  return json;
}

}  // namespace ponder
