// ponder serve: the model as an OpenAI-compatible server.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "server/server.h"

namespace ponder {
namespace {

constexpr int kSequences = 32;

class Serve : public Command {
 public:
  std::string_view Name() const override { return "serve"; }
  std::string_view Summary() const override { return "Serve a model over HTTP, as OpenAI does"; }

  void AddFlags(CLI::App& app) override {
    app.add_option("--host", options_.host, "address to listen on (default 127.0.0.1)")
        ->type_name("HOST");
    app.add_option("--port", options_.port, "0: any free one (default 8080)")
        ->check(CLI::Range(0, 65535))
        ->type_name("PORT");
    model_flags_.AddTo(app);
  }

  void Check() override { model_flags_.Check(); }

  int Run(Console& console) override {
    const std::shared_ptr<Engine> engine = model_flags_.Open(console, kSequences);
    const auto house = std::make_shared<ModelHouse>();
    house->Add(ModelName(*engine), engine);
    Server server(options_, house);
    const Interruptible interrupt;
    const std::stop_callback stop(interrupt.Token(), [&server] { server.Stop(); });
    console.err << fmt::format("ponder: {} at http://{}:{}/v1", house->models().front()->name,
                               options_.host, server.port())
                << std::endl;
    server.Run();
    return kDone;
  }

 private:
  // A name of the catalogue, else the file's, without its folder.
  std::string ModelName(const Engine& engine) const {
    const std::string& asked = model_flags_.model();
    if (!asked.empty() && !std::filesystem::exists(asked)) return asked;
    return std::filesystem::path(engine.Info().model).stem().string();
  }

  ServerOptions options_;
  ModelFlags model_flags_;
};

}  // namespace

std::unique_ptr<Command> MakeServe() { return std::make_unique<Serve>(); }

}  // namespace ponder
