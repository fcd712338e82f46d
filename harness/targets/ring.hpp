// Commands in flight together through the kernel's NVMe driver.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/targets/host_buffer.hpp"
#include "harness/targets/passthru.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::harness {

// An I/O command and its memory. The device may write there until the command has come back: who sends a Flight gives
// it away, and has it again with the answer.
struct Flight {
  Sqe sqe;
  HostBuffer buffer;
  void* data = nullptr;  // in the buffer; null: none
  std::uint32_t data_len = 0;
  std::chrono::milliseconds needs{0};  // how long it may take; 0: as long as any
  PassthruResult result;               // once it is back
  std::uint64_t batch = 0;             // to whom it belongs: its owner's own
  std::size_t index = 0;
};

using Flights = std::vector<std::unique_ptr<Flight>>;

// A ring that dies keeps the memory of what is in flight, for as long as the device may use it.
class Ring {
 public:
  Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  virtual ~Ring() = default;

  // Sends all, in this order, and waits for none. Throws HarnessError where the way itself fails: then it is not known
  // what was sent, and nothing can be sent any more.
  virtual void send(Flights flights) = 0;

  // What has come back since, in the order in which it came: `at_least` so many, or fewer once the patience is over.
  // Throws HarnessError likewise.
  virtual Flights collect(std::size_t at_least, std::chrono::milliseconds patience) = 0;
};

// How a target has commands in flight together.
struct QueueDepth {
  std::unique_ptr<Ring> ring = {};        // null: it has one at a time
  std::size_t commands = 1;               // most in flight
  std::chrono::milliseconds patience{0};  // after which a command does not come back any more
  std::string way = {};                   // for people: "io_uring", or "threads" and why
};

}  // namespace zns::harness
