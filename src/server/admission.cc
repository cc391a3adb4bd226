#include "server/admission.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ponder {

Admission::Admission(int running, int waiting)
    : most_running_(static_cast<size_t>(running)), most_waiting_(static_cast<size_t>(waiting)) {}

Admission::Ticket::~Ticket() { admission_.Leave(*this); }

Admission::Turn Admission::Ticket::Await(const std::stop_token& stop,
                                         std::optional<Clock::time_point> deadline) {
  std::unique_lock lock(admission_.mutex_);
  const auto settled = [this] { return state_ != State::kWaits; };
  if (deadline) {
    admission_.wake_.wait_until(lock, stop, *deadline, settled);
  } else {
    admission_.wake_.wait(lock, stop, settled);
  }
  if (state_ == State::kRuns) return Turn::kRuns;
  if (state_ == State::kOut) return Turn::kPushedOut;
  return stop.stop_requested() ? Turn::kStopped : Turn::kLate;
}

std::variant<std::unique_ptr<Admission::Ticket>, Refusal> Admission::Enter(
    const std::string& client) {
  std::lock_guard lock(mutex_);
  if (closed_) return Refusal{503, "unavailable", "the server is stopping", RetryAfterLocked()};
  const bool full = running_ >= most_running_ && waiting_ >= most_waiting_;
  if (full && !PushOut(client)) {
    return Refusal{503, "overloaded", "the server is full: try again later", RetryAfterLocked()};
  }
  std::unique_ptr<Ticket> ticket(new Ticket(*this, client));
  clients_[client].waiting.push_back(ticket.get());
  ++waiting_;
  GiveTurns();
  return ticket;
}

// Makes room for a call of `client`. False where nobody waits with clearly more than it does.
bool Admission::PushOut(const std::string& client) {
  const auto most = std::max_element(clients_.begin(), clients_.end(), [](auto& a, auto& b) {
    return a.second.waiting.size() < b.second.waiting.size();
  });
  const auto own = clients_.find(client);
  const size_t mine = own == clients_.end() ? 0 : own->second.waiting.size();
  if (most == clients_.end() || most->second.waiting.size() <= mine + 1) return false;
  most->second.waiting.back()->state_ = Ticket::State::kOut;
  most->second.waiting.pop_back();
  --waiting_;
  wake_.notify_all();
  return true;
}

void Admission::GiveTurns() {
  bool given = false;
  for (; running_ < most_running_ && waiting_ > 0; given = true) {
    Client* next = nullptr;
    for (auto& [name, client] : clients_) {
      if (client.waiting.empty()) continue;
      const auto rank = [](const Client& any) { return std::pair(any.running, any.last_turn); };
      if (next == nullptr || rank(client) < rank(*next)) next = &client;
    }
    Ticket& ticket = *next->waiting.front();
    next->waiting.pop_front();
    ticket.state_ = Ticket::State::kRuns;
    ticket.begun_ = Clock::now();
    next->last_turn = ++turns_;
    ++next->running;
    ++running_;
    --waiting_;
  }
  if (given) wake_.notify_all();
}

void Admission::Leave(Ticket& ticket) {
  std::lock_guard lock(mutex_);
  const auto place = clients_.find(ticket.client_);
  if (place == clients_.end()) return;  // it was pushed out, and its client has left
  Client& client = place->second;
  if (ticket.state_ == Ticket::State::kWaits) {
    std::erase(client.waiting, &ticket);
    --waiting_;
  } else if (ticket.state_ == Ticket::State::kRuns) {
    --client.running;
    --running_;
    const double took = std::chrono::duration<double>(Clock::now() - ticket.begun_).count();
    seconds_ += 0.1 * (took - seconds_);
  }
  if (client.running == 0 && client.waiting.empty()) clients_.erase(place);
  GiveTurns();
}

void Admission::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
}

bool Admission::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

size_t Admission::running() const {
  std::lock_guard lock(mutex_);
  return running_;
}

size_t Admission::waiting() const {
  std::lock_guard lock(mutex_);
  return waiting_;
}

int Admission::RetryAfter() const {
  std::lock_guard lock(mutex_);
  return RetryAfterLocked();
}

int Admission::RetryAfterLocked() const {
  const double rounds = static_cast<double>(waiting_ + 1) / static_cast<double>(most_running_);
  return static_cast<int>(std::clamp(std::ceil(seconds_ * rounds), 1.0, 60.0));
}

}  // namespace ponder
