// GGUF version 2 and 3, as in ggml's docs/gguf.md: magic, version, counts, key-value pairs, tensor
// descriptions, data. Little-endian only, as llama.cpp on the machines we know.
#include "engine/llama/model_file.h"

#include <ggml.h>

#include <array>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include "engine/llama/model_header.h"
#include "ponder/error.h"

namespace ponder {
namespace {

constexpr uint64_t kMaxEntries = 1u << 20;
constexpr uint64_t kMaxText = 1u << 30;
constexpr uint32_t kArray = 9;
constexpr uint32_t kText = 8;

class HeaderReader {
 public:
  explicit HeaderReader(const std::filesystem::path& file)
      : path_(file), stream_(file, std::ios::binary), size_(std::filesystem::file_size(file)) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorCode::kModel, "model " + path_.string() + ": " + what);
  }

  template <class T>
  T Read() {
    T value{};
    if (left() < sizeof value || !stream_.read(reinterpret_cast<char*>(&value), sizeof value)) {
      Fail("the file ends inside its header: it is truncated, fetch it again");
    }
    at_ += sizeof value;
    return value;
  }

  std::string ReadText() {
    const auto length = Read<uint64_t>();
    if (length > kMaxText || length > left()) {
      Fail("a text in its header is longer than the file: it is damaged, fetch it again");
    }
    std::string text(length, '\0');
    stream_.read(text.data(), static_cast<std::streamsize>(length));
    at_ += length;
    return text;
  }

  void Skip(uint64_t bytes) {
    if (bytes > left()) Fail("the file ends inside its header: it is truncated, fetch it again");
    stream_.seekg(static_cast<std::streamoff>(bytes), std::ios::cur);
    at_ += bytes;
  }

  uint64_t left() const { return size_ - at_; }
  uint64_t at() const { return at_; }
  uint64_t size() const { return size_; }

 private:
  std::filesystem::path path_;
  std::ifstream stream_;
  uint64_t size_;
  uint64_t at_ = 0;
};

// Bytes of a scalar value, by GGUF's type number; 0 for others.
uint64_t ScalarBytes(uint32_t type) {
  constexpr std::array<uint64_t, 13> kBytes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return type < kBytes.size() ? kBytes[type] : 0;
}

// A value as far as it is used: an unsigned 32-bit number, a text, or neither.
struct Value {
  std::optional<uint32_t> number = std::nullopt;
  std::string text = {};
};

Value ReadValue(HeaderReader& reader, uint32_t type) {
  if (type == 4) return {.number = reader.Read<uint32_t>()};
  if (type == kText) return {.text = reader.ReadText()};
  if (type == kArray) {
    const auto element = reader.Read<uint32_t>();
    const auto count = reader.Read<uint64_t>();
    if (element == kText) {
      if (count > reader.left() / 8) reader.Fail("an array in its header is longer than the file");
      for (uint64_t i = 0; i < count; ++i) reader.ReadText();
    } else {
      const uint64_t bytes = ScalarBytes(element);
      if (bytes == 0 || count > reader.left() / bytes) {
        reader.Fail("an array in its header is of an unknown type or longer than the file");
      }
      reader.Skip(count * bytes);
    }
  } else {
    const uint64_t bytes = ScalarBytes(type);
    if (bytes == 0)
      reader.Fail("a value in its header has the unknown type " + std::to_string(type));
    reader.Skip(bytes);
  }
  return {};
}

void CheckSize(const HeaderReader& reader, const std::string& key, uint32_t value) {
  struct Limit {
    std::string_view suffix;
    uint32_t most;
  };
  constexpr Limit kLimits[] = {{".block_count", 4096},
                               {".embedding_length", 1 << 20},
                               {".feed_forward_length", 1 << 24},
                               {".attention.head_count", 65536},
                               {".context_length", 1u << 30}};
  for (const Limit& limit : kLimits) {
    if (key.ends_with(limit.suffix) && (value == 0 || value > limit.most)) {
      reader.Fail(key + " is " + std::to_string(value) + ": not a model llama.cpp can run");
    }
  }
}

Metadata ReadMetadata(HeaderReader& reader, uint64_t count) {
  Metadata metadata;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string key = reader.ReadText();
    const auto type = reader.Read<uint32_t>();
    const Value value = ReadValue(reader, type);
    if (key == "general.architecture") {
      if (type != kText) reader.Fail("general.architecture is not a text");
      metadata.has_architecture = true;
      metadata.architecture = value.text;
    }
    if (!value.number) continue;
    const uint32_t number = *value.number;
    CheckSize(reader, key, number);
    metadata.numbers[key] = number;
    if (key == "general.alignment") {
      if (number == 0 || (number & (number - 1)) != 0 || number > 65536) {
        reader.Fail("general.alignment is " + std::to_string(number) + ", not a power of two");
      }
      metadata.alignment = number;
    }
  }
  return metadata;
}

Tensors ReadTensors(HeaderReader& reader, uint64_t count) {
  Tensors tensors;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string name = reader.ReadText();
    const auto dimensions = reader.Read<uint32_t>();
    if (dimensions > GGML_MAX_DIMS) reader.Fail("tensor " + name + " has too many dimensions");
    uint64_t elements = 1;
    uint64_t row = 1;
    for (uint32_t d = 0; d < dimensions; ++d) {
      const auto length = reader.Read<uint64_t>();
      if (length == 0 || length > (uint64_t{1} << 40) || elements > (uint64_t{1} << 46) / length) {
        reader.Fail("tensor " + name + " has an impossible shape");
      }
      if (d == 0) row = length;
      elements *= length;
    }
    const auto type = reader.Read<uint32_t>();
    const auto offset = reader.Read<uint64_t>();
    const auto ggml = static_cast<ggml_type>(type);
    if (type >= GGML_TYPE_COUNT || ggml_blck_size(ggml) <= 0 || ggml_type_size(ggml) == 0 ||
        row % static_cast<uint64_t>(ggml_blck_size(ggml)) != 0) {
      reader.Fail("tensor " + name + " has a type or row length llama.cpp does not know");
    }
    const uint64_t bytes =
        elements / static_cast<uint64_t>(ggml_blck_size(ggml)) * ggml_type_size(ggml);
    if (offset > reader.size() || bytes > reader.size()) {
      reader.Fail("tensor " + name + " lies outside the file: it is truncated, fetch it again");
    }
    tensors.end = std::max(tensors.end, offset + bytes);
    CountElements(name, elements, tensors);
  }
  return tensors;
}

}  // namespace

ModelFileFacts CheckModelFile(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Error(ErrorCode::kNotFound, "model " + file.string() + ": there is no such file");
  }
  HeaderReader reader(file);
  if (reader.size() < 24)
    reader.Fail("is not a GGUF file: it has " + std::to_string(reader.size()) + " bytes");
  if (reader.Read<std::array<char, 4>>() != std::array<char, 4>{'G', 'G', 'U', 'F'}) {
    reader.Fail("is not a GGUF file: it does not begin with the letters GGUF");
  }
  const auto version = reader.Read<uint32_t>();
  if (version != 2 && version != 3) {
    reader.Fail("is GGUF version " + std::to_string(version) + "; versions 2 and 3 can be read");
  }
  const auto tensors = reader.Read<uint64_t>();
  const auto pairs = reader.Read<uint64_t>();
  if (tensors > kMaxEntries || pairs > kMaxEntries) {
    reader.Fail("its header promises more entries than a model has: it is damaged");
  }
  const Metadata metadata = ReadMetadata(reader, pairs);
  if (!metadata.has_architecture) reader.Fail("its header names no architecture: not a model");
  const Tensors read = ReadTensors(reader, tensors);
  const uint64_t data =
      (reader.at() + metadata.alignment - 1) / metadata.alignment * metadata.alignment;
  if (tensors == 0) reader.Fail("holds no weights");
  if (data + read.end > reader.size()) {
    reader.Fail("has " + std::to_string(reader.size()) + " bytes of the " +
                std::to_string(data + read.end) +
                " its header promises: it is truncated, fetch it again");
  }
  return FactsOf(metadata, read, reader.size());
}

}  // namespace ponder
