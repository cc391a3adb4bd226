// What a model costs by the token: FLOPs from its file's header, seconds measured on this machine.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "cli/console.h"
#include "engine/llama/model_file.h"
#include "eval/prices.h"
#include "run/speed.h"

namespace ponder {

struct ModelCost {
  std::filesystem::path file;
  ModelFileFacts facts;
  std::vector<Speed> speeds;    // empty: not measured
  std::optional<double> watts;  // assumed
  std::optional<PriceTable> prices;
};

void PrintModelCost(Console& console, const ModelCost& cost);
nlohmann::ordered_json ModelCostJson(const ModelCost& cost);

}  // namespace ponder
