// For tests: a server on a free port, with what a test needs to ask it.
#pragma once

#include <cpp-httplib/httplib.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "server/json_object.h"
#include "server/server.h"

namespace ponder {

class RunningServer {
 public:
  RunningServer(ServerOptions options, std::shared_ptr<const ModelHouse> house)
      : server_((options.port = 0, std::move(options)), std::move(house)),
        thread_([this] { server_.Run(); }) {}
  ~RunningServer() {
    server_.Stop();
    thread_.join();
  }

  Server& server() { return server_; }
  int port() const { return server_.port(); }
  httplib::Client Client() const {
    httplib::Client client("127.0.0.1", server_.port());
    client.set_read_timeout(30);
    return client;
  }
  static std::string Body(const std::string& fields) {
    return R"({"messages":[{"role":"user","content":"How many?"}])" +
           std::string(fields.empty() ? "" : ",") + fields + "}";
  }
  httplib::Result Post(const std::string& fields, const httplib::Headers& headers = {}) const {
    return Client().Post("/v1/chat/completions", headers, Body(fields), "application/json");
  }
  std::string Metrics() const { return "\n" + Client().Get("/metrics")->body; }
  // A number without labels of that text.
  static int64_t Number(const std::string& metrics, const std::string& name) {
    const std::string line = "\nponder_" + name + " ";
    const size_t at = metrics.find(line);
    return at == std::string::npos ? -1 : std::stoll(metrics.substr(at + line.size()));
  }
  int64_t Metric(const std::string& name) const { return Number(Metrics(), name); }
  // False after ten seconds.
  bool Await(const std::string& metric, int64_t value) const {
    for (int i = 0; i < 5000; ++i) {
      if (Metric(metric) == value) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  }

 private:
  Server server_;
  std::thread thread_;
};

template <class Made>
std::shared_ptr<const ModelHouse> HouseOf(const std::string& name, std::shared_ptr<Made> engine) {
  auto house = std::make_shared<ModelHouse>();
  house->Add(name, std::move(engine));
  return house;
}

}  // namespace ponder
