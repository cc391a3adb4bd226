// ponder serve: models as an OpenAI-compatible server.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

#include "base/log.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/serve_flags.h"
#include "server/server.h"

namespace ponder {
namespace {

constexpr int kSequences = 32;
// Lanes on top of them that only calls take which have none: the next caller need not wait until
// a call of many candidates gives one back.
constexpr int kReserved = 2;

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

class Serve : public Command {
 public:
  std::string_view Name() const override { return "serve"; }
  std::string_view Summary() const override { return "Serve models over HTTP, as OpenAI does"; }
  void AddFlags(CLI::App& app) override { flags_.AddTo(app); }
  void Check() override { flags_.Check(); }

  int Run(Console& console) override {
    ServerOptions options = flags_.Options();
    const auto say = [&console, mutex = std::make_shared<std::mutex>()](std::string_view line) {
      std::lock_guard lock(*mutex);
      console.err << line << std::endl;
    };
    if (flags_.request_log()) options.log = say;
    SetLogSink([say](LogLevel level, std::string_view line) {
      if (level == LogLevel::kError) say(line);
    });
    if (!IsLoopback(options.host) && options.keys.empty()) {
      console.err << fmt::format(
                         "ponder: warning: anybody who reaches {} may ask; --api-key-file limits "
                         "it to those with a key",
                         options.host)
                  << std::endl;
    }
    const std::shared_ptr<const ModelHouse> house = MakeHouse(console);
    Server server(options, house);
    console.err << fmt::format("ponder: {} at {}://{}:{}/v1", house->NameOf(""),
                               options.tls_key.empty() ? "http" : "https", options.host,
                               server.port())
                << std::endl;
    ServeUntilInterrupted(console, server);
    SetLogSink(nullptr);
    return kDone;
  }

 private:
  // The first signal lets what runs come to its end; a second one ends the program (interrupt.h).
  void ServeUntilInterrupted(Console& console, Server& server) const {
    const Interruptible interrupt;
    std::counting_semaphore<2> end(0);
    const std::stop_callback on_signal(interrupt.Token(), [&end] { end.release(); });
    std::jthread ending([&] {
      end.acquire();
      if (interrupt.Interrupted()) console.err << "ponder: finishing what runs" << std::endl;
      server.Drain(flags_.drain_seconds());
      server.Stop();
    });
    server.Run();
    end.release();
  }

  std::shared_ptr<const ModelHouse> MakeHouse(Console& console) const {
    auto house = std::make_shared<ModelHouse>(flags_.memory_bytes());
    if (flags_.model().remote()) {
      std::shared_ptr<Engine> engine = flags_.model().Open(console, kSequences);
      std::string name = engine->Info().model;
      house->Add(std::move(name), std::move(engine));
      return house;
    }
    std::vector<std::string> models = flags_.model().models();
    if (models.empty()) models.emplace_back();
    LlamaOptions options = flags_.model().ToLlamaOptions(kSequences);
    options.sequences += kReserved;
    options.reserved_sequences = kReserved;
    for (const std::string& model : models) {
      const std::filesystem::path file = FindModelFile(console, model);
      const auto load = [file, options] {
        return std::shared_ptr<Engine>(LoadLlamaEngine(file, options));
      };
      // The first one at once: what is wrong with it is found before anybody asks.
      const bool first = &model == &models.front();
      house->Add({NameOf(model, file), LlamaMemory(file, options), load}, first ? load() : nullptr);
    }
    return house;
  }

  // A name of the catalogue, else the file's, without its folder.
  static std::string NameOf(const std::string& asked, const std::filesystem::path& file) {
    if (!asked.empty() && !std::filesystem::exists(asked)) return asked;
    return file.stem().string();
  }

  ServeFlags flags_;
};

}  // namespace

std::unique_ptr<Command> MakeServe() { return std::make_unique<Serve>(); }

}  // namespace ponder
