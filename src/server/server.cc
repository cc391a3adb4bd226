#include "server/server.h"

#include <cpp-httplib/httplib.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <random>
#include <utility>

#include "server/chat_run.h"
#include "server/lists.h"

namespace ponder {
namespace {

using std::chrono::milliseconds;

constexpr char kJson[] = "application/json";
constexpr char kEvents[] = "text/event-stream";
// How often a waiting connection is asked whether its client is still there.
constexpr milliseconds kLook{2};

void Send(httplib::Response& response, int status, const Json& body) {
  response.status = status;
  response.set_content(body.dump(-1, ' ', false, Json::error_handler_t::replace), kJson);
}

void Send(httplib::Response& response, const ErrorReply& error) {
  Send(response, error.status, error.body);
}

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Ids are unique, not secret.
std::string NewId() {
  static const uint64_t begin = std::random_device{}();
  static std::atomic<uint64_t> count{0};
  return fmt::format("chatcmpl-{:08x}{:08x}", begin & 0xffffffff, ++count);
}

// Waits for something to say, or for the end. False: the client went away first.
template <class ClientThere>
bool Await(ChatRun& run, const ClientThere& there, Outbox::Taken& taken) {
  do {
    if (!there()) return false;
    taken = run.outbox().Take(kLook);
  } while (taken.text.empty() && !taken.closed);
  return true;
}

// The same for all that there will be.
template <class ClientThere>
bool AwaitAll(ChatRun& run, const ClientThere& there, Outbox::Taken& all) {
  while (!all.closed) {
    Outbox::Taken more{};
    if (!Await(run, there, more)) return false;
    all.text += more.text;
    all.closed = more.closed;
  }
  return true;
}

void StreamFrom(std::shared_ptr<ChatRun> run, Outbox::Taken first, httplib::Response& response) {
  const auto left = std::make_shared<Outbox::Taken>(std::move(first));
  response.set_chunked_content_provider(
      kEvents, [run = std::move(run), left](size_t, httplib::DataSink& sink) {
        const bool waiting = left->text.empty() && !left->closed;
        if (waiting && !Await(*run, sink.is_writable, *left)) return false;
        if (!left->text.empty() && !sink.write(left->text.data(), left->text.size())) return false;
        left->text.clear();
        if (left->closed) sink.done();
        return true;
      });
}

}  // namespace

class Server::Pages {
 public:
  Pages(ServerOptions options, std::shared_ptr<const ModelHouse> house)
      : options_(std::move(options)), house_(std::move(house)) {
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

  // One wrapper turns errors into replies.
  template <class Page>
  auto Wrapped(Page page) {
    return [page](const Request& request, Response& response) {
      try {
        page(request, response);
      } catch (const Error& error) {
        Send(response, ReplyFor(error));
      } catch (const std::exception& error) {
        Send(response, ReplyFor(Error(ErrorCode::kInternal, error.what())));
      }
    };
  }

  void AddPages() {
    http_.Get("/health", Wrapped([](const Request&, Response& response) {
                Send(response, 200, {{"status", "ok"}});
              }));
    http_.Get("/v1/models", Wrapped([this](const Request&, Response& response) {
                Send(response, 200, ModelsReply(*house_, started_));
              }));
    http_.Get("/v1/methods", Wrapped([](const Request&, Response& response) {
                Send(response, 200, MethodsReply());
              }));
    http_.Get("/v1/scorers", Wrapped([](const Request&, Response& response) {
                Send(response, 200, ScorersReply());
              }));
    http_.Post("/v1/chat/completions",
               Wrapped([this](const Request& request, Response& response) {
                 Chat(request, response);
               }));
  }

  void Chat(const Request& request, Response& response) {
    ChatCall call = ReadChatCall(ParseBody(request.body));
    const ServedModel& model = house_->Find(call.model);
    const bool stream = call.stream;
    const ReplyHead head{NewId(), Now(), call.model.empty() ? model.name : call.model};
    const std::shared_ptr<const ServedModel> held(house_, &model);
    auto run = std::make_shared<ChatRun>(std::move(call), held, head);
    Outbox::Taken said{};
    const auto there = [&request] { return !request.is_connection_closed(); };
    // Where the client has gone the run ends here, with its last holder.
    if (!(stream ? Await(*run, there, said) : AwaitAll(*run, there, said))) return;
    if (said.closed && said.text.empty()) return Send(response, *run->error());
    if (stream) return StreamFrom(std::move(run), std::move(said), response);
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
  const int64_t started_ = Now();
  int port_ = 0;
  httplib::Server http_;
};

Server::Server(ServerOptions options, std::shared_ptr<const ModelHouse> house)
    : pages_(std::make_unique<Pages>(std::move(options), std::move(house))) {}
Server::~Server() = default;
int Server::port() const { return pages_->port(); }
void Server::Run() { pages_->Run(); }
void Server::Stop() { pages_->Stop(); }

}  // namespace ponder
