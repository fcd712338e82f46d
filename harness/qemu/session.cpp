#include "harness/qemu/session.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/base/error.hpp"
#include "harness/qemu/guest.hpp"
#include "harness/qemu/process_end.hpp"
#include "harness/qemu/signals.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kConsoleKept = std::size_t{64} << 10;
constexpr std::chrono::seconds kTimeToEnd{10};                     // of znspec, once it has been asked to
constexpr std::string_view kAskedToEnd = "terminating on signal";  // QEMU's words, and it ends with 0

// Fit for a one-line message: the console carries the BIOS's escape codes and whatever the guest likes.
std::string printable(const std::string& line) {
  std::string result;
  for (const char c : line) {
    if (c >= ' ' && c <= '~') result += c;
  }
  return result;
}

}  // namespace

Session::Session(SessionOptions options, std::ostream& out, std::ostream& diagnostics)
    : options_{std::move(options)}, out_{out}, diagnostics_{diagnostics}, log_{options_.log, std::ios::binary} {
  open_fifo(options_.files.console, &Session::take_console);
  open_fifo(options_.files.out, &Session::take_out);
  open_fifo(options_.files.err, &Session::take_err);
  open_fifo(options_.files.journal, &Session::take_journal);
  const std::string orders = options_.files.orders.string();
  open_fifo(orders + ".out", &Session::take_nothing);
  if (mkfifo((orders + ".in").c_str(), 0600) == 0)
    orders_ = UniqueFd{open((orders + ".in").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
  if (!orders_) throw HarnessError("cannot make " + orders + ".in: " + std::strerror(errno));
  open_fifo(options_.files.frames, &Session::take_frames);  // last, so that what came before `exit` is read before it
}

void Session::open_fifo(const std::filesystem::path& path, void (Session::*take)(const std::string&)) {
  UniqueFd fd;
  if (mkfifo(path.c_str(), 0600) == 0) fd = UniqueFd{open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (!fd) throw HarnessError("cannot make " + path.string() + ": " + std::strerror(errno));
  channels_.push_back({std::move(fd), take});
}

SessionResult Session::run() {
  Pipe words = make_pipe();
  set_nonblocking(words.read_end);
  start_ = last_sign_ = Clock::now();
  Process qemu{{.argv = options_.command, .stderr_fd = words.write_end.get(), .one_cpu = options_.one_cpu}};
  words.write_end.reset();
  channels_.push_back({std::move(words.read_end), &Session::take_qemu});

  while (!frames_.ended()) {
    check_signals();
    check_clock(wait_for_news(kSignalCheckMs), qemu.pid());
    if (const auto status = qemu.poll()) {
      wait_for_news(0);  // its last words
      if (!frames_.ended()) explain_end(*status);
    }
  }
  // The guest sends its exit status when all else is with us. There is no need to wait until it has shut down.
  qemu.kill();
  wait_for_news(0);
  if (!frames_.error().empty()) throw HarnessError("the guest's report channel carried " + frames_.error());
  result_.last_console_line = last_console_line();
  if (!set_up_failure_.empty())
    throw HarnessError("the guest: " + set_up_failure_ + "; last console line: " + result_.last_console_line);
  return std::move(result_);
}

bool Session::wait_for_news(int timeout_ms) {
  std::vector<pollfd> fds;
  for (const Channel& channel : channels_) fds.push_back({channel.fd.get(), POLLIN, 0});
  const int ready = ::poll(fds.data(), fds.size(), timeout_ms);
  if (ready <= 0) return ready < 0;
  for (std::size_t i = 0; i < fds.size(); ++i) {
    if (fds[i].revents != 0) read_channel(channels_[i]);
  }
  return true;
}

void Session::read_channel(Channel& channel) {
  std::string bytes;
  const bool open = read_available(channel.fd.get(), bytes);
  if (!open) channel.fd.reset();
  if (bytes.empty()) return;
  (this->*channel.take)(bytes);
  last_sign_ = Clock::now();  // after the taking: our own reader may be slow
}

void Session::take_out(const std::string& bytes) {
  out_ << bytes << std::flush;
  if (!out_) throw HarnessError("the output cannot be written: the guest was stopped");
}

void Session::take_err(const std::string& bytes) {
  diagnostics_ << bytes << std::flush;
}

void Session::take_frames(const std::string& bytes) {
  frames_.feed(bytes);
  while (auto frame = frames_.next()) {
    const bool saved = frame->kind == Frame::Kind::Saved;
    if (saved || frame->kind == Frame::Kind::File)
      (saved ? result_.saved : result_.files)[frame->name] = std::move(frame->content);
    if (frame->kind == Frame::Kind::Exit) result_.status = frame->status;
    if (frame->kind == Frame::Kind::Failed) set_up_failure_ = frame->name;
  }
  if (!frames_.error().empty()) throw HarnessError("the guest's report channel carried " + frames_.error());
}

void Session::take_console(const std::string& bytes) {
  log_ << bytes << std::flush;
  console_ += bytes;
  if (console_.size() > 2 * kConsoleKept) console_.erase(0, console_.size() - kConsoleKept);
}

void Session::take_journal(const std::string& bytes) {
  begun_ = true;
  options_.journal(bytes);
}

void Session::check_signals() {
  if (SignalGuard::received() == 0) return;
  const bool at_once = !begun_ || SignalGuard::received() > 1;
  if (at_once || (ordered_ && Clock::now() - *ordered_ > kTimeToEnd)) SignalGuard::check();
  if (ordered_) return;
  ordered_ = Clock::now();
  static constexpr std::string_view kOrder = "end\n";
  if (write(orders_.get(), kOrder.data(), kOrder.size()) < 0) SignalGuard::check();
}

void Session::check_clock(bool news, pid_t qemu) const {
  const auto now = Clock::now();
  const std::string tail = " and was killed; last console line: " + last_console_line();
  if (!news && now - last_sign_ > options_.silence) {
    const std::string text = "the guest gave no sign of life for " + std::to_string(options_.silence.count()) + " s";
    if (is_stopped(qemu)) throw HarnessError(text + ": QEMU is stopped");
    throw GuestDied(text + tail);
  }
  if (now - start_ > options_.timeout) {
    throw HarnessError("the guest did not end within " + std::to_string(options_.timeout.count()) + " s" + tail);
  }
}

void Session::explain_end(const ExitStatus& status) const {
  if (const std::string words = panic(); !words.empty()) throw GuestDied("the guest's kernel died: " + words);
  if (console_.empty() && !status.success()) {
    const std::string why = first_line(qemu_words_);
    throw HarnessError("QEMU did not start (" + status.describe() + ")" + (why.empty() ? "" : ": " + printable(why)));
  }
  const std::string tail = "; last console line: " + last_console_line();
  const std::string why = printable(last_line(qemu_words_));
  const std::string died = "QEMU died (" + status.describe() + ")" + (why.empty() ? "" : ": " + why) + tail;
  if (ended_by_itself(status)) throw GuestDied(died);
  if (!status.success() || why.find(kAskedToEnd) != std::string::npos) throw HarnessError(died);
  throw GuestDied("the guest ended without an exit status" + tail);
}

// "Kernel panic - not syncing: Fatal exception", with what led to it where the kernel says so.
std::string Session::panic() const {
  static constexpr std::string_view kPanic = "Kernel panic";
  static constexpr std::string_view kCauses[] = {"BUG: ", "kernel BUG at ", "general protection fault",
                                                 "Oops: ", "RIP: "};
  const std::size_t at = console_.find(kPanic);
  if (at == std::string::npos) return {};
  std::string words = printable(first_line(console_.substr(at)));
  for (const std::string_view cause : kCauses)
    if (const std::size_t found = console_.find(cause); found < at)
      words += " / " + printable(first_line(console_.substr(found)));
  return words;
}

std::string Session::last_console_line() const {
  const std::string line = printable(last_line(console_));
  return line.empty() ? "(none)" : line;
}

}  // namespace zns::harness
