// The port through which the suite reaches a device. Owned here, implemented in harness/targets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "reference/spec/opcode.hpp"
#include "reference/spec/sqe.hpp"
#include "reference/spec/zone_state.hpp"

namespace zns::suites {

struct Submission {
  Queue queue = Queue::Io;
  Sqe sqe;
  std::span<const std::byte> to_device =
      {};                                 // host data of a write-type command; the whole of what the command may move
  std::span<std::byte> from_device = {};  // where a read-type command puts its data
};

struct Completion {
  Status status = kSuccess;
  std::uint64_t result = 0;  // CQE DW1:DW0
  bool dnr = false;
  bool overran = false;  // bytes outside of from_device were changed: a canary died
};

// What the way to the device can carry; a case that needs more is not applicable.
struct Carries {
  bool foreign_nsid = false;           // I/O commands with an NSID that is not the namespace's own
  bool over_mdts = false;              // transfers larger than MDTS
  bool unaligned_report = false;       // Zone Management Receive of any number of dwords
  bool zone_events = false;            // inject()
  std::size_t max_transfer_bytes = 0;  // of one command
};

// Thrown by a target for a submission that its transport refuses to send: the device was not asked.
class NotCarried : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  virtual ~Target() = default;

  [[nodiscard]] virtual std::string name() const = 0;  // as the user spelt it
  [[nodiscard]] virtual std::uint32_t nsid() const = 0;
  [[nodiscard]] virtual Carries carries() const = 0;

  // Sends one command and waits for its completion. Throws NotCarried, or what the harness throws when the world fails.
  virtual Completion submit(const Submission& submission) = 0;

  // Makes the zone at zslba Read Only or Offline as a media failure would, or Empty as a Format NVM would (the way
  // back). Only with carries().zone_events.
  virtual void inject(std::uint64_t zslba, ZoneState state);
};

}  // namespace zns::suites
