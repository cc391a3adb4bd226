// ponder chat: a conversation on the terminal, or of the lines of a file.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/chat_file.h"
#include "cli/chat_session.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/request_flags.h"

namespace ponder {
namespace {

constexpr int kSequences = 10;  // the conversation, and candidates of the usual number

class Chat : public Command {
 public:
  std::string_view Name() const override { return "chat"; }
  std::string_view Summary() const override { return "Talk; /help in it lists its commands"; }

  void AddFlags(CLI::App& app) override {
    request_flags_.AddTo(app);
    model_flags_.AddTo(app);
    model_flags_.AddEndpointsTo(app);
    app.add_option("--save", save_, "write the conversation there after every answer")
        ->type_name("FILE")
        ->group("Conversation");
    app.add_option("--resume", resume_, "go on with a written one, and keep it written")
        ->type_name("FILE")
        ->group("Conversation");
  }

  void Check() override {
    model_flags_.Check();
    request_ = request_flags_.ToRequest();
    if (!resume_.empty()) LoadChat(resume_);  // what is wrong with it is said before a model loads
  }

  int Run(Console& console) override {
    const std::string& language = request_flags_.language();
    if (!language.empty()) console.language = ParseUiLanguage(language);
    std::shared_ptr<Engine> engine = model_flags_.Open(console, kSequences);
    ChatSession session(console, engine, request_, request_flags_.Dial(), request_flags_.system(),
                        language);
    if (!resume_.empty()) session.Load(resume_);
    if (!request_flags_.system().empty()) session.SetSystem(request_flags_.system());
    session.KeepIn(save_.empty() ? resume_ : save_);
    const bool person = console.in_terminal && console.err_terminal;
    if (person) Greet(console, engine->Info());
    std::string line;
    while (true) {
      if (person) console.err << "> " << std::flush;
      if (!std::getline(console.in, line) || !session.Take(line)) break;
    }
    if (person) console.err << std::endl;
    SetIdleInterrupt(nullptr);
    return kDone;
  }

 private:
  void Greet(Console& console, const EngineInfo& info) const {
    console.err << fmt::format(fmt::runtime(console.Say(Text::kChatGreeting)), info.model,
                               request_.method)
                << std::endl;
    SetIdleInterrupt([&console] {
      console.err << "\n" << console.Say(Text::kChatHint) << "\n> " << std::flush;
    });
  }

  RequestFlags request_flags_;
  ModelFlags model_flags_;
  Request request_;
  std::string save_;
  std::string resume_;
};

}  // namespace

std::unique_ptr<Command> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace ponder
