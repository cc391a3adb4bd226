#include "scorer/command_check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>

#include "ponder/error.h"

extern char** environ;

namespace ponder {
namespace {

constexpr int kPollMilliseconds = 10;
constexpr size_t kMostOutput = 65536;
constexpr size_t kLongestValue = 100'000;  // systems limit what a variable may hold

[[noreturn]] void Fail(const char* what) {
  throw Error(ErrorCode::kUnavailable,
              std::string("scorer verifier: ") + what + ": " + std::strerror(errno));
}

// A file without a name that holds the input: whoever reads it late, or not at all, blocks nobody.
struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;
File InputFile(const std::string& input) {
  File file(std::tmpfile());
  if (!file) Fail("no temporary file");
  fcntl(fileno(file.get()), F_SETFD, FD_CLOEXEC);
  if (std::fwrite(input.data(), 1, input.size(), file.get()) != input.size() ||
      std::fflush(file.get()) != 0) {
    Fail("the temporary file cannot be written");
  }
  std::rewind(file.get());
  lseek(fileno(file.get()), 0, SEEK_SET);
  return file;
}

struct OutputPipe {
  int ends[2] = {-1, -1};
  OutputPipe() {
    if (pipe(ends) != 0) Fail("no pipe");
    for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
  OutputPipe(const OutputPipe&) = delete;
  OutputPipe& operator=(const OutputPipe&) = delete;
  ~OutputPipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  void CloseWriter() {
    close(ends[1]);
    ends[1] = -1;
  }
  // What has come meanwhile, as far as a pipe holds it; what is too much is thrown away.
  void Read(std::string& output) const {
    char buffer[4096];
    for (size_t i = 0; i < kMostOutput / sizeof buffer; ++i) {
      const ssize_t count = read(ends[0], buffer, sizeof buffer);
      if (count <= 0) return;
      output.append(buffer, std::min(static_cast<size_t>(count), kMostOutput - output.size()));
    }
  }
};

std::vector<std::string> Environment(
    const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) result.emplace_back(*entry);
  for (const auto& [name, value] : added) {
    const bool fits = value.size() < kLongestValue && value.find('\0') == std::string::npos;
    if (fits) result.push_back(name + "=" + value);
  }
  return result;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// A group of its own, so that what the command starts can be ended with it.
pid_t Spawn(const std::string& command, FILE* input, const OutputPipe& output,
            std::vector<std::string> environment) {
  std::vector<std::string> words{"sh", "-c", command};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(input), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t process = -1;
  const int error = posix_spawn(&process, "/bin/sh", &actions, &attributes, Pointers(words).data(),
                                Pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    errno = error;
    Fail("cannot run /bin/sh");
  }
  return process;
}

// Ends the group and collects the process on every way out.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill(-process_, SIGKILL);
    int status = 0;
    while (!ended_ && waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  bool Ended(int& exit_code) {
    int status = 0;
    if (waitpid(process_, &status, WNOHANG) != process_) return false;
    exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended_ = true;
  }

 private:
  pid_t process_;
  bool ended_ = false;
};

}  // namespace

CommandOutcome RunCommand(const std::string& command, const std::string& input,
                          const std::vector<std::pair<std::string, std::string>>& environment,
                          double seconds, const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  const File file = InputFile(input);
  OutputPipe output;
  Child child(Spawn(command, file.get(), output, Environment(environment)));
  output.CloseWriter();
  CommandOutcome outcome;
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < deadline) {
    pollfd waiting{output.ends[0], POLLIN, 0};
    poll(&waiting, 1, kPollMilliseconds);
    // A pipe whose writers are gone wakes at once, though the command may run on.
    if ((waiting.revents & POLLHUP) != 0) usleep(1000 * kPollMilliseconds);
    outcome.finished = child.Ended(outcome.exit_code);
    output.Read(outcome.output);
    if (outcome.finished) break;
  }
  return outcome;
}

}  // namespace ponder
