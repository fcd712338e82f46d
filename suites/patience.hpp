// Asking again where a passing status decided nothing (ZNS-GEN-014), and not before the device wants to be asked
// (ZNS-GEN-044).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "suites/target.hpp"

namespace zns::suites {

// How long a host goes on asking. Only waits are counted, no time that commands take: the same device is asked as often
// on every machine.
inline constexpr std::chrono::milliseconds kLongPatience{60'000};  // for what a run cannot do without
inline constexpr std::chrono::milliseconds kShortPatience{3'000};  // for what can be left open

// The device gave nothing but passing statuses, for a whole kLongPatience. Nobody knows what it is; what() is one line.
class NeverDecides : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The delay that a completion asks for: CRDTn of Identify Controller, which is read for it; 0 if it asks for none.
[[nodiscard]] std::chrono::milliseconds delay_asked(Target& target, const Completion& cqe);

// One command that is sent again until the device decides.
class Patience {
 public:
  Patience(Target& target, std::chrono::milliseconds limit) : target_{target}, limit_{limit} {}

  // Waits, and says that the command is to be sent again: at once the first times, then after pauses that grow, but
  // never before the delay that the device asked for. False if `cqe` decides, if it says Do Not Retry, or if the
  // patience is over.
  [[nodiscard]] bool goes_on(const Completion& cqe);
  // After goes_on() said no to a command that the run cannot do without: another such command, a little later.
  [[nodiscard]] bool tries_anew(const Completion& cqe);
  [[nodiscard]] std::chrono::milliseconds waited() const { return waited_; }

 private:
  bool wait(std::chrono::milliseconds delay);

  Target& target_;
  std::chrono::milliseconds limit_;
  std::chrono::milliseconds waited_{0};
  std::size_t times_ = 0;
  std::size_t anew_ = 0;
};

// What is left of a kLongPatience for all commands that can be left open, together: where a device never decides one
// kind of commands, it is not waited for at each of them again.
class SharedPatience {
 public:
  [[nodiscard]] std::chrono::milliseconds for_one(std::chrono::milliseconds most) const {
    return std::min(most, left_);
  }
  [[nodiscard]] bool is_over() const { return left_ == std::chrono::milliseconds{0}; }
  void spend(std::chrono::milliseconds in_vain) { left_ -= std::min(in_vain, left_); }
  void renew() { left_ = kLongPatience; }

 private:
  std::chrono::milliseconds left_ = kLongPatience;
};

// Sends a command that may be done twice until it is decided, or the short patience is over.
Completion submit_patiently(Target& target, const Submission& submission);
Completion submit_patiently(Target& target, const Submission& submission, SharedPatience& shared);
// Sends a look that the run cannot do without. Throws NeverDecides.
Completion submit_until_decided(Target& target, const Submission& submission);

}  // namespace zns::suites
