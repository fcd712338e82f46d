#include "harness/cli/terminal.hpp"

#include <unistd.h>

#include <csignal>
#include <string_view>

namespace zns::harness {
namespace {

constexpr std::size_t kColumns = 79;
constexpr int kSignals[] = {SIGINT, SIGTERM};

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler can reach nothing else
volatile std::sig_atomic_t g_asked = 0;

void on_signal(int /*signal*/) {
  g_asked = 1;
  constexpr std::string_view kText = "\nznspec: stopping after this case; once more stops at once\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText.data(), kText.size());
}

}  // namespace

void Progress::show(std::size_t done, std::size_t total, const std::string& id) {
  if (!terminal_) return;
  std::string line = "[" + std::to_string(done) + "/" + std::to_string(total) + "] " + id;
  if (line.size() > kColumns) line.resize(kColumns);
  err_ << "\r\033[K" << line << std::flush;
  shown_ = true;
}

void Progress::clear() {
  if (shown_) err_ << "\r\033[K" << std::flush;
  shown_ = false;
}

Interrupt::Interrupt() {
  g_asked = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

Interrupt::~Interrupt() {
  for (const int signal : kSignals) static_cast<void>(std::signal(signal, SIG_DFL));
}

bool Interrupt::asked() {
  return g_asked != 0;
}

}  // namespace zns::harness
