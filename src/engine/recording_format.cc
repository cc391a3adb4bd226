// Fields are "length:bytes", numbers decimal, floats as the bits of the value, lists with their
// count in front. Reader and writer are one description (Visit) so that they cannot part.
#include <bit>
#include <charconv>
#include <type_traits>

#include "engine/recording.h"

namespace ponder {
namespace {

constexpr std::string_view kVersion = "ponder recording 5";

class Writer {
 public:
  template <class T>
  void operator()(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      text_ += std::to_string(value.size()) + ":" + value;
    } else if constexpr (std::is_same_v<T, double>) {
      (*this)(std::to_string(std::bit_cast<uint64_t>(value)));
    } else if constexpr (std::is_same_v<T, float>) {
      (*this)(std::to_string(std::bit_cast<uint32_t>(value)));
    } else if constexpr (std::is_enum_v<T>) {
      (*this)(std::to_string(static_cast<int>(value)));
    } else {
      (*this)(std::to_string(value));
    }
  }
  template <class T, class Each>
  void List(const std::vector<T>& items, Each each) {
    (*this)(items.size());
    for (const T& item : items) each(item);
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  template <class T>
  void operator()(T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      value = Field();
    } else if constexpr (std::is_same_v<T, double>) {
      value = std::bit_cast<double>(Number<uint64_t>());
    } else if constexpr (std::is_same_v<T, float>) {
      value = std::bit_cast<float>(Number<uint32_t>());
    } else if constexpr (std::is_same_v<T, bool>) {
      value = Number<int>() != 0;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(Number<int>());
    } else {
      value = Number<T>();
    }
  }
  template <class T, class Each>
  void List(std::vector<T>& items, Each each) {
    const auto count = Number<size_t>();
    if (count > text_.size()) Fail();
    items.resize(count);
    for (T& item : items) each(item);
  }

 private:
  [[noreturn]] void Fail() const {
    throw Error(ErrorCode::kInvalidRequest,
                "not a recording, or a damaged one: byte " + std::to_string(at_));
  }
  std::string_view Field() {
    size_t length = 0;
    const char* begin = text_.data() + at_;
    const char* end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(begin, end, length);
    if (error != std::errc() || stop == end || *stop != ':') Fail();
    if (static_cast<size_t>(end - stop - 1) < length) Fail();
    at_ = static_cast<size_t>(stop + 1 - text_.data()) + length;
    return {stop + 1, length};
  }
  template <class T>
  T Number() {
    const std::string_view field = Field();
    T value{};
    const auto [stop, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || stop != field.data() + field.size()) Fail();
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
};

template <class Io, class U>
void VisitUsage(Io& io, U& usage) {
  io(usage.prompt);
  io(usage.cached);
  io(usage.prefill);
  io(usage.generated);
  io(usage.decoded);
  io(usage.flops);
}

template <class Io, class G>
void VisitGeneration(Io& io, G& generation) {
  const auto one = [&](auto& value) { io(value); };
  io(generation.text);
  io.List(generation.tokens, one);
  io.List(generation.origins, one);
  io.List(generation.logprobs, one);
  io.List(generation.top, [&](auto& row) {
    io.List(row, [&](auto& entry) {
      io(entry.token);
      io(entry.logprob);
    });
  });
  io.List(generation.certainty, one);
  io.List(generation.phases, [&](auto& mark) {
    io(mark.phase);
    io(mark.text_begin);
    io(mark.token_begin);
  });
  io(generation.stop);
  io(generation.stop_string);
  io(generation.error);
  io.List(generation.fired, one);
  io(generation.covering_tokens);
  io(generation.covered);
  VisitUsage(io, generation.usage);
}

template <class Io, class C>
void VisitCall(Io& io, C& call) {
  const auto one = [&](auto& value) { io(value); };
  io(call.evaluate);
  io.List(call.keys, one);
  io.List(call.generations, [&](auto& generation) { VisitGeneration(io, generation); });
  io.List(call.resumable, one);
  io.List(call.evaluations, [&](auto& evaluation) {
    io.List(evaluation.tokens, one);
    io.List(evaluation.logprobs, one);
    io.List(evaluation.readings, [&](auto& reading) {
      io.List(reading.logprobs, one);
      io.List(reading.hidden_state, one);
    });
    io.List(evaluation.rank, one);
    VisitUsage(io, evaluation.usage);
  });
  io.List(call.reported, one);
}

template <class Io, class I>
void VisitInfo(Io& io, I& info) {
  io(info.model), io(info.architecture), io(info.file_type), io(info.file), io(info.fingerprint);
  io(info.parameters), io(info.active_parameters), io(info.file_bytes);
  io(info.layers), io(info.width);
  io(info.attention_width), io(info.vocabulary), io(info.context), io(info.max_running);
  io(info.chat_template), io(info.rank_template);
  io(info.logits), io(info.logit_rules), io(info.steering), io(info.hidden_states);
  io(info.adapters), io(info.prefix_continuation), io(info.grammar), io(info.readings);
  io(info.rank_outputs);
  io(info.embeddings), io(info.tools), io(info.token_callback), io(info.exact_counts);
  io(info.exact), io(info.exactness);
}

// Maps go as lists of pairs.
template <class Map, class Each>
void WriteMap(Writer& io, const Map& map, Each each) {
  io(map.size());
  for (const auto& [key, value] : map) {
    io(key);
    each(value);
  }
}
template <class Map, class Each>
void ReadMap(Reader& io, Map& map, Each each) {
  size_t count = 0;
  io(count);
  for (size_t i = 0; i < count; ++i) {
    typename Map::key_type key;
    io(key);
    each(map[key]);
  }
}

template <class Io, class P>
void VisitParsed(Io& io, P& parsed) {
  io(parsed.thinking);
  io(parsed.content);
  io.List(parsed.tool_calls, [&](auto& call) { io(call.id), io(call.name), io(call.arguments); });
}

}  // namespace

std::string FormatCall(const CallRecord& call) {
  Writer io;
  VisitCall(io, call);
  return io.Take();
}

CallRecord ParseCall(std::string_view text) {
  Reader io(text);
  CallRecord call;
  VisitCall(io, call);
  return call;
}

std::string FormatRecording(const Recording& recording) {
  Writer io;
  const auto tokens = [&](const std::vector<Token>& list) {
    io.List(list, [&](auto& token) { io(token); });
  };
  io(std::string(kVersion));
  VisitInfo(io, recording.info);
  io.List(recording.calls, [&](const CallRecord& call) { VisitCall(io, call); });
  WriteMap(io, recording.tokenized, tokens);
  WriteMap(io, recording.detokenized, [&](const std::string& text) { io(text); });
  WriteMap(io, recording.rendered, tokens);
  WriteMap(io, recording.parsed, [&](const ParsedReply& reply) { VisitParsed(io, reply); });
  tokens(recording.end_tokens);
  return io.Take();
}

Recording ParseRecording(std::string_view text) {
  Reader io(text);
  Recording recording;
  const auto tokens = [&](std::vector<Token>& list) {
    io.List(list, [&](auto& token) { io(token); });
  };
  std::string version;
  io(version);
  if (version != kVersion) {
    throw Error(ErrorCode::kInvalidRequest, "not a recording of this version of Ponder");
  }
  VisitInfo(io, recording.info);
  io.List(recording.calls, [&](CallRecord& call) { VisitCall(io, call); });
  ReadMap(io, recording.tokenized, tokens);
  ReadMap(io, recording.detokenized, [&](std::string& value) { io(value); });
  ReadMap(io, recording.rendered, tokens);
  ReadMap(io, recording.parsed, [&](ParsedReply& reply) { VisitParsed(io, reply); });
  tokens(recording.end_tokens);
  return recording;
}

}  // namespace ponder
