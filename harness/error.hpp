// Two ways for a run to be no verdict on a device, and never mistaken for one.
#pragma once

#include <stdexcept>

namespace zns::harness {

// The world failed: no such device, an ioctl refused, QEMU died. Exit status 3.
class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The user asked for something that makes no sense: an unknown target, a malformed file. Exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace zns::harness
