// For tests: the kernel's side of the NVMe passthrough. The test binary defines ioctl(), libnvme binds to it, and the
// real target runs with no device.
#pragma once

#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "reference/spec/identify.hpp"

namespace zns::harness::testing {

using CommandBytes = std::array<std::byte, 80>;

// One ioctl as it came.
struct SeenIoctl {
  unsigned long request = 0;
  nvme_passthru_cmd64 command{};
  CommandBytes bytes{};  // of the command, its address set to zero
};

// What the fake does and what it saw. One at a time: `current` is what ioctl() asks.
struct FakeKernel {
  FakeKernel();
  ~FakeKernel();
  FakeKernel(const FakeKernel&) = delete;
  FakeKernel& operator=(const FakeKernel&) = delete;

  // Answers a command that is not Identify, in the thread that sent it: returns the ioctl's value, or sets errno and
  // returns -1.
  std::function<int(nvme_passthru_cmd64&)> answer = [](nvme_passthru_cmd64&) { return 0; };
  std::uint32_t nsid = 1;
  std::deque<std::uint32_t> nsids = {};  // of the nodes that are asked next; the others have `nsid`
  IdentifyController controller;
  std::byte npss{0};  // of Identify Controller: the last power state
  IdentifyNamespace ns;
  IdentifyZonedNamespace zoned;
  bool is_zoned = true;
  std::vector<SeenIoctl> seen;
  int subsystem_reset_error = ENOTTY;  // what NVME_IOCTL_SUBSYS_RESET gives; 0: it is done
  int subsystem_resets = 0;

  int take(unsigned long request, void* argument);
  [[nodiscard]] const SeenIoctl& last() const { return seen.back(); }

  static FakeKernel* current;

 private:
  int identify(nvme_passthru_cmd64& command);
  std::mutex mutex_;  // of `seen`
};

// The memory that the command names, beyond its data_len if asked for.
std::span<std::byte> memory(const nvme_passthru_cmd64& command, std::size_t bytes);

}  // namespace zns::harness::testing
