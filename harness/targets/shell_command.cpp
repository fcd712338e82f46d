#include "harness/targets/shell_command.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

namespace zns::harness {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPoll{10};

// In a process group of its own, its output with our messages: standard output is the report's.
int start(const std::string& command, pid_t& child) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  std::string shell = "sh";
  std::string option = "-c";
  std::string text = command;
  char* const words[] = {shell.data(), option.data(), text.data(), nullptr};
  const int error = posix_spawn(&child, "/bin/sh", &files, &attributes, words, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return "it was killed by signal " + std::to_string(WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return "it exited with " + std::to_string(WEXITSTATUS(status));
  return {};
}

}  // namespace

std::string run_in_shell(const std::string& command, std::chrono::seconds patience) {
  pid_t child = -1;
  if (const int error = start(command, child); error != 0) return std::string{"no shell: "} + std::strerror(error);
  const auto deadline = Clock::now() + patience;
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return how_it_ended(status);
    if (ended < 0 && errno != EINTR) return std::string{"it was lost: "} + std::strerror(errno);
    if (Clock::now() >= deadline) break;
    std::this_thread::sleep_for(kPoll);
  }
  ::kill(-child, SIGKILL);
  ::waitpid(child, &status, 0);
  return "it did not end within " + std::to_string(patience.count()) + " s";
}

}  // namespace zns::harness
