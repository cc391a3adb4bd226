#include "server/embedding.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <utility>

namespace ponder {
namespace {

constexpr size_t kMostTexts = 2048;

std::string Base64(const std::vector<float>& row) {
  static_assert(std::endian::native == std::endian::little);
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes(row.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), row.data(), bytes.size());
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      const bool filled = i + k <= bytes.size();
      text += filled ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::vector<std::string> ReadTexts(JsonObject& body) {
  const Json* input = body.Find("input");
  const bool list = input != nullptr && input->is_array();
  if (list && !input->empty() && !input->front().is_string()) {
    throw Error(ErrorCode::kUnsupported, "input: a text or a list of texts is read, no token ids");
  }
  std::vector<std::string> texts = body.Texts("input").value_or(std::vector<std::string>{});
  if (texts.empty() || texts.size() > kMostTexts) {
    throw Error(ErrorCode::kInvalidRequest,
                fmt::format("input: a text, or a list of 1 to {} texts, is wanted", kMostTexts));
  }
  for (const std::string& text : texts) {
    if (text.empty()) throw Error(ErrorCode::kInvalidRequest, "input: a text is empty");
  }
  return texts;
}

void Embed(const EmbeddingCall& call, const std::string& shown, const JobContext& job) {
  Engine& engine = *job.model->engine;
  if (!engine.Info().embeddings) {
    throw Error(ErrorCode::kUnsupported, "model: this engine gives no embeddings");
  }
  if (call.width && *call.width != engine.Info().width) {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("dimensions: {} is what this model has", engine.Info().width));
  }
  const std::vector<std::vector<float>> rows = engine.Embed(call.texts, job.stop);
  Json data = Json::array();
  for (const std::vector<float>& row : rows) {
    data.push_back({{"object", "embedding"},
                    {"index", data.size()},
                    {"embedding", call.base64 ? Json(Base64(row)) : Json(row)}});
  }
  int64_t tokens = 0;
  for (const std::string& text : call.texts) {
    tokens += static_cast<int64_t>(engine.Render(Prompt::Raw(text)).size());
  }
  job.bill.usage.prompt_tokens += tokens;
  const Json reply{{"object", "list"},
                   {"data", std::move(data)},
                   {"model", shown},
                   {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}};
  job.out.Push(reply.dump());
}

}  // namespace

EmbeddingCall ReadEmbeddingCall(const Json& json) {
  JsonObject body(json);
  EmbeddingCall call;
  call.model = body.Text("model").value_or("");
  call.texts = ReadTexts(body);
  const std::string format = body.Text("encoding_format").value_or("float");
  if (format != "float" && format != "base64") {
    throw Error(ErrorCode::kInvalidRequest, "encoding_format: float or base64 is wanted");
  }
  call.base64 = format == "base64";
  call.width = body.Integer("dimensions", {1, 1e6});
  return call;
}

JobPlan PlanEmbedding(EmbeddingCall call, const std::string& model, const std::string& shown) {
  JobPlan plan;
  plan.model = model;
  plan.work = [call = std::move(call), shown](const JobContext& job) { Embed(call, shown, job); };
  return plan;
}

}  // namespace ponder
