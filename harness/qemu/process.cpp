#include "harness/qemu/process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/qemu/signals.hpp"

namespace zns::harness {
namespace {

std::string errno_text(int error) {
  return std::strerror(error);
}

void pin_to_this_cpu() {
  const int cpu = sched_getcpu();
  if (cpu < 0) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  sched_setaffinity(0, sizeof set, &set);  // only speed is lost when it is refused
}

// Everything that the child needs, made before fork: between fork and exec only async-signal-safe calls are allowed.
struct ChildPlan {
  std::vector<char*> argv;
  std::vector<std::string> environment_text;
  std::vector<char*> environment;
  const SpawnOptions* options;
  pid_t parent;
  int null_fd;
  int report_fd;
};

[[noreturn]] void become_child(const ChildPlan& plan) {
  const auto fail = [&] {
    const int error = errno;
    [[maybe_unused]] const ssize_t n = write(plan.report_fd, &error, sizeof error);
    _exit(127);
  };
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != plan.parent) _exit(127);  // it died before the line above
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  const SpawnOptions& options = *plan.options;
  if (dup2(plan.null_fd, 0) < 0 || dup2(options.stdout_fd < 0 ? plan.null_fd : options.stdout_fd, 1) < 0 ||
      dup2(options.stderr_fd < 0 ? plan.null_fd : options.stderr_fd, 2) < 0) {
    fail();
  }
  // What we were given by whoever started us is none of the child's business.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  for (const int fd : options.inherited_fds)
    if (fcntl(fd, F_SETFD, 0) != 0) fail();
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) fail();
  if (options.one_cpu) pin_to_this_cpu();
  execvpe(plan.argv[0], plan.argv.data(), plan.environment.data());
  fail();
  _exit(127);
}

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    bool replaced = false;
    for (const auto& [key, value] : added) replaced = replaced || text.rfind(key + "=", 0) == 0;
    if (!replaced) result.push_back(text);
  }
  for (const auto& [key, value] : added) result.push_back(key + "=" + value);
  return result;
}

ExitStatus decode(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw HarnessError("cannot make a pipe: " + errno_text(errno));
  return {UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

void set_nonblocking(const UniqueFd& fd) {
  fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

bool read_available(int fd, std::string& into) {
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(n));
      if (static_cast<std::size_t>(n) < buffer.size()) return true;
    } else if (n == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

std::string ExitStatus::describe() const {
  if (signal != 0) return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  return "exit status " + std::to_string(code);
}

Process::Process(const SpawnOptions& options) {
  const UniqueFd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  if (!null) throw HarnessError("cannot open /dev/null: " + errno_text(errno));
  Pipe report = make_pipe();
  ChildPlan plan{.argv = {},
                 .environment_text = environment_with(options.environment),
                 .environment = {},
                 .options = &options,
                 .parent = getpid(),
                 .null_fd = null.get(),
                 .report_fd = report.write_end.get()};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): exec takes char* and does not write
  const auto text_of = [](const std::string& text) { return const_cast<char*>(text.c_str()); };
  for (const std::string& argument : options.argv) plan.argv.push_back(text_of(argument));
  for (const std::string& entry : plan.environment_text) plan.environment.push_back(text_of(entry));
  plan.argv.push_back(nullptr);
  plan.environment.push_back(nullptr);

  pid_ = fork();
  if (pid_ < 0) throw HarnessError("cannot start " + options.argv[0] + ": " + errno_text(errno));
  if (pid_ == 0) become_child(plan);
  setpgid(pid_, pid_);  // in the child too: whichever comes first
  report.write_end.reset();
  int error = 0;
  ssize_t n = 0;
  do n = read(report.read_end.get(), &error, sizeof error);
  while (n < 0 && errno == EINTR);
  if (n == sizeof error) {
    wait();
    throw HarnessError("cannot start " + options.argv[0] + ": " + errno_text(error));
  }
}

std::optional<ExitStatus> Process::poll() {
  int status = 0;
  if (!ended_ && waitpid(pid_, &status, WNOHANG) == pid_) ended_ = decode(status);
  return ended_;
}

ExitStatus Process::wait() {
  int status = 0;
  while (!ended_) {
    if (waitpid(pid_, &status, 0) == pid_) {
      ended_ = decode(status);
    } else if (errno != EINTR) {
      ended_ = ExitStatus{.code = 127, .signal = 0};
    }
  }
  return *ended_;
}

void Process::kill() {
  if (ended_) return;
  ::kill(-pid_, SIGKILL);
  wait();
}

CommandResult run_command(SpawnOptions options) {
  CommandResult result;
  Pipe out;
  Pipe err = make_pipe();
  if (options.stdout_fd < 0) {
    out = make_pipe();
    options.stdout_fd = out.write_end.get();
  }
  options.stderr_fd = err.write_end.get();
  Process process{options};
  out.write_end.reset();
  err.write_end.reset();
  if (out.read_end) set_nonblocking(out.read_end);
  set_nonblocking(err.read_end);
  while (out.read_end || err.read_end) {
    std::array<pollfd, 2> fds{{{out.read_end.get(), POLLIN, 0}, {err.read_end.get(), POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), kSignalCheckMs);
    SignalGuard::check();  // when it throws, the destructor of `process` kills the command
    if (ready <= 0) continue;
    if (fds[0].revents != 0 && !read_available(fds[0].fd, result.out)) out.read_end.reset();
    if (fds[1].revents != 0 && !read_available(fds[1].fd, result.err)) err.read_end.reset();
  }
  result.status = process.wait();
  return result;
}

std::string CommandResult::first_error_line() const {
  const std::string line = first_line(err);
  return line.empty() ? status.describe() : line;
}

bool program_exists(const std::string& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::istringstream folders{path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin"};
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::string first_line(const std::string& text) {
  const std::size_t begin = text.find_first_not_of("\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return {};
  const std::size_t begin = text.find_last_of("\r\n", end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

}  // namespace zns::harness
