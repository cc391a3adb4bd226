#include "cli/completion.h"

#include <fmt/format.h>

#include <functional>
#include <vector>

#include "cli/command.h"
#include "cli/command_line.h"
#include "models/models.h"
#include "ponder/method.h"
#include "ponder/scorer.h"
#include "task/task.h"

namespace ponder {
namespace {

std::string Joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

std::vector<std::string> MethodNames() {
  std::vector<std::string> names;
  for (const MethodInfo* method : Methods()) {
    names.push_back(method->name);
    names.insert(names.end(), method->aliases.begin(), method->aliases.end());
  }
  return names;
}

std::vector<std::string> ScorerNames() {
  std::vector<std::string> names;
  for (const ScorerInfo* scorer : Scorers()) names.push_back(scorer->name);
  return names;
}

std::vector<std::string> TaskNames() {
  std::vector<std::string> names;
  for (const TaskInfo* task : Tasks()) names.emplace_back(task->name);
  return names;
}

std::vector<std::string> ModelNames() {
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : Catalogue()) names.push_back(entry.name);
  return names;
}

std::vector<const CLI::App*> Subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> Flags(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

// What may follow a flag: words, files ("@files") or nothing known.
std::vector<std::string> ValuesOf(const CLI::Option& option) {
  const std::string& name = option.get_lnames().empty() ? "" : option.get_lnames().front();
  if (name == "method" || name == "methods") return MethodNames();
  if (name == "scorer" || name == "raters") return ScorerNames();
  std::vector<std::string> values;
  if (name == "model" || name == "models") values = ModelNames();
  const std::string type = option.get_type_name();
  if (type.find("FILE") != std::string::npos) values.emplace_back("@files");
  if (type.find('|') == std::string::npos ||
      type.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) {
    return values;
  }
  for (const std::string& choice : CLI::detail::split(type, '|')) values.push_back(choice);
  return values;
}

// The words that can stand after a command without a flag.
std::vector<std::string> WordsOf(const CLI::App& app) {
  const std::string name = app.get_name();
  if (name == "methods") return MethodNames();
  if (name == "scorers") return ScorerNames();
  if (name == "tasks") return TaskNames();
  if (name == "pull" && app.get_parent()->get_name() == "tasks") return TaskNames();
  if (name == "pull" || name == "remove") return ModelNames();
  if (name == "completion") return {"bash", "zsh"};
  std::vector<std::string> words;
  if (name == "eval") {
    words = TaskNames();
    words.emplace_back("sys2");
    words.emplace_back("robustness");
  }
  for (const CLI::App* sub : Subcommands(app)) words.push_back(sub->get_name());
  return words;
}

// Calls fn with every command and its words from the first on: "models pull".
void ForEachCommand(const CLI::App& app, const std::string& path,
                    const std::function<void(const CLI::App&, const std::string&)>& fn) {
  fn(app, path);
  for (const CLI::App* sub : Subcommands(app)) {
    ForEachCommand(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), fn);
  }
}

// Case branches on "command path:--flag" that set `values`.
std::string ValueCases(const CLI::App& app) {
  std::string cases;
  ForEachCommand(app, "", [&](const CLI::App& command, const std::string& path) {
    for (const CLI::Option* option : command.get_options()) {
      const std::vector<std::string> values = ValuesOf(*option);
      if (values.empty() || option->get_lnames().empty()) continue;
      cases += fmt::format("    \"{}:--{}\") values=\"{}\" ;;\n", path,
                           option->get_lnames().front(), Joined(values));
    }
  });
  return cases;
}

std::string WordCases(const CLI::App& app) {
  std::string cases;
  ForEachCommand(app, "", [&](const CLI::App& command, const std::string& path) {
    cases += fmt::format("    \"{}\") plain=\"{}\" flags=\"{}\" ;;\n", path,
                         Joined(WordsOf(command)), Joined(Flags(command)));
  });
  return cases;
}

class Completion : public Command {
 public:
  std::string_view Name() const override { return "completion"; }
  std::string_view Summary() const override { return "Print a completion script for a shell"; }
  void AddFlags(CLI::App& app) override {
    app.add_option("shell", shell_, "bash or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh"}))
        ->type_name("bash|zsh");
  }
  int Run(Console& console) override {
    CommandLine line;
    console.out << (shell_ == "bash" ? BashCompletion(line.app()) : ZshCompletion(line.app()));
    return kDone;
  }

 private:
  std::string shell_;
};

// Both shells: $command is the command so far, $previous the word before; $values, $plain and
// $flags are what can come next.
std::string FindCandidates(const CLI::App& app) {
  return "  case \"$command:$previous\" in\n" + ValueCases(app) +
         "  esac\n  case \"$command\" in\n" + WordCases(app) + "  esac\n";
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  return "# bash completion for ponder; made by `ponder completion bash`\n"
         "_ponder() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
         "  local command=\"\" values=\"\" plain=\"\" flags=\"\" i\n"
         "  for ((i = 1; i < COMP_CWORD && i < 3; i++)); do\n"
         "    case \"${COMP_WORDS[i]}\" in -*) break ;; esac\n"
         "    [ \"$i\" -eq 2 ] && [ \"$command\" != models ] && break\n"
         "    command=\"${command:+$command }${COMP_WORDS[i]}\"\n"
         "  done\n" +
         FindCandidates(app) +
         "  COMPREPLY=()\n"
         "  if [ -n \"$values\" ]; then\n"
         "    case \" $values \" in *\" @files \"*)\n"
         "      values=\"${values/@files/}\"; COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
         "    esac\n"
         "    COMPREPLY+=($(compgen -W \"$values\" -- \"$current\"))\n"
         "  elif [[ \"$current\" == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$flags\" -- \"$current\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -W \"$plain\" -- \"$current\"))\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _ponder ponder\n";
}

std::string ZshCompletion(const CLI::App& app) {
  return "#compdef ponder\n"
         "# zsh completion for ponder; made by `ponder completion zsh`\n"
         "_ponder() {\n"
         "  local current=\"${words[CURRENT]}\" previous=\"${words[CURRENT-1]}\"\n"
         "  local -a line=(\"${words[@]}\")\n"
         "  local at=$CURRENT command=\"\" plain=\"\" values=\"\" flags=\"\" i\n"
         "  for ((i = 2; i < at && i < 4; i++)); do\n"
         "    [[ \"${line[i]}\" == -* ]] && break\n"
         "    [[ $i -eq 3 && \"$command\" != models ]] && break\n"
         "    command=\"${command:+$command }${line[i]}\"\n"
         "  done\n" +
         FindCandidates(app) +
         "  if [[ -n \"$values\" ]]; then\n"
         "    [[ \" $values \" == *\" @files \"* ]] && _files\n"
         "    compadd -- ${=values//@files/}\n"
         "  elif [[ \"$current\" == -* ]]; then\n"
         "    compadd -- ${=flags}\n"
         "  else\n"
         "    compadd -- ${=plain}\n"
         "  fi\n"
         "}\n"
         "compdef _ponder ponder\n";
}

std::unique_ptr<Command> MakeCompletion() { return std::make_unique<Completion>(); }

}  // namespace ponder
