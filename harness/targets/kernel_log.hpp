// What the kernel logs of the drives while a run goes on: the evidence of a command that it had to give up.
#pragma once

#include <string>

#include "harness/unique_fd.hpp"

namespace zns::harness {

class KernelLog {
 public:
  // Begins at the end of it. A log that cannot be read has no lines.
  explicit KernelLog(const char* path = "/dev/kmsg");
  // The last of the driver's lines since the construction or the last call, " / " between them; empty: there are none.
  [[nodiscard]] std::string lines_of_the_driver();

 private:
  UniqueFd fd_;
};

}  // namespace zns::harness
