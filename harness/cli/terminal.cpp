#include "harness/cli/terminal.hpp"

#include <unistd.h>

#include <csignal>
#include <string_view>

namespace zns::harness {
namespace {

constexpr std::size_t kColumns = 79;
constexpr std::chrono::seconds kQuietTime{30};  // between lines where there is no terminal
constexpr int kSignals[] = {SIGINT, SIGTERM};

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler can reach nothing else
volatile std::sig_atomic_t g_asked = 0;

void on_signal(int /*signal*/) {
  g_asked = 1;
  constexpr std::string_view kText = "\nznspec: stopping after this case; once more stops at once\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText.data(), kText.size());
}

}  // namespace

// "340/1300, 2 failed, 61 s, about 170 s left": what is not known yet, or is nothing, is left out.
std::string Progress::text(std::size_t done, std::size_t total, std::optional<double> share) const {
  using std::chrono::seconds;
  const auto elapsed = static_cast<std::size_t>(std::chrono::duration_cast<seconds>(now_() - start_).count());
  std::string line = std::to_string(done) + "/" + std::to_string(total);
  if (failures_ != 0) line += ", " + std::to_string(failures_) + " failed";
  if (elapsed == 0) return line;
  line += ", " + std::to_string(elapsed) + " s";
  if (done == 0 || done >= total) return line;
  const double part = share.value_or(static_cast<double>(done) / static_cast<double>(total));
  if (part <= 0) return line;
  const double left = static_cast<double>(elapsed) * (1 - part) / part;
  return line + ", about " + std::to_string(static_cast<std::size_t>(left)) + " s left";
}

void Progress::show(std::size_t done, std::size_t total, const std::string& id, std::optional<double> share) {
  if (!terminal_) {
    if (now_() - last_ < kQuietTime) return;
    last_ = now_();
    err_ << "znspec: " << text(done, total, share) << (id.empty() ? "" : ": " + id) << "\n" << std::flush;
    return;
  }
  std::string line = "[" + text(done, total, share) + "] " + id;
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
