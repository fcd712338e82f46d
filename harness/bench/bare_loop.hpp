// The same commands with nothing of ours round them: what the transport itself can do. The yardstick of `znspec bench`.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "harness/nvme/bus.hpp"
#include "harness/targets/open.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::harness {

// Every command has one and the same buffer of kBareBytes bytes, and nobody looks at what comes back.
class BareLoop {
 public:
  BareLoop() = default;
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  virtual ~BareLoop() = default;
  // An I/O command; returns when it has completed.
  virtual Status send(const Sqe& sqe, std::size_t data_bytes) = 0;
};

inline constexpr std::size_t kBareBytes = 4096;

// Takes the controller behind `bus` over: queues of its own, doorbells, and waiting for the phase bit.
std::unique_ptr<BareLoop> bare_queue_loop(nvme::Bus& bus);

// ioctl() after ioctl() on a node that is open for reading and writing. Throws HarnessError where it cannot be opened.
std::unique_ptr<BareLoop> bare_ioctl_loop(const std::string& node);

}  // namespace zns::harness
