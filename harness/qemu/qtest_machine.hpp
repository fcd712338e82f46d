// QEMU without a guest: its devices, I/O ports and memory in our hands, by the qtest protocol.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/unique_fd.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/shared_memory.hpp"

namespace zns::harness {

struct QtestMachineOptions {
  std::string qemu = "qemu-system-x86_64";  // a path, or found in PATH
  std::filesystem::path qemu_data = {};     // QEMU's -L; several with ':'; empty: QEMU's own
  std::string machine = "pc";
  std::size_t ram_bytes = std::size_t{64} << 20;
  std::vector<std::string> devices = {};      // arguments
  std::vector<int> inherited_fds = {};        // that they name, /proc/self/fd/N
  std::chrono::milliseconds timeout{10'000};  // for an answer
};

// The command line. The descriptors are those of the child.
struct QtestFds {
  int socket = -1;
  int ram = -1;
  int firmware = -1;
};
std::vector<std::string> qtest_command(const QtestMachineOptions& options, const QtestFds& fds);

// A running QEMU whose processor does not run. Nothing of it is in any file system, and it does not outlive us.
//
// QEMU ends by itself only through a bug: then every function throws suites::DeviceLost, which says how it ended. Where
// somebody killed or stopped it, they throw HarnessError; so does the constructor when QEMU does not start, with its
// own words.
class QtestMachine {
 public:
  explicit QtestMachine(const QtestMachineOptions& options);
  QtestMachine(const QtestMachine&) = delete;
  QtestMachine& operator=(const QtestMachine&) = delete;
  ~QtestMachine() = default;

  std::uint32_t in32(std::uint16_t port);
  void out32(std::uint16_t port, std::uint32_t value);
  std::uint32_t read32(std::uint64_t address);
  void write32(std::uint64_t address, std::uint32_t value);

  // Without waiting for the answer: later answers come after this one. What waits is sent with the next request.
  void post_write32(std::uint64_t address, std::uint32_t value, bool now);
  void send_posted() { send_queued(); }
  // A moment for QEMU, the longer the more often it is called since the last request.
  void pause();

  [[nodiscard]] std::span<std::byte> ram() const { return ram_.bytes(); }  // from address 0 on
  [[nodiscard]] pid_t pid() const { return process_->pid(); }

 private:
  std::uint64_t ask(const std::string& line);
  void queue_line(const std::string& line);
  void send_queued();
  bool receive();
  void take_replies();
  void await_replies();
  [[noreturn]] void ended();
  [[noreturn]] void silent() const;

  QtestMachineOptions options_;
  SharedMemory ram_;
  SharedMemory firmware_;
  SharedMemory stderr_;
  UniqueFd socket_;
  std::optional<Process> process_;
  std::string queued_;          // lines not sent yet
  std::string received_;        // that is no whole line yet
  std::size_t unanswered_ = 0;  // lines
  std::uint64_t answer_ = 0;    // the value of the last reply that had one
  unsigned pauses_ = 0;         // since the last request
};

}  // namespace zns::harness
