#include "tiny_model.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <set>

#include "ponder/random.h"

namespace ponder {
namespace {

constexpr double kEpsilon = 1e-5;
constexpr double kRopeBase = 10000;
// Of a Mamba layer.
constexpr uint64_t kInner = 2 * TinyModel::kWidth, kConvolved = 4, kState = 16, kStepRank = 2;
constexpr int32_t kNormal = 1, kUnknown = 2, kControl = 3, kByte = 6;

template <class T>
std::string Bytes(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}
std::string Text(const std::string& text) { return Bytes<uint64_t>(text.size()) + text; }

// GGUF's types of values.
constexpr uint32_t kUint32 = 4, kInt32 = 5, kFloat32 = 6, kBool = 7, kString = 8, kArray = 9;

class Pairs {
 public:
  void Number(const std::string& key, uint32_t value) { Add(key, kUint32, Bytes(value)); }
  void Real(const std::string& key, float value) { Add(key, kFloat32, Bytes(value)); }
  void Bool(const std::string& key, bool value) { Add(key, kBool, Bytes(value)); }
  void String(const std::string& key, const std::string& value) { Add(key, kString, Text(value)); }
  void Strings(const std::string& key, const std::vector<std::string>& values) {
    std::string body = Bytes(kString) + Bytes<uint64_t>(values.size());
    for (const std::string& value : values) body += Text(value);
    Add(key, kArray, body);
  }
  template <class T>
  void Numbers(const std::string& key, uint32_t type, const std::vector<T>& values) {
    std::string body = Bytes(type) + Bytes<uint64_t>(values.size());
    for (const T value : values) body += Bytes(value);
    Add(key, kArray, body);
  }
  std::string Take(uint64_t& count) {
    count += count_;
    return std::move(bytes_);
  }

 private:
  void Add(const std::string& key, uint32_t type, const std::string& value) {
    bytes_ += Text(key) + Bytes(type) + value;
    ++count_;
  }
  std::string bytes_;
  uint64_t count_ = 0;
};

std::string Utf8(uint32_t code) {
  if (code < 0x80) return {static_cast<char>(code)};
  return {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
}

// How GPT-2's vocabulary writes a byte.
std::string ByteName(int byte) {
  const auto plain = [](int b) {
    return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || (b >= 0xae && b <= 0xff);
  };
  if (plain(byte)) return Utf8(static_cast<uint32_t>(byte));
  int number = 0;
  for (int b = 0; b < byte; ++b) number += plain(b) ? 0 : 1;
  return Utf8(static_cast<uint32_t>(256 + number));
}

std::string ByteHex(int byte) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  return std::string("<0x") + kDigits[byte >> 4] + kDigits[byte & 15] + ">";
}

// To this many bits, the leading one included; ties to even.
std::vector<double> Rounded(std::vector<double> x, int bits) {
  for (double& value : x) {
    int exponent = 0;
    const double part = std::frexp(value, &exponent);
    value = std::ldexp(std::nearbyint(std::ldexp(part, bits)), exponent - bits);
  }
  return x;
}
constexpr int kHalf = 11, kBrain = 8;

constexpr const char* kChatMl =
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' "
    "}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

}  // namespace

TinyModel::TinyModel(TinyKind kind, uint64_t seed) : kind_(kind), seed_(seed) {
  if (kind == TinyKind::kSpm) {
    vocabulary_ = {"<unk>", "<s>", "</s>"};
    types_ = {kUnknown, kControl, kControl};
    for (int byte = 0; byte < 256; ++byte) vocabulary_.push_back(ByteHex(byte));
    types_.resize(vocabulary_.size(), kByte);
    for (const char* piece : {"▁", "к", "и", "ки", "▁ки", "+", "-", "▁+", "▁-"}) {
      vocabulary_.emplace_back(piece);
    }
    for (char c = 'a'; c <= 'z'; ++c) vocabulary_.emplace_back(1, c);
    types_.resize(vocabulary_.size(), kNormal);
  } else {
    for (int byte = 0; byte < 256; ++byte) vocabulary_.push_back(ByteName(byte));
    types_.resize(vocabulary_.size(), kNormal);
    for (const char* piece : {"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<extra_0>"}) {
      vocabulary_.emplace_back(piece);
    }
    types_.resize(vocabulary_.size(), kControl);
  }
  const uint64_t words = vocabulary_.size();
  Add("token_embd.weight", {kWidth, words}, 1);
  Add("output.weight", {kWidth, words}, 0.4);
  Add("output_norm.weight", {kWidth}, 0.2, 1);
  if (kind == TinyKind::kRank) Add("cls.output.weight", {kWidth, 2}, 0.4);
  for (int layer = 0; layer < kLayers; ++layer) {
    const std::string begin = "blk." + std::to_string(layer) + ".";
    Add(begin + "attn_norm.weight", {kWidth}, 0.2, 1);
    kind == TinyKind::kMamba ? AddMamba(begin) : AddAttention(begin);
  }
}

void TinyModel::AddAttention(const std::string& layer) {
  constexpr uint64_t kAll = kHeads * kHeadSize;
  Add(layer + "attn_q.weight", {kWidth, kAll}, 0.3);
  Add(layer + "attn_k.weight", {kWidth, kHeadSize}, 0.3);
  Add(layer + "attn_v.weight", {kWidth, kHeadSize}, 0.3);
  Add(layer + "attn_output.weight", {kAll, kWidth}, 0.3);
  if (kind_ == TinyKind::kRank) {
    Add(layer + "attn_q_norm.weight", {kHeadSize}, 0.2, 1);
    Add(layer + "attn_k_norm.weight", {kHeadSize}, 0.2, 1);
  }
  Add(layer + "ffn_norm.weight", {kWidth}, 0.2, 1);
  Add(layer + "ffn_gate.weight", {kWidth, kFeed}, 0.3);
  Add(layer + "ffn_up.weight", {kWidth, kFeed}, 0.3);
  Add(layer + "ffn_down.weight", {kFeed, kWidth}, 0.3);
}

void TinyModel::AddMamba(const std::string& layer) {
  Add(layer + "ssm_in.weight", {kWidth, 2 * kInner}, 0.3);
  Add(layer + "ssm_conv1d.weight", {kConvolved, kInner}, 0.3);
  Add(layer + "ssm_conv1d.bias", {kInner}, 0.1);
  Add(layer + "ssm_x.weight", {kInner, kStepRank + 2 * kState}, 0.3);
  Add(layer + "ssm_dt.weight", {kStepRank, kInner}, 0.3);
  Add(layer + "ssm_dt.bias", {kInner}, 0.1);
  Add(layer + "ssm_a", {kState, kInner}, 0.1, -1);
  Add(layer + "ssm_d", {kInner}, 0.1, 1);
  Add(layer + "ssm_out.weight", {kInner, kWidth}, 0.3);
}

void TinyModel::Add(const std::string& name, std::vector<uint64_t> shape, double scale,
                    double mean) {
  Tensor tensor{std::move(shape), {}};
  uint64_t count = 1;
  for (const uint64_t length : tensor.shape) count *= length;
  const RandomStream random = RandomStream(seed_).Child(name);
  for (uint64_t i = 0; i < count; ++i) {  // twelve uniform numbers are nearly a normal one
    double sum = -6;
    for (uint64_t k = 0; k < 12; ++k) sum += random.Uniform(12 * i + k);
    tensor.values.push_back(static_cast<float>(mean + scale * sum));
  }
  tensors_[name] = std::move(tensor);
}

std::string TinyModel::Architecture() const {
  if (kind_ == TinyKind::kMamba) return "mamba";
  return kind_ == TinyKind::kRank ? "qwen3" : "llama";
}

std::string TinyModel::Key(const std::string& name) const { return Architecture() + "." + name; }

std::string TinyModel::Metadata(uint64_t& count) const {
  Pairs pairs;
  pairs.String("general.architecture", Architecture());
  pairs.Number("general.file_type", 0);
  pairs.Number(Key("context_length"), 4096);
  pairs.Number(Key("embedding_length"), kWidth);
  pairs.Number(Key("block_count"), kLayers);
  pairs.Number(Key("feed_forward_length"), kFeed);
  pairs.Number(Key("attention.head_count"), kHeads);
  pairs.Number(Key("attention.head_count_kv"), 1);
  pairs.Number(Key("attention.key_length"), kHeadSize);
  pairs.Number(Key("attention.value_length"), kHeadSize);
  pairs.Number(Key("rope.dimension_count"), kHeadSize);
  pairs.Real(Key("rope.freq_base"), static_cast<float>(kRopeBase));
  pairs.Real(Key("attention.layer_norm_rms_epsilon"), static_cast<float>(kEpsilon));
  if (kind_ == TinyKind::kMamba) {
    pairs.Number(Key("ssm.conv_kernel"), kConvolved);
    pairs.Number(Key("ssm.inner_size"), kInner);
    pairs.Number(Key("ssm.state_size"), kState);
    pairs.Number(Key("ssm.time_step_rank"), kStepRank);
  }
  if (kind_ == TinyKind::kRank) {
    pairs.Number(Key("pooling_type"), 4);
    pairs.Strings(Key("classifier.output_labels"), {"yes", "no"});
  }
  return pairs.Take(count);
}

std::string TinyModel::Tokenizer(uint64_t& count) const {
  Pairs pairs;
  const std::string begin = "tokenizer.ggml.";
  pairs.Strings(begin + "tokens", vocabulary_);
  pairs.Numbers(begin + "token_type", kInt32, types_);
  if (kind_ == TinyKind::kSpm) {
    pairs.String(begin + "model", "llama");
    std::vector<float> scores(vocabulary_.size(), -1);
    pairs.Numbers(begin + "scores", kFloat32, scores);
    pairs.Number(begin + "bos_token_id", 1);
    pairs.Number(begin + "eos_token_id", 2);
    pairs.Number(begin + "unknown_token_id", 0);
    pairs.Bool(begin + "add_bos_token", true);
    return pairs.Take(count);
  }
  pairs.String(begin + "model", "gpt2");
  pairs.String(begin + "pre", "qwen2");
  pairs.Strings(begin + "merges", {ByteName('q') + " " + ByteName('q')});  // one must be there
  pairs.Number(begin + "bos_token_id", 256);
  pairs.Number(begin + "eos_token_id", 258);
  pairs.Bool(begin + "add_bos_token", false);
  pairs.String("tokenizer.chat_template", kChatMl);
  return pairs.Take(count);
}

void TinyModel::Write(const std::filesystem::path& file) const {
  constexpr size_t kAlignment = 32;
  uint64_t pairs = 0;
  const std::string metadata = Metadata(pairs) + Tokenizer(pairs);
  std::string head = "GGUF" + Bytes<uint32_t>(3) + Bytes<uint64_t>(tensors_.size()) +
                     Bytes<uint64_t>(pairs) + metadata;
  std::string data;
  for (const auto& [name, tensor] : tensors_) {
    head += Text(name) + Bytes(static_cast<uint32_t>(tensor.shape.size()));
    for (const uint64_t length : tensor.shape) head += Bytes(length);
    head += Bytes<uint32_t>(0) + Bytes<uint64_t>(data.size());
    data.append(reinterpret_cast<const char*>(tensor.values.data()),
                tensor.values.size() * sizeof(float));
    data.resize((data.size() + kAlignment - 1) / kAlignment * kAlignment);
  }
  head.resize((head.size() + kAlignment - 1) / kAlignment * kAlignment);
  std::ofstream(file, std::ios::binary) << head << data;
}

std::vector<double> TinyModel::Times(const std::string& name, const std::vector<double>& x) const {
  const Tensor& tensor = tensors_.at(name);
  std::vector<double> y(tensor.values.size() / x.size());
  for (size_t o = 0; o < y.size(); ++o) {
    for (size_t i = 0; i < x.size(); ++i) y[o] += tensor.values[o * x.size() + i] * x[i];
  }
  return y;
}

std::vector<double> TinyModel::Normed(const std::string& name, const std::vector<double>& x) const {
  const double squares = std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
  const double scale = 1 / std::sqrt(squares / static_cast<double>(x.size()) + kEpsilon);
  std::vector<double> y;
  for (size_t i = 0; i < x.size(); ++i) y.push_back(x[i] * scale * tensors_.at(name).values[i]);
  return y;
}

// Heads of a query or key: normed where the model does that, and turned by their position. llama
// turns neighbours, qwen3 the two halves.
std::vector<double> TinyModel::Turned(const std::string& norm, const std::vector<double>& x,
                                      size_t position) const {
  std::vector<double> y;
  for (size_t begin = 0; begin < x.size(); begin += kHeadSize) {
    const auto from = x.begin() + static_cast<ptrdiff_t>(begin);
    std::vector<double> head(from, from + kHeadSize);
    if (kind_ == TinyKind::kRank) head = Normed(norm, head);
    std::vector<double> turned(kHeadSize);
    for (size_t i = 0; i < kHeadSize / 2; ++i) {
      const double angle = static_cast<double>(position) *
                           std::pow(kRopeBase, -2.0 * static_cast<double>(i) / kHeadSize);
      const size_t a = kind_ == TinyKind::kRank ? i : 2 * i;
      const size_t b = kind_ == TinyKind::kRank ? i + kHeadSize / 2 : 2 * i + 1;
      turned[a] = head[a] * std::cos(angle) - head[b] * std::sin(angle);
      turned[b] = head[a] * std::sin(angle) + head[b] * std::cos(angle);
    }
    y.insert(y.end(), turned.begin(), turned.end());
  }
  return y;
}

std::vector<double> TinyModel::Attention(const std::string& layer, const std::vector<double>& query,
                                         const std::vector<std::vector<double>>& keys,
                                         const std::vector<std::vector<double>>& values) const {
  std::vector<double> mixed(query.size());
  for (size_t head = 0; head < kHeads; ++head) {
    std::vector<double> weights;
    double sum = 0;
    for (const std::vector<double>& key : keys) {
      double product = 0;
      for (size_t i = 0; i < kHeadSize; ++i) product += query[head * kHeadSize + i] * key[i];
      weights.push_back(std::exp(product / std::sqrt(kHeadSize)));
      sum += weights.back();
    }
    for (size_t t = 0; t < keys.size(); ++t) {
      for (size_t i = 0; i < kHeadSize; ++i) {
        mixed[head * kHeadSize + i] += weights[t] / sum * values[t][i];
      }
    }
  }
  return Times(layer + "attn_output.weight", mixed);
}

std::vector<std::vector<double>> TinyModel::States(const std::vector<Token>& tokens) const {
  const auto add = [](std::vector<double>& x, const std::vector<double>& y) {
    for (size_t i = 0; i < x.size(); ++i) x[i] += y[i];
  };
  std::vector<std::vector<double>> keys[kLayers], values[kLayers], states;
  for (size_t position = 0; position < tokens.size(); ++position) {
    const auto row = tensors_.at("token_embd.weight").values.begin() + tokens[position] * kWidth;
    std::vector<double> x(row, row + kWidth);
    for (int l = 0; l < kLayers; ++l) {
      const std::string layer = "blk." + std::to_string(l) + ".";
      const std::vector<double> in = Normed(layer + "attn_norm.weight", x);
      const auto query =
          Turned(layer + "attn_q_norm.weight", Times(layer + "attn_q.weight", in), position);
      keys[l].push_back(
          Turned(layer + "attn_k_norm.weight", Times(layer + "attn_k.weight", in), position));
      keys[l].back() = Rounded(keys[l].back(), kHalf);
      values[l].push_back(Rounded(Times(layer + "attn_v.weight", in), kBrain));
      add(x, Attention(layer, Rounded(query, kHalf), keys[l], values[l]));
      const std::vector<double> feed = Normed(layer + "ffn_norm.weight", x);
      std::vector<double> gate = Times(layer + "ffn_gate.weight", feed);
      const std::vector<double> up = Times(layer + "ffn_up.weight", feed);
      for (size_t i = 0; i < gate.size(); ++i) gate[i] *= up[i] / (1 + std::exp(-gate[i]));
      add(x, Times(layer + "ffn_down.weight", gate));
    }
    states.push_back(Normed("output_norm.weight", x));
  }
  return states;
}

std::vector<double> TinyModel::LogProbs(const std::vector<double>& state) const {
  std::vector<double> logits = Times("output.weight", state);
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit);
  for (double& logit : logits) logit -= std::log(sum);
  return logits;
}

std::vector<double> TinyModel::Rank(const std::vector<double>& state) const {
  std::vector<double> values = Times("cls.output.weight", state);
  double sum = 0;
  for (double& value : values) sum += value = std::exp(value);
  for (double& value : values) value /= sum;
  return values;
}

}  // namespace ponder
