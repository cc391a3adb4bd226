#include <llama.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "engine/llama/model_header.h"
#include "ponder/error.h"

namespace ponder {
namespace {

int64_t ActiveParameters(const Metadata& metadata, const Tensors& tensors) {
  uint64_t active = tensors.elements - tensors.layer_tables;
  if (tensors.has_output) active -= tensors.input_table;
  const auto experts = static_cast<uint64_t>(metadata.Of("expert_count"));
  const auto used = static_cast<uint64_t>(metadata.Of("expert_used_count"));
  if (experts > used && used > 0) active -= tensors.experts / experts * (experts - used);
  return static_cast<int64_t>(active);
}

// Heads x head size; the mean of keys and values where they differ.
int64_t AttentionWidth(const Metadata& metadata) {
  const int64_t heads = metadata.Of("attention.head_count");
  const int64_t width = metadata.Of("embedding_length");
  const int64_t keys = metadata.Of("attention.key_length");
  const int64_t values = metadata.Of("attention.value_length");
  if (heads == 0 || keys == 0) return width;
  return heads * (keys + (values > 0 ? values : keys)) / 2;
}

// Two bytes an element of the keys and the values of every layer.
int64_t CellBytes(const Metadata& metadata) {
  const int64_t heads = std::max<int64_t>(metadata.Of("attention.head_count"), 1);
  const int64_t kept = metadata.Of("attention.head_count_kv");
  const int64_t keys = metadata.Of("attention.key_length");
  const int64_t values = metadata.Of("attention.value_length");
  const int64_t size = metadata.Of("embedding_length") / heads;
  const int64_t width =
      (kept > 0 ? kept : heads) * ((keys > 0 ? keys : size) + (values > 0 ? values : size));
  return 2 * metadata.Of("block_count") * width;
}

}  // namespace

void CountElements(const std::string& name, uint64_t elements, Tensors& tensors) {
  tensors.elements += elements;
  if (name.find("_exps.") != std::string::npos) tensors.experts += elements;
  if (name == "token_embd.weight") tensors.input_table = elements;
  if (name == "per_layer_token_embd.weight") tensors.layer_tables = elements;
  if (name == "output.weight") tensors.has_output = true;
  if (name == "cls.weight" || name == "cls.output.weight") tensors.has_rank_head = true;
}

ModelFileFacts FactsOf(const Metadata& metadata, const Tensors& tensors, uint64_t bytes) {
  ModelFileFacts facts;
  facts.bytes = bytes;
  facts.architecture = metadata.architecture;
  facts.parameters = static_cast<int64_t>(tensors.elements);
  facts.active_parameters = ActiveParameters(metadata, tensors);
  facts.layers = static_cast<int>(metadata.Of("block_count"));
  facts.width = static_cast<int>(metadata.Of("embedding_length"));
  facts.attention_width = static_cast<int>(AttentionWidth(metadata));
  facts.cell_bytes = CellBytes(metadata);
  facts.has_rank_head = tensors.has_rank_head;
  facts.context = static_cast<int>(metadata.Of("context_length"));
  const auto type = metadata.numbers.find("general.file_type");
  if (type != metadata.numbers.end()) {
    facts.file_type = FileTypeName(static_cast<int>(type->second));
  }
  return facts;
}

// FNV-1a, 64 bits.
std::string FileFingerprint(const std::filesystem::path& file) {
  constexpr uint64_t kPlaces = 16;
  constexpr uint64_t kBytes = 65536;
  std::error_code missing;
  const uint64_t size = std::filesystem::file_size(file, missing);
  if (missing) throw Error(ErrorCode::kUnavailable, "model " + file.string() + ": cannot be read");
  uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3ULL; };
  for (int shift = 0; shift < 64; shift += 8) add(static_cast<unsigned char>(size >> shift));
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(kBytes, '\0');
  for (uint64_t place = 0; place < kPlaces; ++place) {
    const uint64_t last = size > kBytes ? size - kBytes : 0;
    stream.clear();
    stream.seekg(static_cast<std::streamoff>(last / (kPlaces - 1) * place));
    stream.read(bytes.data(), static_cast<std::streamsize>(kBytes));
    for (std::streamsize i = 0; i < stream.gcount(); ++i) {
      add(static_cast<unsigned char>(bytes[static_cast<size_t>(i)]));
    }
  }
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[hash >> shift & 15];
  return digits;
}

std::string FileTypeName(int type) {
  const std::string name = llama_ftype_name(static_cast<llama_ftype>(type));
  return name.substr(0, name.find(' '));
}

}  // namespace ponder
