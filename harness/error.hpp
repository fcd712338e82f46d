// The world failed: no such device, an ioctl refused, QEMU died. Never a verdict on a device; exit status 3.
#pragma once

#include <stdexcept>

namespace zns::harness {

class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace zns::harness
