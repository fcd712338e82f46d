// One run of QEMU, from its start to the guest's exit status.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/qemu/arguments.hpp"
#include "harness/qemu/frames.hpp"
#include "harness/qemu/process.hpp"

namespace zns::harness {

struct SessionOptions {
  std::vector<std::string> command;  // QEMU's
  GuestFiles files;                  // the FIFOs are made by the session
  std::filesystem::path log;         // the guest's console is written here
  std::chrono::seconds timeout{600}, silence{60};
  bool one_cpu = false;
  std::function<void(std::string_view)> journal = [](auto) {};
};

struct SessionResult {
  int status = 0;
  std::map<std::string, std::string> files;  // reports
  std::map<std::string, std::string> saved;  // is_saved_name() holds of the names
  std::string last_console_line;
};

class Session {
 public:
  Session(SessionOptions options, std::ostream& out, std::ostream& diagnostics);

  // Throws HarnessError, or GuestDied, for all that is not an exit status. QEMU is gone when this returns or throws.
  SessionResult run();

 private:
  using Clock = std::chrono::steady_clock;
  struct Channel {
    UniqueFd fd;
    void (Session::*take)(const std::string&);
  };

  void open_fifo(const std::filesystem::path& path, void (Session::*take)(const std::string&));
  // False when nothing has come. We may have been stopped (Ctrl-Z) for long: only a wait in vain shows that the guest
  // is silent.
  bool wait_for_news(int timeout_ms);
  void read_channel(Channel& channel);
  void take_out(const std::string& bytes);
  void take_err(const std::string& bytes);
  void take_frames(const std::string& bytes);
  void take_console(const std::string& bytes);
  void take_journal(const std::string& bytes);
  void take_nothing(const std::string& /*bytes*/) {}
  void take_qemu(const std::string& bytes) { qemu_words_ += bytes; }
  void check_clock(bool news, pid_t qemu) const;
  // A signal is an order to end; throws where there is no use in waiting for that.
  void check_signals();
  [[noreturn]] void explain_end(const ExitStatus& status) const;
  [[nodiscard]] std::string panic() const;  // what the kernel says of its death; empty: it lives
  [[nodiscard]] std::string last_console_line() const;

  SessionOptions options_;
  std::ostream& out_;
  std::ostream& diagnostics_;
  std::vector<Channel> channels_;
  UniqueFd orders_;
  FrameParser frames_;
  std::string console_, qemu_words_;
  std::ofstream log_;
  Clock::time_point start_, last_sign_;
  bool begun_ = false;  // znspec has written to its journal
  std::optional<Clock::time_point> ordered_;
  SessionResult result_;
  std::string set_up_failure_;
};

}  // namespace zns::harness
