// Two ways in which a run ends with no verdict on a device; neither is ever mistaken for one.
#pragma once

#include <stdexcept>

namespace zns::harness {

// The world failed: no such device, an ioctl refused, QEMU died. Exit status 3.
class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The user asked for something that makes no sense. Exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace zns::harness
