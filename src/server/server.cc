#include "server/server.h"

#include <cpp-httplib/httplib.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <random>
#include <utility>

#include "server/pages.h"

namespace ponder {
namespace {

using std::chrono::milliseconds;

constexpr char kJson[] = "application/json";
constexpr char kEvents[] = "text/event-stream";
// How often a waiting connection is asked whether its client is still there.
constexpr milliseconds kLook{2};

void Send(httplib::Response& response, const PageReply& reply) {
  response.status = reply.status;
  response.set_content(reply.text, reply.type);
}

void Send(httplib::Response& response, const ErrorReply& error) {
  Send(response, JsonReply(error.body, error.status));
}

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string NewId() {
  static const uint64_t begin = std::random_device{}();
  static std::atomic<uint64_t> count{0};
  return fmt::format("{:08x}{:08x}", begin & 0xffffffff, ++count);
}

// Waits for something to say, or for the end. False: the client went away first.
template <class ClientThere>
bool Await(ServedJob& job, const ClientThere& there, Outbox::Taken& taken) {
  do {
    if (!there()) return false;
    taken = job.outbox().Take(kLook);
  } while (taken.text.empty() && !taken.closed);
  return true;
}

// The same for all that there will be.
template <class ClientThere>
bool AwaitAll(ServedJob& job, const ClientThere& there, Outbox::Taken& all) {
  while (!all.closed) {
    Outbox::Taken more{};
    if (!Await(job, there, more)) return false;
    all.text += more.text;
    all.closed = more.closed;
  }
  return true;
}

void StreamFrom(std::shared_ptr<ServedJob> job, Outbox::Taken first,
                httplib::Response& response) {
  const auto left = std::make_shared<Outbox::Taken>(std::move(first));
  response.set_chunked_content_provider(
      kEvents, [job = std::move(job), left](size_t, httplib::DataSink& sink) {
        const bool waiting = left->text.empty() && !left->closed;
        if (waiting && !Await(*job, sink.is_writable, *left)) return false;
        if (!left->text.empty() && !sink.write(left->text.data(), left->text.size())) return false;
        left->text.clear();
        if (left->closed) sink.done();
        return true;
      });
}

}  // namespace

class Server::Http {
 public:
  Http(ServerOptions options, std::shared_ptr<const ModelHouse> house)
      : options_(std::move(options)), house_(std::move(house)), site_{*house_, Now()} {
    http_.set_payload_max_length(static_cast<size_t>(options_.body_bytes));
    http_.new_task_queue = [n = options_.connections] {
      return new httplib::ThreadPool(static_cast<size_t>(n));
    };
    AddPages();
    AddFailures();
    const bool bound = options_.port == 0
                           ? (port_ = http_.bind_to_any_port(options_.host)) > 0
                           : http_.bind_to_port(options_.host, port_ = options_.port);
    if (!bound) {
      throw Error(ErrorCode::kUnavailable,
                  fmt::format("{}:{} cannot be listened on", options_.host, options_.port));
    }
  }

  int port() const { return port_; }
  void Run() { http_.listen_after_bind(); }
  void Stop() { http_.stop(); }

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;

  void AddPages() {
    for (const Page& page : Pages()) {
      const auto handler = [this, &page](const Request& request, Response& response) {
        Answer(page, request, response);
      };
      const std::string path(page.path);
      page.method == "GET" ? http_.Get(path, handler) : http_.Post(path, handler);
    }
  }

  // The one place where errors become replies.
  void Answer(const Page& page, const Request& request, Response& response) {
    try {
      const std::string rest = request.matches.size() > 1 ? request.matches[1].str() : "";
      PageAnswer answer = page.answer({request.body, rest, NewId(), Now()}, site_);
      if (const auto* reply = std::get_if<PageReply>(&answer)) return Send(response, *reply);
      Run(std::get<JobPlan>(std::move(answer)), request, response);
    } catch (const Error& error) {
      Send(response, ReplyFor(error));
    } catch (const std::exception& error) {
      Send(response, ReplyFor(Error(ErrorCode::kInternal, error.what())));
    }
  }

  void Run(JobPlan plan, const Request& request, Response& response) {
    const auto job = std::make_shared<ServedJob>(std::move(plan), *house_);
    job->Start();
    const bool stream = job->plan().stream;
    Outbox::Taken said{};
    const auto there = [&request] { return !request.is_connection_closed(); };
    // Where the client has gone the job ends here, with its last holder.
    if (!(stream ? Await(*job, there, said) : AwaitAll(*job, there, said))) return;
    if (said.closed && said.text.empty()) return Send(response, *job->error());
    if (stream) return StreamFrom(job, std::move(said), response);
    response.set_content(said.text, kJson);
  }

  // Replies that no page of ours made: unknown pages, bodies that are too large.
  void AddFailures() {
    http_.set_error_handler([](const Request& request, Response& response) {
      if (!response.body.empty()) return;
      switch (response.status) {
        case 404:
          return Send(response, MakeErrorReply(404, "not_found", "no page " + request.path));
        case 413:
          return Send(response, MakeErrorReply(413, "too_large", "body: too large"));
        default:
          return Send(response, MakeErrorReply(response.status, "bad_request",
                                               "this is no request that can be read"));
      }
    });
  }

  ServerOptions options_;
  std::shared_ptr<const ModelHouse> house_;
  Site site_;
  int port_ = 0;
  httplib::Server http_;
};

Server::Server(ServerOptions options, std::shared_ptr<const ModelHouse> house)
    : http_(std::make_unique<Http>(std::move(options), std::move(house))) {}
Server::~Server() = default;
int Server::port() const { return http_->port(); }
void Server::Run() { http_->Run(); }
void Server::Stop() { http_->Stop(); }

}  // namespace ponder
