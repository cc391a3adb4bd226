#include "scorer/probe_file.h"

#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/hash.h"
#include "models/models.h"
#include "ponder/error.h"

namespace ponder {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "PNDPROBE";
constexpr uint32_t kVersion = 2;
constexpr int kMostWidth = 1 << 20;
constexpr int kMostUnits = 1 << 12;

class Writer {
 public:
  template <class T>
  void Put(T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void Put(const std::string& text) {
    Put<uint64_t>(text.size());
    bytes += text;
  }
  void Put(const std::vector<float>& values) {
    Put<uint64_t>(values.size());
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  }
  std::string bytes;
};

class Reader {
 public:
  Reader(std::string_view bytes, std::string place) : bytes_(bytes), place_(std::move(place)) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorCode::kInvalidRequest, "probe " + place_ + ": " + what);
  }
  std::string_view Take(size_t count) {
    if (count > bytes_.size()) Fail("the file is cut short; ponder train probe makes a new one");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  template <class T>
  T Get() {
    T value;
    std::memcpy(&value, Take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string Text() { return std::string(Take(Get<uint64_t>())); }
  std::vector<float> Floats() {
    const auto count = Get<uint64_t>();
    if (count > bytes_.size() / sizeof(float)) Fail("the file is cut short");
    const std::string_view raw = Take(count * sizeof(float));
    std::vector<float> values(count);
    if (count > 0) std::memcpy(values.data(), raw.data(), raw.size());
    return values;
  }
  size_t left() const { return bytes_.size(); }
  std::string_view rest() const { return bytes_; }

 private:
  std::string_view bytes_;
  std::string place_;
};

std::string Payload(const ProbeFile& probe) {
  Writer out;
  const ProbeHead& head = probe.head;
  out.Put(probe.fingerprint);
  out.Put(probe.model);
  out.Put(probe.about);
  out.Put(std::string(ChoiceName(head.features.states)));
  out.Put<uint8_t>(head.features.equations);
  out.Put<uint8_t>(head.features.numbers);
  out.Put<uint8_t>(head.features.counts);
  out.Put<int32_t>(head.width);
  out.Put<int32_t>(head.units);
  out.Put(head.slope);
  out.Put(head.offset);
  out.Put(head.shift);
  out.Put(head.scale);
  out.Put(head.weights);
  return std::move(out.bytes);
}

ProbeStates ParseStates(const Reader& in, const std::string& name) {
  for (const auto& [known, states] : ChoiceNames<ProbeStates>::kNames) {
    if (known == name) return states;
  }
  in.Fail("it takes unknown states \"" + name.substr(0, 40) + "\"");
}

void CheckHead(const Reader& in, const ProbeHead& head) {
  if (head.width < 1 || head.width > kMostWidth || head.units < 0 || head.units > kMostUnits) {
    in.Fail("its sizes make no sense; ponder train probe makes a new one");
  }
  const size_t size = head.features.Size(head.width);
  bool good = head.shift.size() == size && head.scale.size() == size &&
              head.weights.size() == head.WeightCount() && std::isfinite(head.slope) &&
              std::isfinite(head.offset);
  for (const auto* values : {&head.shift, &head.scale, &head.weights}) {
    for (const float value : *values) good = good && std::isfinite(value);
  }
  if (!good) in.Fail("its weights do not fit its sizes; ponder train probe makes a new one");
}

std::string ReadBytes(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Error(ErrorCode::kNotFound, "probe " + file.string() + ": there is no such file");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw Error(ErrorCode::kUnavailable, "probe " + file.string() + ": cannot be read");
  return bytes;
}

}  // namespace

std::filesystem::path ProbePath(const std::string& fingerprint) {
  return CacheFolder() / "probes" / (fingerprint + ".probe");
}

void WriteProbe(const ProbeFile& probe, const std::filesystem::path& file) {
  const std::string payload = Payload(probe);
  Writer head;
  head.bytes = kMagic;
  head.Put(kVersion);
  head.Put<uint64_t>(payload.size());
  head.Put<uint64_t>(HashText(payload));
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path half = file.string() + ".tmp." + std::to_string(getpid());
  {
    std::ofstream out(half, std::ios::binary);
    out << head.bytes << payload;
    out.close();
    if (out) std::filesystem::rename(half, file, error);
    if (out && !error) return;
  }
  std::error_code ignored;
  std::filesystem::remove(half, ignored);
  throw Error(ErrorCode::kUnavailable, "probe " + file.string() + ": cannot be written");
}

ProbeFile ReadProbe(const std::filesystem::path& file) {
  const std::string bytes = ReadBytes(file);
  Reader in(bytes, file.string());
  if (bytes.size() < kMagic.size() || in.Take(kMagic.size()) != kMagic) {
    in.Fail("this is no probe; ponder train probe makes one");
  }
  const auto version = in.Get<uint32_t>();
  if (version != kVersion) {
    in.Fail("it has version " + std::to_string(version) + ", this program reads version " +
            std::to_string(kVersion) + "; ponder train probe makes a new one");
  }
  const auto size = in.Get<uint64_t>();
  const auto hash = in.Get<uint64_t>();
  if (size > in.left()) in.Fail("the file is cut short; ponder train probe makes a new one");
  if (size != in.left() || hash != HashText(in.rest())) {
    in.Fail("the file is damaged; ponder train probe makes a new one");
  }
  ProbeFile probe;
  probe.fingerprint = in.Text();
  probe.model = in.Text();
  probe.about = in.Text();
  probe.head.features.states = ParseStates(in, in.Text());
  probe.head.features.equations = in.Get<uint8_t>() != 0;
  probe.head.features.numbers = in.Get<uint8_t>() != 0;
  probe.head.features.counts = in.Get<uint8_t>() != 0;
  probe.head.width = in.Get<int32_t>();
  probe.head.units = in.Get<int32_t>();
  probe.head.slope = in.Get<double>();
  probe.head.offset = in.Get<double>();
  probe.head.shift = in.Floats();
  probe.head.scale = in.Floats();
  probe.head.weights = in.Floats();
  CheckHead(in, probe.head);
  return probe;
}

}  // namespace ponder
