#include "engine/remote/http_client.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "ponder/error.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr long kConnectSeconds = 5;
constexpr int kLongestPoll = 1000;  // milliseconds

void InitLibraryOnce() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw Error(ErrorCode::kUnavailable, "libcurl cannot be initialised");
}

bool IsLoopback(std::string_view url) {
  const size_t host = url.find("://");
  if (host == std::string_view::npos) return false;
  url.remove_prefix(host + 3);
  return url.starts_with("127.") || url.starts_with("localhost") || url.starts_with("[::1]");
}

}  // namespace

struct HttpClient::Transfer {
  HttpCall call;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  HttpReply reply;
  bool cancelled = false;
  bool with_multi = false;

  explicit Transfer(HttpCall wanted) : call(std::move(wanted)) {}
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }

  void Prepare() {
    easy = curl_easy_init();
    if (easy == nullptr) throw Error(ErrorCode::kUnavailable, "libcurl has no handle left");
    curl_easy_setopt(easy, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     std::max(1L, static_cast<long>(call.silence_seconds)));
    if (IsLoopback(call.url)) curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (!call.key.empty()) AddHeader("Authorization: Bearer " + call.key);
    if (!call.body.empty()) {
      AddHeader("Content-Type: application/json");
      AddHeader("Expect:");  // no waiting for "100 Continue"
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(call.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HttpClient::OnData);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &HttpClient::OnHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  }

  void AddHeader(const std::string& line) { headers = curl_slist_append(headers, line.c_str()); }
};

HttpClient::HttpClient() {
  InitLibraryOnce();
  multi_ = curl_multi_init();
  if (multi_ == nullptr) throw Error(ErrorCode::kUnavailable, "libcurl has no handle left");
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

HttpClient::~HttpClient() {
  thread_.request_stop();
  curl_multi_wakeup(multi_);
  thread_.join();
  for (const auto& [id, transfer] : transfers_) {
    if (transfer->with_multi) curl_multi_remove_handle(multi_, transfer->easy);
  }
  transfers_.clear();
  curl_multi_cleanup(multi_);
}

void HttpClient::Post(std::function<void()> task) {
  {
    std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  curl_multi_wakeup(multi_);
}

// A call that somebody waits for. Lives on the client's thread, apart from what the lock guards.
struct HttpClient::Fetched {
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  HttpReply reply;
  std::string body;
  Id call = 0;
  Id timer = 0;

  void End(const HttpReply& with) {
    std::lock_guard lock(mutex);
    if (!done) reply = with;
    done = true;
    ended.notify_all();
  }
};

HttpReply HttpClient::Fetch(HttpCall call, std::string& body, const FetchLimits& limits,
                            std::stop_token stop) {
  const auto fetched = std::make_shared<Fetched>();
  const auto give_up = [this, fetched](const HttpReply& reply) {
    Cancel(fetched->call);
    Cancel(fetched->timer);
    fetched->End(reply);
  };
  call.on_data = [give_up, fetched, most = limits.bytes](long status, std::string_view data) {
    fetched->body += data.substr(0, most - fetched->body.size());
    if (fetched->body.size() == most) give_up({.status = status, .error = ""});
  };
  call.on_end = give_up;
  Post([this, call = std::move(call), fetched, give_up, seconds = limits.seconds]() mutable {
    fetched->call = Start(std::move(call));
    if (seconds <= 0) return;
    fetched->timer = After(seconds, [give_up] { give_up({.error = "it took too long"}); });
  });
  const std::stop_callback link(
      std::move(stop), [this, give_up] { Post([give_up] { give_up({.error = "stopped"}); }); });
  std::unique_lock lock(fetched->mutex);
  fetched->ended.wait(lock, [&] { return fetched->done; });
  body += fetched->body;
  return fetched->reply;
}

HttpClient::Id HttpClient::Start(HttpCall call) {
  const Id id = next_id_++;
  transfers_[id] = std::make_unique<Transfer>(std::move(call));
  waiting_.push_back(id);
  return id;
}

HttpClient::Id HttpClient::After(double seconds, std::function<void()> task) {
  const Id id = next_id_++;
  const auto span = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(std::max(seconds, 0.0)));
  timers_[id] = {Clock::now() + span, std::move(task)};
  return id;
}

void HttpClient::Cancel(Id id) {
  timers_.erase(id);
  const auto found = transfers_.find(id);
  if (found == transfers_.end() || found->second->cancelled) return;
  found->second->cancelled = true;
  cancelled_.push_back(id);
}

void HttpClient::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    RunTasks();
    RunTimers();
    DropCancelled();
    AddWaiting();
    int running = 0;
    curl_multi_perform(multi_, &running);
    TakeFinished();
    DropCancelled();
    if (!waiting_.empty()) continue;
    curl_multi_poll(multi_, nullptr, 0, PollMilliseconds(), nullptr);
  }
}

void HttpClient::RunTasks() {
  std::vector<std::function<void()>> tasks;
  {
    std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (const auto& task : tasks) task();
}

void HttpClient::RunTimers() {
  const auto now = Clock::now();
  std::vector<Id> due;
  for (const auto& [id, timer] : timers_) {
    if (timer.due <= now) due.push_back(id);
  }
  for (Id id : due) {
    const auto found = timers_.find(id);  // one task may cancel the next
    if (found == timers_.end()) continue;
    const auto task = std::move(found->second.task);
    timers_.erase(found);
    task();
  }
}

// libcurl takes no new transfers from inside its callbacks, so they are collected.
void HttpClient::AddWaiting() {
  for (Id id : std::exchange(waiting_, {})) {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) continue;
    found->second->Prepare();
    found->second->with_multi = true;
    curl_multi_add_handle(multi_, found->second->easy);
  }
}

void HttpClient::DropCancelled() {
  for (Id id : std::exchange(cancelled_, {})) {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) continue;
    // An unfinished transfer takes its connection with it: the server sees it close.
    if (found->second->with_multi) curl_multi_remove_handle(multi_, found->second->easy);
    transfers_.erase(found);
  }
}

void HttpClient::TakeFinished() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    curl_multi_remove_handle(multi_, message->easy_handle);
    transfer->with_multi = false;
    Finish(*transfer, code);
  }
}

void HttpClient::Finish(Transfer& transfer, CURLcode code) {
  const auto own = std::find_if(transfers_.begin(), transfers_.end(),
                                [&](const auto& entry) { return entry.second.get() == &transfer; });
  const std::unique_ptr<Transfer> keep = std::move(own->second);
  transfers_.erase(own);
  if (keep->cancelled) return;
  curl_easy_getinfo(keep->easy, CURLINFO_RESPONSE_CODE, &keep->reply.status);
  if (code != CURLE_OK) keep->reply.error = curl_easy_strerror(code);
  keep->call.on_end(keep->reply);
}

int HttpClient::PollMilliseconds() const {
  auto wait = std::chrono::milliseconds(kLongestPoll);
  const auto now = Clock::now();
  for (const auto& [id, timer] : timers_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timer.due - now);
    wait = std::clamp(left, std::chrono::milliseconds(0), wait);
  }
  return static_cast<int>(wait.count());
}

size_t HttpClient::OnData(char* data, size_t size, size_t count, void* pointer) {
  auto& transfer = *static_cast<Transfer*>(pointer);
  if (transfer.cancelled) return 0;
  if (transfer.reply.status == 0) {
    curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &transfer.reply.status);
  }
  if (transfer.call.on_data) transfer.call.on_data(transfer.reply.status, {data, size * count});
  return transfer.cancelled ? 0 : size * count;
}

size_t HttpClient::OnHeader(char* data, size_t size, size_t count, void* pointer) {
  constexpr std::string_view kName = "retry-after:";
  const std::string line = scan::Lower({data, size * count});
  if (line.starts_with(kName)) {
    const std::string_view value = scan::Trim(std::string_view(line).substr(kName.size()));
    int seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    static_cast<Transfer*>(pointer)->reply.retry_after = std::clamp(seconds, 0, 60);
  }
  return size * count;
}

}  // namespace ponder
