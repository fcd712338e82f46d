// Ctrl-C and friends, turned into an ordinary HarnessError, so that QEMU and the work folder are always cleared away.
#pragma once

#include <csignal>
#include <vector>

namespace zns::harness {

inline constexpr int kSignalCheckMs = 200;  // no wait is longer than this without a look at `check`

// While one lives, SIGINT, SIGTERM and SIGHUP are only noted, and a closed output pipe is a failed write, not a death.
class SignalGuard {
 public:
  SignalGuard();
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;
  ~SignalGuard();

  static void check();                  // throws HarnessError when a signal has come
  [[nodiscard]] static int received();  // how many have

 private:
  struct Saved {
    int signal;
    struct sigaction action;
  };
  std::vector<Saved> saved_;
};

}  // namespace zns::harness
