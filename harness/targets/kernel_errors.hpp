// What an errno of the kernel's NVMe driver means, whichever way a command went.
#pragma once

#include <string>

#include "suites/target.hpp"

namespace zns::harness {

// In the order in which they decide, where commands that were in flight together had several.
enum class KernelError {
  DeviceGone,
  NoPermission,
  NotReady,
  NoPassthrough,
  Other,
  GivenUp,  // the device did not complete the command in time, and the kernel reset the controller
  Refused,  // the kernel did not take the command: the device was not asked
};

[[nodiscard]] KernelError meaning_of(int error);

// The kernel gave a command up: the device was late, or somebody reset its controller meanwhile.
class GivenUp : public suites::DeviceLost {
 public:
  using DeviceLost::DeviceLost;
};

// Throws what the error of `command` ("I/O command 7Dh") means: NotCarried, DeviceLost or HarnessError, which begins
// with `spelling`.
[[noreturn]] void throw_error(const std::string& spelling, const std::string& command, int error);

}  // namespace zns::harness
