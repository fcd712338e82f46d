// The same commands with nothing of ours round them: what the transport itself can do. The yardstick of `znspec bench`.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "harness/base/unique_fd.hpp"
#include "harness/nvme/bus.hpp"
#include "harness/targets/open.hpp"
#include "reference/spec/sqe.hpp"
#include "reference/spec/status.hpp"

namespace zns::harness {

// An I/O command, and how much data it moves.
struct BareCommand {
  Sqe sqe;
  std::size_t data_bytes = 0;
};

// Every command has a buffer of kBareBytes bytes that others may have as well, and nobody looks at what comes back.
class BareLoop {
 public:
  BareLoop() = default;
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  virtual ~BareLoop() = default;
  // Returns when all have completed; the answers are in the order of the commands.
  virtual void send(std::span<const BareCommand> commands, std::span<Status> answers) = 0;
};

inline constexpr std::size_t kBareBytes = 4096;

inline constexpr std::size_t kMostOfBareQueue = 63;

// All commands of a send() in flight together, at most kMostOfBareQueue. Takes the controller behind `bus` over: queues
// of its own, doorbells, and waiting for the phase bit.
std::unique_ptr<BareLoop> bare_queue_loop(nvme::Bus& bus);

// All commands of a send() in flight together, at most `depth`, on ngXnY. Throws HarnessError where there is no
// io_uring.
std::unique_ptr<BareLoop> bare_uring_loop(UniqueFd generic_node, std::size_t depth);

// ioctl() after ioctl() on a node that is open for reading and writing. Throws HarnessError where it cannot be opened.
std::unique_ptr<BareLoop> bare_ioctl_loop(const std::string& node);

}  // namespace zns::harness
