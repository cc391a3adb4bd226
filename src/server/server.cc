#include "server/server.h"

#include <utility>

#include "server/http_front.h"

namespace ponder {

Server::Server(ServerOptions options, std::shared_ptr<const ModelHouse> house)
    : front_(std::make_unique<HttpFront>(std::move(options), std::move(house))) {}
Server::~Server() = default;
int Server::port() const { return front_->port(); }
void Server::Run() { front_->Run(); }
void Server::Drain(double seconds) { front_->desk().Drain(seconds); }

void Server::Stop() {
  Drain(0);
  front_->Stop();
}

}  // namespace ponder
