#include "models/python.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "embedded/models.h"
#include "models/models.h"
#include "ponder/error.h"

extern char** environ;

namespace ponder {
namespace {

constexpr int kPollMilliseconds = 100;
constexpr int kInterrupted = 130;

// The environment of this process, with the catalogue that is compiled in and the cache folder that
// was found.
std::vector<std::string> Environment() {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("PONDER_CATALOGUE") && !text.starts_with("PONDER_CACHE="))
      result.emplace_back(text);
  }
  result.push_back("PONDER_CATALOGUE_JSON=" + std::string(embedded::models::Get("catalogue.json")));
  result.push_back("PONDER_CACHE=" + CacheFolder().string());
  return result;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (pipe(ends) != 0)
      throw Error(ErrorCode::kUnavailable, std::string("no pipe: ") + std::strerror(errno));
    for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  void CloseWriter() {
    close(ends[1]);
    ends[1] = -1;
  }
};

// Signals in the script: SIGTERM, which is how it is ended, whatever this process has blocked; no
// Ctrl-C, which this process takes for both.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    posix_spawnattr_setsigmask(&attributes_, &blocked);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

pid_t Spawn(const std::vector<std::string>& arguments, const Pipe& output) {
  std::vector<std::string> command = {"python3", "-c",
                                      std::string(embedded::models::Get("fetch.py"))};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = Environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDERR_FILENO);
  const SpawnAttributes attributes;
  pid_t process = -1;
  const int error = posix_spawnp(&process, "python3", &actions, attributes.get(),
                                 Pointers(command).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw Error(ErrorCode::kUnavailable,
                std::string("cannot run python3 (") + std::strerror(error) +
                    "): install python3 and pip (Debian, Ubuntu: python3-pip)");
  }
  return process;
}

// Ends and collects the process on every way out.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (process_ < 0) return;
    Terminate();
    Wait();
  }
  void Terminate() const { kill(process_, SIGTERM); }
  int Wait() {
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t process_;
};

void PassLines(std::string& pending, const std::function<void(const std::string&)>& on_line) {
  for (std::size_t end; (end = pending.find('\n')) != std::string::npos;) {
    const std::string line = pending.substr(0, end);
    pending.erase(0, end + 1);
    on_line(line);
  }
}

}  // namespace

int RunFetchScript(const std::vector<std::string>& arguments,
                   const std::function<void(const std::string&)>& on_line,
                   const std::stop_token& stop) {
  Pipe output;
  Child child(Spawn(arguments, output));
  output.CloseWriter();
  std::string pending;
  char buffer[4096];
  while (true) {
    if (stop.stop_requested()) {
      child.Terminate();
      child.Wait();
      return kInterrupted;
    }
    pollfd waiting{output.ends[0], POLLIN, 0};
    if (poll(&waiting, 1, kPollMilliseconds) <= 0) continue;
    const ssize_t count = read(output.ends[0], buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    pending.append(buffer, static_cast<std::size_t>(count));
    PassLines(pending, on_line);
  }
  if (!pending.empty()) on_line(pending);
  return child.Wait();
}

}  // namespace ponder
