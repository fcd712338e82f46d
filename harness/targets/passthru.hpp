// One command through the kernel's NVMe driver, by libnvme 1.x or libnvme 3: the only place that knows which.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "harness/base/unique_fd.hpp"
#include "reference/spec/opcode.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::harness {

// What came back: an errno, or what the device answered.
struct PassthruResult {
  int error = 0;             // the kernel did not carry the command, or lost it
  std::uint16_t status = 0;  // bits 14:0 of the completion's status field: SC 7:0, SCT 10:8, CRD 12:11, M 13, DNR 14
  std::uint64_t result = 0;  // DW1:DW0
};

// An opened node. The entry goes as it is, but for CID and the data pointer, which are the kernel's.
class Passthru {
 public:
  // `name`: the node's, for libnvme 3, which opens by name. Throws HarnessError.
  Passthru(UniqueFd node, const std::string& name);
  Passthru(const Passthru&) = delete;
  Passthru& operator=(const Passthru&) = delete;
  Passthru(Passthru&& other) noexcept;
  Passthru& operator=(Passthru&& other) noexcept;
  ~Passthru();

  // After which the kernel gives a command up and resets the controller; 0: its own, of 30 or 60 seconds.
  void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }

  // `needs`: how long the command may take where no timeout is set; 0: as long as any.
  PassthruResult execute(Queue queue, const Sqe& sqe, void* data, std::uint32_t data_len,
                         std::chrono::milliseconds needs = std::chrono::milliseconds{0});

 private:
  struct Handle;
  UniqueFd node_;
  std::chrono::milliseconds timeout_{0};
  std::unique_ptr<Handle> handle_;
};

// The NSID of an opened namespace node, by NVME_IOCTL_ID. Throws HarnessError, which begins with `spelling`.
std::uint32_t nsid_of(int fd, const std::string& spelling);

}  // namespace zns::harness
