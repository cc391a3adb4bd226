#include "server/http_front.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <utility>

#include "server/connection_threads.h"
#include "server/http_wire.h"
#include "server/pages.h"

namespace ponder {
namespace {

constexpr char kEvents[] = "text/event-stream";
// A comment that clients skip, and that keeps proxies from closing a stream they hear nothing of.
constexpr char kStillThere[] = ": still at work\n\n";
// Longest silence while a request is read or a reply written, and between requests.
constexpr std::chrono::seconds kSilence{5};

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Who knows an id may steer its call: ids cannot be guessed.
std::string NewId() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}", random(), random(), random());
}

}  // namespace

HttpFront::HttpFront(ServerOptions options, std::shared_ptr<const ModelHouse> house)
    : options_(std::move(options)),
      desk_(options_, std::move(house)),
      site_{desk_.house(), desk_.started(), desk_, options_.efforts, calls_} {
  http_ = MakeHttpServer(options_);
  http_->set_payload_max_length(static_cast<size_t>(options_.body_bytes));
  http_->set_read_timeout(kSilence.count());
  http_->set_write_timeout(kSilence.count());
  http_->set_keep_alive_timeout(kSilence.count());
  http_->new_task_queue = [n = static_cast<size_t>(options_.connections)] {
    return new ConnectionThreads(n);
  };
  AddPages();
  AddFailures();
  Bind();
}

void HttpFront::Bind() {
  const bool bound = options_.port == 0 ? (port_ = http_->bind_to_any_port(options_.host)) > 0
                                        : http_->bind_to_port(options_.host, port_ = options_.port);
  if (bound) return;
  throw Error(ErrorCode::kUnavailable,
              fmt::format("{}:{} cannot be listened on", options_.host, options_.port));
}

void HttpFront::AddPages() {
  for (const Page& page : Pages()) {
    const std::string path(page.path);
    if (page.method == "GET") {
      http_->Get(path, [this, &page](const Request& request, Response& response) {
        Answer(page, request, response, nullptr);
      });
    } else {
      http_->Post(path,
                  [this, &page](const Request& request, Response& response, const Reader& reader) {
                    Answer(page, request, response, &reader);
                  });
    }
  }
  http_->set_pre_routing_handler([this](const Request& request, Response& response) {
    AllowOrigin(options_.origins, request, response);
    return request.method == "OPTIONS" && AnswerPreflight(options_.origins, request, response)
               ? httplib::Server::HandlerResponse::Handled
               : httplib::Server::HandlerResponse::Unhandled;
  });
}

// The one place where errors become replies.
void HttpFront::Answer(const Page& page, const Request& request, Response& response,
                       const Reader* reader) {
  Record record{.id = NewId(), .page = std::string(page.name), .client = request.remote_addr};
  const auto answer = [&]() -> void {
    if (auto refusal = Check(page, request, record)) return Send(response, *refusal);
    Call call{"", request.matches.size() > 1 ? request.matches[1].str() : "", record.id, Now()};
    if (reader != nullptr) {
      if (auto refusal = ReadBody(request, *reader, call.body)) return Send(response, *refusal);
    }
    if (options_.log_prompts) record.body = call.body;
    PageAnswer said = page.answer(call, site_);
    if (const auto* reply = std::get_if<PageReply>(&said)) return Send(response, *reply);
    auto accepted = desk_.Accept(std::get<JobPlan>(std::move(said)), record, WatchOf(request));
    if (const auto* refusal = std::get_if<Refusal>(&accepted)) return Send(response, *refusal);
    record.page.clear();  // the answering notes it
    Deliver(std::get<std::shared_ptr<Answering>>(accepted), response);
  };
  try {
    answer();
  } catch (const Error& error) {
    Send(response, ReplyFor(error));
  } catch (const std::exception& error) {
    Send(response, ReplyFor(Error(ErrorCode::kInternal, error.what())));
  }
  if (record.page.empty()) return;
  record.status = response.status;
  desk_.Note(record);
}

std::optional<Refusal> HttpFront::Check(const Page& page, const Request& request,
                                        Record& record) const {
  if (!OriginMayAsk(options_.origins, request)) {
    return Refusal{403, "origin", "web pages of this origin may not ask here (--cors-origin)"};
  }
  return desk_.CheckKey(page, SecretOf(request), record);
}

std::optional<Refusal> HttpFront::ReadBody(const Request& request, const Reader& reader,
                                           std::string& body) const {
  if (request.is_multipart_form_data()) {
    return Refusal{415, "unsupported_media_type", "Content-Type: application/json is wanted"};
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto took = [begin] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const bool whole = reader([&](const char* data, size_t size) {
    body.append(data, size);
    return took() < options_.body_seconds;
  });
  if (whole) return {};
  const double silence = std::chrono::duration<double>(kSilence).count();
  if (took() >= std::min(silence, options_.body_seconds)) {
    return Refusal{408, "timeout", "body: it did not arrive in time"};
  }
  return Refusal{400, "bad_request", "body: it ended early or cannot be read"};
}

void HttpFront::Deliver(const std::shared_ptr<Answering>& answering, Response& response) {
  Outbox::Taken said = answering->Next();
  const auto begins = [&] {
    return answering->stream() && (!said.text.empty() || answering->Begin());
  };
  while (!said.closed && !answering->gone() && !begins()) {
    Outbox::Taken more = answering->Next();
    said.text += more.text;
    said.closed = more.closed;
  }
  if (answering->gone()) {
    response.status = 499;
    return;
  }
  if (said.closed) {
    const bool failed = SendFault(*answering, !said.text.empty(), response);
    if (failed) return answering->Finish(response.status);
  }
  if (!answering->stream()) {
    Send(response, PageReply{.text = std::move(said.text)});
    return answering->Finish(200);
  }
  const auto left = std::make_shared<Outbox::Taken>(std::move(said));
  response.set_chunked_content_provider(
      kEvents, [answering, left](size_t, httplib::DataSink& sink) {
        if (left->text.empty() && !left->closed) *left = answering->Next();
        if (answering->gone()) return false;
        if (left->text.empty() && !left->closed) left->text = kStillThere;
        if (!left->text.empty() && !sink.write(left->text.data(), left->text.size())) return false;
        left->text.clear();
        if (!left->closed) return true;
        sink.done();
        answering->Finish(200);
        return true;
      });
}

// Replies that no page of ours made: unknown pages, wrong methods, what cannot be read.
void HttpFront::AddFailures() {
  http_->set_error_handler([this](const Request& request, Response& response) {
    if (!response.body.empty() || response.status == 499) return;
    const Refusal refusal = FailureOf(request, response.status, response);
    Send(response, refusal);
    desk_.Note(
        {.id = NewId(), .page = "none", .client = request.remote_addr, .status = response.status});
  });
}

}  // namespace ponder
