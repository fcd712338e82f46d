#include "harness/qemu/signals.hpp"

#include <cstring>
#include <string>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler can reach nothing else
volatile std::sig_atomic_t g_received = 0;
volatile std::sig_atomic_t g_count = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void note(int signal) {
  g_received = signal;
  g_count = g_count + 1;
}

}  // namespace

SignalGuard::SignalGuard() {
  g_received = 0;
  g_count = 0;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    struct sigaction action {};
    action.sa_handler = signal == SIGPIPE ? SIG_IGN : note;
    sigemptyset(&action.sa_mask);
    Saved saved{signal, {}};
    if (sigaction(signal, nullptr, &saved.action) != 0) continue;
    if (saved.action.sa_handler == SIG_IGN) continue;  // nohup stays in force
    sigaction(signal, &action, nullptr);
    saved_.push_back(saved);
  }
}

SignalGuard::~SignalGuard() {
  for (const Saved& saved : saved_) sigaction(saved.signal, &saved.action, nullptr);
}

int SignalGuard::received() {
  return g_count;
}

void SignalGuard::check() {
  if (g_received == 0) return;
  const int signal = g_received;
  throw HarnessError("interrupted by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")");
}

}  // namespace zns::harness
