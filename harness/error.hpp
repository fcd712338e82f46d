// The world goes wrong: no such device, an ioctl refused, QEMU died. Never a verdict about a device.
#pragma once

#include <stdexcept>

namespace zns::harness {

// Thrown by the harness only; the command line turns it into one line and exit status 3.
class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace zns::harness
