#include "harness/qemu/qtest_machine.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/qemu/process_end.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kFirmwareBytes = std::size_t{64} << 10;  // the least that a PC takes
constexpr std::size_t kMostUnanswered =
    32;                                   // more would fill the socket's buffer, for every reply is a packet of its own
constexpr unsigned kSpins = 300;          // before pause() sleeps; some 20 us
constexpr unsigned kPatientSpins = 1500;  // where only the device is waited for: it reads its image in some 50 us
constexpr timespec kDoze{.tv_sec = 0, .tv_nsec = 1'000'000};
constexpr timespec kNap{.tv_sec = 0, .tv_nsec = 50'000};

std::string hex_text(std::uint64_t value) {
  std::array<char, 18> text{'0', 'x'};
  char* const end = std::to_chars(text.data() + 2, text.data() + text.size(), value, 16).ptr;
  return {text.data(), end};
}

void relax_processor() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

std::pair<UniqueFd, UniqueFd> make_socketpair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw HarnessError(std::string{"cannot make a socket: "} + std::strerror(errno));
  return {UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

}  // namespace

std::vector<std::string> qtest_command(const QtestMachineOptions& options, const QtestFds& fds) {
  const auto fd_path = [](int fd) { return "/proc/self/fd/" + std::to_string(fd); };
  const std::string bytes = std::to_string(options.ram_bytes);
  // QEMU takes the first of these accelerators that it has; -S: no instruction is ever executed.
  std::vector<std::string> command{
      options.qemu,
      "-machine",
      options.machine + ",memory-backend=ram",
      "-accel",
      "tcg",
      "-accel",
      "qtest",
      "-accel",
      "kvm",
      "-S",
      "-no-user-config",
      "-nodefaults",
      "-display",
      "none",
      "-m",
      std::to_string(options.ram_bytes >> 20) + "M",
      "-object",
      "memory-backend-file,id=ram,share=on,size=" + bytes + ",mem-path=" + fd_path(fds.ram),
      "-bios",
      fd_path(fds.firmware),
      "-chardev",
      "socket,id=qtest,fd=" + std::to_string(fds.socket),
      "-qtest",
      "chardev:qtest",
      "-qtest-log",
      "none"};
  const std::string folders = options.qemu_data.string();
  for (std::size_t begin = 0; begin < folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    command.insert(command.end(), {"-L", folders.substr(begin, end - begin)});
    begin = end + 1;
  }
  command.insert(command.end(), options.devices.begin(), options.devices.end());
  return command;
}

QtestMachine::QtestMachine(const QtestMachineOptions& options)
    : options_{options}, ram_{"ram", options.ram_bytes}, firmware_{"firmware", kFirmwareBytes}, stderr_{"stderr", 0} {
  ram_.map();
  auto [ours, theirs] = make_socketpair();
  socket_ = std::move(ours);
  set_nonblocking(socket_);
  SpawnOptions spawn{
      .argv = qtest_command(options, {.socket = theirs.get(), .ram = ram_.fd(), .firmware = firmware_.fd()})};
  spawn.stderr_fd = stderr_.fd();
  spawn.inherited_fds = options.inherited_fds;
  for (const int fd : {theirs.get(), ram_.fd(), firmware_.fd()}) spawn.inherited_fds.push_back(fd);
  process_.emplace(spawn);
  theirs.reset();
  try {
    static_cast<void>(ask("endianness"));
  } catch (const suites::DeviceLost& lost) {
    const std::string why = why_not_started(options.qemu, stderr_.tail(kStderrTail));
    throw HarnessError(options.qemu + " does not start: " + (why.empty() ? lost.what() : why));
  }
}

std::uint32_t QtestMachine::in32(std::uint16_t port) {
  return static_cast<std::uint32_t>(ask("inl " + hex_text(port)));
}
void QtestMachine::out32(std::uint16_t port, std::uint32_t value) {
  static_cast<void>(ask("outl " + hex_text(port) + " " + hex_text(value)));
}
std::uint32_t QtestMachine::read32(std::uint64_t address) {
  return static_cast<std::uint32_t>(ask("readl " + hex_text(address)));
}
void QtestMachine::write32(std::uint64_t address, std::uint32_t value) {
  static_cast<void>(ask("writel " + hex_text(address) + " " + hex_text(value)));
}

void QtestMachine::post_write32(std::uint64_t address, std::uint32_t value, bool now) {
  queue_line("writel " + hex_text(address) + " " + hex_text(value));
  if (now) send_queued();
  if (unanswered_ > kMostUnanswered) take_replies();
}

// Spins a little, for a command is often done by then; then sleeps until the next answer, so that QEMU has the
// processor. (To yield it costs more where others want it, too: we would be the last in their queue, and whoever sleeps
// is not.) Where all answers are there, the device is at work in the background.
void QtestMachine::pause() {
  if (++pauses_ % (unanswered_ > 0 ? kSpins : kPatientSpins) != 0) {
    relax_processor();
    return;
  }
  pollfd event{socket_.get(), POLLIN, 0};
  if (ppoll(&event, 1, unanswered_ > 0 ? &kDoze : &kNap, nullptr) > 0) take_replies();
}

std::uint64_t QtestMachine::ask(const std::string& line) {
  queue_line(line);
  send_queued();
  await_replies();
  return answer_;
}

void QtestMachine::queue_line(const std::string& line) {
  queued_ += line;
  queued_ += '\n';
  ++unanswered_;
}

void QtestMachine::send_queued() {
  const auto deadline = Clock::now() + options_.timeout;
  pauses_ = 0;
  std::size_t sent = 0;
  while (sent < queued_.size()) {
    const ssize_t n = send(socket_.get(), queued_.data() + sent, queued_.size() - sent, MSG_NOSIGNAL);
    if (n > 0) {
      sent += static_cast<std::size_t>(n);
    } else if (errno == EAGAIN) {
      if (Clock::now() > deadline) silent();
      take_replies();
      pollfd event{socket_.get(), POLLOUT | POLLIN, 0};
      poll(&event, 1, 10);
    } else if (errno != EINTR) {
      ended();
    }
  }
  queued_.clear();
}

// Takes what is there; false if that is nothing.
bool QtestMachine::receive() {
  std::array<char, 4096> buffer{};
  const ssize_t n = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (n > 0) received_.append(buffer.data(), static_cast<std::size_t>(n));
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) ended();
  return n > 0;
}

// Every request has one reply, "OK", "OK VALUE" or "FAIL WHY", in its turn; a line "IRQ ..." belongs to none.
void QtestMachine::take_replies() {
  if (!receive()) return;
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = received_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string_view line = std::string_view{received_}.substr(begin, end - begin);
    if (line.substr(0, 4) == "IRQ ") continue;
    if (line.substr(0, 2) != "OK") throw HarnessError(options_.qemu + " refuses a qtest request: " + std::string{line});
    --unanswered_;
    const std::size_t digits = line.find("0x");
    if (digits != std::string_view::npos)
      std::from_chars(line.data() + digits + 2, line.data() + line.size(), answer_, 16);
  }
  received_.erase(0, begin);
}

void QtestMachine::await_replies() {
  const auto deadline = Clock::now() + options_.timeout;
  while (unanswered_ > 0) {
    pollfd event{socket_.get(), POLLIN, 0};
    if (poll(&event, 1, 100) > 0) take_replies();
    if (Clock::now() > deadline) silent();
  }
}

// The socket is closed: QEMU has ended, or does at this moment.
void QtestMachine::ended() {
  const auto deadline = Clock::now() + options_.timeout;
  while (!process_->poll()) {
    if (Clock::now() > deadline) throw HarnessError(options_.qemu + " has closed its socket, and does not end");
    poll(nullptr, 0, 1);
  }
  throw_process_end(options_.qemu, process_->wait(), stderr_.tail(kStderrTail));
}

void QtestMachine::silent() const {
  throw_no_answer(options_.qemu, pid(), options_.timeout);
}

}  // namespace zns::harness
