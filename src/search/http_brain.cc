#include <utility>

#include "engine/remote/http_client.h"
#include "ponder/error.h"
#include "search/brain.h"
#include "text/scan.h"
#include "text/steps.h"
#include "text/utf8.h"

namespace ponder {
namespace {

constexpr std::string_view kBlank = "{query}";
constexpr double kSilence = 20;  // seconds
constexpr FetchLimits kLimits{.seconds = 60, .bytes = size_t{1} << 20};

std::string Escaped(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (scan::IsAlnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += '%';
    escaped += kHex[byte >> 4];
    escaped += kHex[byte & 15];
  }
  return escaped;
}

class HttpBrain : public Brain {
 public:
  explicit HttpBrain(std::string url) : url_(std::move(url)) {}

  std::vector<std::string> Recall(std::string_view query, size_t most,
                                  const std::stop_token& stop) const override {
    HttpCall call;
    call.url = scan::ReplaceAll(url_, kBlank, Escaped(query));
    call.silence_seconds = kSilence;
    std::string body;
    const HttpReply reply = client_.Fetch(std::move(call), body, kLimits, stop);
    if (reply.status != 200 || !reply.error.empty()) {
      throw Error(ErrorCode::kUnavailable,
                  "the source of documents says " +
                      (reply.status == 0 ? reply.error : "status " + std::to_string(reply.status)));
    }
    if (body.size() == kLimits.bytes) body.resize(CompleteUtf8Prefix(body));
    std::vector<std::string> passages;
    for (const std::string_view passage : SplitSteps(body, StepSplit::kBlankLine)) {
      if (passages.size() < most) passages.emplace_back(passage);
    }
    return passages;
  }

 private:
  std::string url_;
  mutable HttpClient client_;
};

}  // namespace

std::unique_ptr<Brain> OpenHttpBrain(const std::string& url) {
  const bool http = url.starts_with("http://") || url.starts_with("https://");
  if (http && url.find(kBlank) != std::string::npos) return std::make_unique<HttpBrain>(url);
  throw Error(ErrorCode::kInvalidRequest,
              "\"" + url + "\" is no source: http://HOST/...{query}... is wanted");
}

}  // namespace ponder
