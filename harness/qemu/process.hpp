// Child processes that cannot outlive us, and the file descriptors that join us to them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/unique_fd.hpp"

namespace zns::harness {

struct Pipe {
  UniqueFd read_end, write_end;
};
Pipe make_pipe();  // both ends close on exec
void set_nonblocking(const UniqueFd& fd);

// Appends what can be read now; false once there is nothing left to come (end of file or an error). Never blocks on a
// non-blocking descriptor.
bool read_available(int fd, std::string& into);

// How a process ended: by exit(code), or by a signal.
struct ExitStatus {
  int code = 0;
  int signal = 0;  // 0: none
  [[nodiscard]] bool success() const { return code == 0 && signal == 0; }
  [[nodiscard]] std::string describe() const;  // "exit status 1", "signal 9 (Killed)"
};

struct SpawnOptions {
  std::vector<std::string> argv = {};  // argv[0] is searched in PATH
  int stdout_fd = -1;                  // -1: /dev/null
  int stderr_fd = -1;
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours
  std::string directory = {};                                         // empty: ours
  std::vector<int> inherited_fds = {};                                // open in the child too, with the same numbers
  bool one_cpu = false;                                               // keep the child on the CPU that it starts on
};

// A running child with its own process group. It gets no input. When we end, however we end, it is killed.
class Process {
 public:
  explicit Process(const SpawnOptions& options);  // throws HarnessError when the program cannot be started
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { kill(); }

  [[nodiscard]] pid_t pid() const { return pid_; }
  std::optional<ExitStatus> poll();  // nothing while it runs
  ExitStatus wait();
  void kill();  // the whole group, at once; does nothing to a process that has ended

 private:
  pid_t pid_ = -1;
  std::optional<ExitStatus> ended_;
};

// Runs a command to its end and takes what it prints. stdout can be given a file instead.
struct CommandResult {
  ExitStatus status;
  std::string out, err;
  [[nodiscard]] std::string first_error_line() const;
};
CommandResult run_command(SpawnOptions options);

// Whether a program of that name can be started (a path, or found in PATH).
bool program_exists(const std::string& name);

std::string first_line(const std::string& text);
std::string last_line(const std::string& text);

}  // namespace zns::harness
