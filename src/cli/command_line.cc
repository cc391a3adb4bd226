#include "cli/command_line.h"

#include <exception>
#include <new>

#include "cli/config_flags.h"
#include "ponder/error.h"
#include "ponder/options.h"

namespace ponder {
namespace {

int ExitCodeOf(const Error& error) {
  const bool usage =
      error.code() == ErrorCode::kInvalidRequest || error.code() == ErrorCode::kNotFound;
  return usage ? kWrongUsage : kFailed;
}

void PrintError(Console& console, std::string_view message) {
  console.out.flush();
  console.err << "ponder: " << console.Say(Text::kError) << ": " << OneLine(message) << std::endl;
}

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

CommandLine::CommandLine()
    : app_("Spends extra compute at answer time to get better answers out of any language model.",
           "ponder"),
      commands_(MakeCommands()) {
  app_.require_subcommand(1);
  app_.get_formatter()->column_width(34);
  app_.footer(
      "Results go to standard output, everything else to standard error.\n"
      "Exit codes: 0 done, 1 failed while running, 2 wrong usage, 130 interrupted.");
  for (const auto& command : commands_) {
    CLI::App* sub =
        app_.add_subcommand(std::string(command->Name()), std::string(command->Summary()));
    command->AddFlags(*sub);
    if (!TakesConfig(sub->get_name())) continue;
    sub->add_option("--config", config_file_, "the configuration file (ponder config shows it)")
        ->type_name("FILE")
        ->group("Configuration");
  }
}

void CommandLine::CheckCommandName(const std::vector<std::string>& args) const {
  if (args.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "no command given; ponder --help lists them");
  }
  if (args[0].starts_with("-")) return;
  std::vector<std::string> known;
  for (const auto& command : commands_) {
    if (args[0] == command->Name()) return;
    known.emplace_back(command->Name());
  }
  const std::string nearest = NearestName(args[0], known);
  throw Error(ErrorCode::kInvalidRequest,
              "unknown command \"" + args[0].substr(0, 60) + "\"; " +
                  (nearest.empty() ? "ponder --help lists them" : "did you mean " + nearest + "?"));
}

Command* CommandLine::Parse(const std::vector<std::string>& args, Console& console) {
  CheckCommandName(args);
  std::vector<std::string> reversed(args.rbegin(), args.rend());  // as CLI11 wants them
  const auto chosen = [this] {
    const auto parsed = app_.get_subcommands();
    return parsed.empty() ? nullptr : parsed.front();
  };
  try {
    app_.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    console.out << (chosen() != nullptr ? chosen() : &app_)->help();
    return nullptr;
  } catch (const CLI::ParseError& error) {
    const std::string where = chosen() != nullptr ? "ponder " + chosen()->get_name() : "ponder";
    throw Error(ErrorCode::kInvalidRequest,
                FirstLine(error.what()) + " (" + where + " --help says what there is)");
  }
  for (const auto& command : commands_) {
    if (chosen() != nullptr && chosen()->get_name() == command->Name()) {
      if (TakesConfig(chosen()->get_name())) ApplyConfig(LoadConfig(config_file_), *chosen());
      command->Check();
      return command.get();
    }
  }
  return nullptr;
}

int RunCommandLine(const std::vector<std::string>& args, Console& console) {
  try {
    CommandLine line;
    Command* command = line.Parse(args, console);
    const int code = command == nullptr ? kDone : command->Run(console);
    console.out.flush();
    if (console.out) return code;
    PrintError(console, "standard output could not be written");
    return kFailed;
  } catch (const Error& error) {
    PrintError(console, error.what());
    return ExitCodeOf(error);
  } catch (const std::bad_alloc&) {
    PrintError(console, "out of memory; a smaller model, --sequences or --context needs less");
    return kFailed;
  } catch (const std::exception& error) {
    PrintError(console, error.what());
    return kFailed;
  }
}

}  // namespace ponder
