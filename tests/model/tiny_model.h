// A tiny language model with random weights: as a GGUF file, and computed in double by a few loops
// that share nothing with llama.cpp. Only queries and keys are rounded to F16 and values to BF16,
// as the engine's cells on a CPU are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

enum class TinyKind {
  kBpe,    // llama, bytes as tokens, the special tokens of Qwen, a ChatML template
  kSpm,    // llama, SentencePiece with the marks of Math-Shepherd, no template
  kRank,   // qwen3 with a head of two outputs
  kMamba,  // a running state instead of attention; only a file, States does not know it
};

class TinyModel {
 public:
  static constexpr int kWidth = 32;
  static constexpr int kHeads = 2;
  static constexpr int kHeadSize = 16;
  static constexpr int kFeed = 48;
  static constexpr int kLayers = 2;

  TinyModel(TinyKind kind, uint64_t seed);

  void Write(const std::filesystem::path& file) const;

  // The final normed state after each token.
  std::vector<std::vector<double>> States(const std::vector<Token>& tokens) const;
  // Of a state: natural logarithms of the probabilities of the next token.
  std::vector<double> LogProbs(const std::vector<double>& state) const;
  // kRank: softmax of the head.
  std::vector<double> Rank(const std::vector<double>& state) const;

 private:
  struct Tensor {
    std::vector<uint64_t> shape;  // inputs first
    std::vector<float> values;
  };
  void AddAttention(const std::string& layer);
  void AddMamba(const std::string& layer);
  std::string Architecture() const;
  std::string Key(const std::string& name) const;
  std::string Metadata(uint64_t& count) const;
  std::string Tokenizer(uint64_t& count) const;
  void Add(const std::string& name, std::vector<uint64_t> shape, double scale, double mean = 0);
  std::vector<double> Times(const std::string& name, const std::vector<double>& x) const;
  std::vector<double> Normed(const std::string& name, const std::vector<double>& x) const;
  std::vector<double> Turned(const std::string& norm, const std::vector<double>& x,
                             size_t position) const;
  std::vector<double> Attention(const std::string& layer, const std::vector<double>& query,
                                const std::vector<std::vector<double>>& keys,
                                const std::vector<std::vector<double>>& values) const;

  TinyKind kind_;
  uint64_t seed_;
  std::vector<std::string> vocabulary_;
  std::vector<int32_t> types_;
  std::map<std::string, Tensor> tensors_;
};

}  // namespace ponder
