#include "server/templated_engine.h"

#include <utility>
#include <vector>

#include "engine/forwarding.h"

namespace ponder {
namespace {

class TemplatedEngine : public ForwardingEngine {
 public:
  TemplatedEngine(std::shared_ptr<Engine> inner, std::map<std::string, std::string> arguments)
      : ForwardingEngine(std::move(inner)), arguments_(std::move(arguments)) {}

  std::vector<Token> Render(const Prompt& prompt) const override {
    return inner().Render(With(prompt));
  }
  ParsedReply ParseReply(const Prompt& prompt, std::string_view reply,
                         bool partial) const override {
    return inner().ParseReply(With(prompt), reply, partial);
  }
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    std::vector<GenerateRequest> told(requests.begin(), requests.end());
    for (GenerateRequest& request : told) request.prompt = With(request.prompt);
    return inner().Generate(told, on_done, stop);
  }
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override {
    std::vector<EvaluateRequest> told(requests.begin(), requests.end());
    for (EvaluateRequest& request : told) request.prompt = With(request.prompt);
    return inner().Evaluate(told, stop);
  }

 private:
  Prompt With(Prompt prompt) const {
    prompt.template_arguments.insert(arguments_.begin(), arguments_.end());
    return prompt;
  }

  std::map<std::string, std::string> arguments_;
};

}  // namespace

std::shared_ptr<Engine> WithTemplateArguments(std::shared_ptr<Engine> engine,
                                              std::map<std::string, std::string> arguments) {
  if (arguments.empty()) return engine;
  return std::make_shared<TemplatedEngine>(std::move(engine), std::move(arguments));
}

}  // namespace ponder
