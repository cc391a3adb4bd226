#include "scorer/scoring_head.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

#include "ponder/error.h"

namespace ponder {
namespace {

constexpr std::string_view kMagic = "PONDHEAD";
constexpr uint32_t kVersion = 1;
constexpr uint32_t kMostLayers = 8;
constexpr uint32_t kWidest = 1 << 17;
constexpr size_t kFingerprint = 16;

// CRC-32 as in zlib and PNG.
uint32_t Checksum(std::string_view bytes) {
  std::array<uint32_t, 256> table;
  for (uint32_t i = 0; i < table.size(); ++i) {
    table[i] = i;
    for (int bit = 0; bit < 8; ++bit) table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0u);
  }
  uint32_t sum = 0xffffffffu;
  for (char c : bytes) sum = sum >> 8 ^ table[(sum ^ static_cast<unsigned char>(c)) & 255];
  return ~sum;
}

}  // namespace

class ScoringHead::Reader {
 public:
  Reader(const std::filesystem::path& file, std::string_view bytes) : file_(file), bytes_(bytes) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorCode::kModel, "head " + file_.string() + ": " + what +
                                       "; make it anew (scripts/convert_head.py)");
  }
  std::string_view Take(size_t count) {
    if (count > bytes_.size()) Fail("the file is cut off");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  uint32_t Number() {
    uint32_t value = 0;
    std::memcpy(&value, Take(sizeof value).data(), sizeof value);
    return value;
  }
  std::vector<float> Floats(size_t count) {
    std::vector<float> values(count);
    std::memcpy(values.data(), Take(count * sizeof(float)).data(), count * sizeof(float));
    return values;
  }
  Layer ReadLayer() {
    Layer layer;
    layer.inputs = Number();
    layer.outputs = Number();
    const uint32_t activation = Number();
    if (layer.inputs == 0 || layer.inputs > kWidest || layer.outputs == 0 ||
        layer.outputs > kWidest || activation > 1) {
      Fail("a layer has an impossible shape or an unknown activation");
    }
    layer.relu = activation == 1;
    layer.weights = Floats(layer.inputs * layer.outputs);
    layer.biases = Floats(layer.outputs);
    return layer;
  }
  bool AtEnd() const { return bytes_.empty(); }

 private:
  const std::filesystem::path& file_;
  std::string_view bytes_;
};

ScoringHead ScoringHead::Load(const std::filesystem::path& file) {
  static_assert(std::endian::native == std::endian::little);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Error(ErrorCode::kNotFound, "head " + file.string() +
                                          ": there is no such file; scripts/convert_head.py makes "
                                          "it of the model's checkpoint");
  }
  const std::string whole(std::istreambuf_iterator<char>(stream), {});
  const size_t body = whole.size() - std::min(whole.size(), sizeof(uint32_t));
  Reader reader(file, std::string_view(whole).substr(0, body));
  if (!whole.starts_with(kMagic)) reader.Fail("is not a head: it does not begin with PONDHEAD");
  uint32_t sum = 0;
  std::memcpy(&sum, whole.data() + body, sizeof sum);
  if (sum != Checksum(std::string_view(whole).substr(0, body))) {
    reader.Fail("is damaged: its checksum does not fit");
  }
  reader.Take(kMagic.size());
  const uint32_t version = reader.Number();
  if (version != kVersion) reader.Fail("is of version " + std::to_string(version) + ", not 1");
  const uint32_t layers = reader.Number();
  if (layers == 0 || layers > kMostLayers) reader.Fail("has no layers, or more than 8");
  ScoringHead head;
  head.model_ = reader.Take(kFingerprint);
  for (uint32_t i = 0; i < layers; ++i) {
    head.layers_.push_back(reader.ReadLayer());
    if (i > 0 && head.layers_[i - 1].outputs != head.layers_[i].inputs) {
      reader.Fail("layer " + std::to_string(i) + " does not fit the one before");
    }
  }
  if (!reader.AtEnd()) reader.Fail("has bytes after its last layer");
  return head;
}

std::vector<double> ScoringHead::Apply(std::span<const float> state) const {
  std::vector<double> values(state.begin(), state.end());
  for (const Layer& layer : layers_) {
    std::vector<double> next(layer.biases.begin(), layer.biases.end());
    for (size_t o = 0; o < layer.outputs; ++o) {
      const float* row = layer.weights.data() + o * layer.inputs;
      for (size_t i = 0; i < layer.inputs; ++i) next[o] += row[i] * values[i];
      // Not max(): a NaN stays one.
      if (layer.relu && next[o] < 0) next[o] = 0;
    }
    values = std::move(next);
  }
  return values;
}

}  // namespace ponder
