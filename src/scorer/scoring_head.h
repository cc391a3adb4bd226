// The head of a reward model: what turns a hidden state into its score. llama.cpp runs the body of
// such a model but has no place for its head, so the head is a file beside the model.
//
// The file, all numbers little-endian: "PONDHEAD"; version 1 (u32); number of layers (u32); 16
// hexadecimal digits, EngineInfo::fingerprint of the model it belongs to; for each layer inputs,
// outputs and activation (u32 each; 0 none, 1 ReLU), weights (f32, one row an output), biases
// (f32); CRC-32 (u32) of all bytes before. scripts/convert_head.py writes it.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace ponder {

class ScoringHead {
 public:
  // Throws kNotFound (no file) or kModel (not such a file, damaged, shapes that do not fit).
  static ScoringHead Load(const std::filesystem::path& file);

  const std::string& model() const { return model_; }  // the fingerprint
  size_t inputs() const { return layers_.front().inputs; }
  size_t outputs() const { return layers_.back().outputs; }
  // `state` has inputs() floats. Returns outputs() values, computed in double.
  std::vector<double> Apply(std::span<const float> state) const;

 private:
  struct Layer {
    size_t inputs = 0;
    size_t outputs = 0;
    bool relu = false;
    std::vector<float> weights;
    std::vector<float> biases;
  };
  class Reader;

  std::string model_;
  std::vector<Layer> layers_;
};

}  // namespace ponder
