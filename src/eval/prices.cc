#include "eval/prices.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "ponder/error.h"
#include "ponder/options.h"

namespace ponder {
namespace {

constexpr double kMillion = 1e6;
constexpr double kJoulesPerKwh = 3.6e6;

constexpr const char* kExample =
    R"(# Prices for ponder cost --prices FILE. All numbers are made up, and round:
# put in what you pay.
currency: USD
wrong_answer: 0        # what a wrong answer costs you
machine:               # for every model that is not listed below
  per_hour: 0.10       # while it computes
  per_kwh: 0.20        # energy; left out where neither the machine nor --watts tells
  per_day: 0           # whatever the traffic, as for a rented machine
models:                # served by somebody else: a million tokens, and a day
  example-small: {input: 0.10, cached_input: 0.01, output: 0.40, per_day: 0}
  example-large: {input: 1.00, cached_input: 0.10, output: 4.00, per_day: 0}
)";

class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  using Take = std::function<void(const YAML::Node&)>;
  using Fields = std::vector<std::pair<std::string, Take>>;

  void Map(const YAML::Node& node, const std::string& what, const Fields& fields) const {
    if (!node.IsMap()) Refuse(node.Mark(), what + " must be a mapping of names to values");
    for (const auto& entry : node) {
      const std::string name = entry.first.Scalar();
      const auto field = std::find_if(fields.begin(), fields.end(),
                                      [&](const auto& each) { return each.first == name; });
      if (field == fields.end()) RefuseName(entry.first, what, fields);
      field->second(entry.second);
    }
  }

  Take Number(const std::string& name, double& value) const {
    return [this, name, &value](const YAML::Node& node) {
      double number = 0;
      if (!node.IsScalar() || !YAML::convert<double>::decode(node, number) ||
          !std::isfinite(number) || number < 0) {
        Refuse(node.Mark(), name + " must be a number of 0 or more");
      }
      value = number;
    };
  }

  [[noreturn]] void Refuse(const YAML::Mark& mark, const std::string& what) const {
    throw Error(ErrorCode::kInvalidRequest,
                name_ + ":" + std::to_string(std::max(mark.line, 0) + 1) + ": " + what);
  }

 private:
  [[noreturn]] void RefuseName(const YAML::Node& node, const std::string& what,
                               const Fields& fields) const {
    std::vector<std::string> known;
    std::string list;
    for (const auto& [field, take] : fields) {
      known.push_back(field);
      list += " " + field;
    }
    const std::string near = NearestName(node.Scalar(), known);
    Refuse(node.Mark(), what + " has no \"" + node.Scalar().substr(0, 60) + "\"; " +
                            (near.empty() ? "there are" + list : "did you mean " + near + "?"));
  }

  std::string name_;
};

void ReadModels(const Reader& reader, const YAML::Node& node, PriceTable& prices) {
  if (!node.IsMap()) reader.Refuse(node.Mark(), "models must be a mapping of names to prices");
  for (const auto& entry : node) {
    TokenPrices& model = prices.models[entry.first.Scalar()];
    reader.Map(entry.second, entry.first.Scalar(),
               {{"input", reader.Number("input", model.input)},
                {"cached_input", reader.Number("cached_input", model.cached_input)},
                {"output", reader.Number("output", model.output)},
                {"per_day", reader.Number("per_day", model.per_day)}});
  }
}

}  // namespace

double PriceTable::OfAnswer(const std::string& model, const Costs& costs, double machine_seconds,
                            double joules) const {
  const auto listed = models.find(model);
  if (listed != models.end()) {
    const TokenPrices& price = listed->second;
    const double read = costs.prompt - costs.cached + costs.scorer_prompt;
    return (read * price.input + costs.cached * price.cached_input +
            costs.Tokens() * price.output) /
           kMillion;
  }
  if (machine.per_hour > 0 && machine_seconds < 0) return std::nan("");
  const double hours = std::max(machine_seconds, 0.0) / 3600;
  const double kwh = std::max(joules, 0.0) / kJoulesPerKwh;
  return hours * machine.per_hour + kwh * machine.per_kwh;
}

double PriceTable::PerDay(const std::string& model) const {
  const auto listed = models.find(model);
  return listed != models.end() ? listed->second.per_day : machine.per_day;
}

PriceTable ParsePrices(const std::string& text, const std::string& name) {
  const Reader reader(name);
  PriceTable prices;
  try {
    const auto machine = [&](const YAML::Node& node) {
      reader.Map(node, "machine",
                 {{"per_hour", reader.Number("per_hour", prices.machine.per_hour)},
                  {"per_kwh", reader.Number("per_kwh", prices.machine.per_kwh)},
                  {"per_day", reader.Number("per_day", prices.machine.per_day)}});
    };
    reader.Map(YAML::Load(text), "a price table",
               {{"currency", [&](const YAML::Node& node) { prices.currency = node.Scalar(); }},
                {"wrong_answer", reader.Number("wrong_answer", prices.wrong_answer)},
                {"machine", machine},
                {"models", [&](const YAML::Node& node) { ReadModels(reader, node, prices); }}});
  } catch (const YAML::ParserException& failure) {
    reader.Refuse(failure.mark, failure.msg);
  }
  return prices;
}

PriceTable ReadPrices(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream || std::filesystem::is_directory(file)) {
    throw Error(ErrorCode::kNotFound,
                "price table " + file.string() + " cannot be read; ponder cost prices prints one");
  }
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  return ParsePrices(text, file.string());
}

std::string ExamplePrices() { return kExample; }

std::string PricesJson(const PriceTable& prices) {
  nlohmann::ordered_json json{{"currency", prices.currency},
                              {"wrong_answer", prices.wrong_answer},
                              {"machine",
                               {{"per_hour", prices.machine.per_hour},
                                {"per_kwh", prices.machine.per_kwh},
                                {"per_day", prices.machine.per_day}}},
                              {"models", nlohmann::ordered_json::object()}};
  for (const auto& [name, model] : prices.models) {
    json["models"][name] = {{"input", model.input},
                            {"cached_input", model.cached_input},
                            {"output", model.output},
                            {"per_day", model.per_day}};
  }
  return json.dump(2) + "\n";
}

}  // namespace ponder
