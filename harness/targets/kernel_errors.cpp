#include "harness/targets/kernel_errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

struct Meaning {
  int error;
  KernelError means;
};

constexpr std::array kMeanings{
    Meaning{EINVAL, KernelError::Refused},      Meaning{ENOMEM, KernelError::Refused},
    Meaning{E2BIG, KernelError::Refused},       Meaning{EOPNOTSUPP, KernelError::Refused},
    Meaning{EMSGSIZE, KernelError::Refused},    Meaning{EOVERFLOW, KernelError::Refused},
    Meaning{EACCES, KernelError::NoPermission}, Meaning{EPERM, KernelError::NoPermission},
    Meaning{EINTR, KernelError::GivenUp},  // it waits for the command whatever signal comes
    Meaning{EAGAIN, KernelError::NotReady},     Meaning{ENOTTY, KernelError::NoPassthrough},
    Meaning{ENODEV, KernelError::DeviceGone},   Meaning{ENXIO, KernelError::DeviceGone},
    Meaning{EIO, KernelError::DeviceGone},      Meaning{EBADF, KernelError::DeviceGone},
    Meaning{ENOTCONN, KernelError::DeviceGone}, Meaning{ECONNRESET, KernelError::DeviceGone},
};

}  // namespace

KernelError meaning_of(int error) {
  const auto* const found =
      std::find_if(kMeanings.begin(), kMeanings.end(), [error](const Meaning& each) { return each.error == error; });
  return found == kMeanings.end() ? KernelError::Other : found->means;
}

void throw_error(const std::string& spelling, const std::string& command, int error) {
  const std::string text = std::strerror(error);
  switch (meaning_of(error)) {
    case KernelError::Refused:
      throw suites::NotCarried("the kernel does not carry this " + command + ": " + text);
    case KernelError::NoPermission:
      throw HarnessError(spelling + ": no permission to send " + command + ": run as root");
    case KernelError::GivenUp:
      throw GivenUp(command + " did not complete: the kernel gave it up and reset the controller");
    case KernelError::NotReady:
      throw HarnessError(spelling + ": the device is not ready for " + command +
                         ": it went away, or its controller is being reset");
    case KernelError::NoPassthrough:
      throw HarnessError(spelling + ": no 64-bit passthrough: Linux 5.4 or later is needed");
    case KernelError::DeviceGone:
      throw HarnessError(spelling + ": the device went away during " + command + ": " + text);
    case KernelError::Other:
      break;
  }
  throw HarnessError(spelling + ": " + command + " failed: " + text);
}

}  // namespace zns::harness
