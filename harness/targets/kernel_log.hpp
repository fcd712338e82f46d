// What the kernel says of a drive while it is tested: /dev/kmsg.
#pragma once

#include <string>
#include <vector>

#include "harness/base/unique_fd.hpp"
#include "harness/targets/host.hpp"

namespace zns::harness {

class KernelLog {
 public:
  // From now on.
  explicit KernelLog(const Host& host);

  [[nodiscard]] bool readable() const { return static_cast<bool>(file_); }
  // The lines since the last time that contain one of `names`, and tell of a command that was late or of a reset.
  [[nodiscard]] std::vector<std::string> news(const std::vector<std::string>& names);

 private:
  UniqueFd file_;
};

// True for a line that tells of a command that did not complete in time.
[[nodiscard]] bool tells_of_a_late_command(const std::string& line);

}  // namespace zns::harness
