#include <cctype>
#include <nlohmann/json.hpp>

#include "embedded/models.h"
#include "models/models.h"

namespace ponder {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kCells = 4096;
constexpr std::uint64_t kBytesOfF16 = 2;

std::uint64_t ContextBytes(const Json& model) {
  const std::uint64_t values = model.at("layers").get<std::uint64_t>() *
                               model.at("kv_heads").get<std::uint64_t>() *
                               model.at("head_size").get<std::uint64_t>();
  return kCells * values * 2 * kBytesOfF16;  // keys and values
}

// Q8_0 holds 32 weights in 34 bytes.
std::uint64_t WeightBytes(const CatalogueEntry& entry) {
  return entry.convert == "Q8_0" ? entry.parameters * 34 / 32 : entry.bytes;
}

CatalogueEntry ReadEntry(const Json& model) {
  CatalogueEntry entry;
  entry.name = model.at("name");
  entry.description = model.at("description");
  entry.licence = model.at("licence");
  entry.needs_consent = model.at("needs_consent");
  entry.terms = model.at("terms");
  entry.terms_url = model.at("terms_url");
  entry.sha256 = model.at("sha256");
  entry.bytes = model.at("bytes");
  entry.parameters = model.at("parameters");
  entry.quantisation = model.at("quantisation");
  entry.convert = model.at("convert");
  entry.chat_style = model.at("chat_style");
  entry.thinking_dialect = model.at("thinking_dialect");
  entry.memory_bytes = WeightBytes(entry) + ContextBytes(model);
  return entry;
}

}  // namespace

const std::vector<CatalogueEntry>& Catalogue() {
  static const std::vector<CatalogueEntry> entries = [] {
    const Json catalogue = Json::parse(embedded::models::Get("catalogue.json"));
    std::vector<CatalogueEntry> result;
    for (const Json& model : catalogue.at("models")) result.push_back(ReadEntry(model));
    return result;
  }();
  return entries;
}

const CatalogueEntry* FindInCatalogue(const std::string& name) {
  for (const CatalogueEntry& entry : Catalogue()) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace ponder
