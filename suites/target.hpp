// The port through which the suite reaches a device. Owned here, implemented in harness/targets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/clause.hpp"
#include "reference/spec/opcode.hpp"
#include "reference/spec/registers.hpp"
#include "reference/spec/reset.hpp"
#include "reference/spec/sqe.hpp"
#include "reference/spec/zone_state.hpp"

namespace zns::suites {

using zns::Reset;

// Where the data of a command lies, on a way that builds its PRPs itself (carries().prp_layout). Zeros: at the start of
// a page, its list likewise, as hosts do it.
struct PrpLayout {
  std::uint16_t offset = 0;       // bytes, of the data in its first page: PRP1 has it
  std::uint16_t prp2_offset = 0;  // bytes, added to PRP2 where it names data, or else to each entry of the list
  std::uint16_t list_offset = 0;  // bytes, of the list in its page: a multiple of 8
  friend bool operator==(const PrpLayout&, const PrpLayout&) = default;
};

inline constexpr std::size_t kPrpPageBytes = 4096;  // CC.MPS = 0

// Whether a host may lay `bytes` of data out so (PRP-001, PRP-002); if not, the device may abort the command with PRP
// Offset Invalid, or take the low bits for 0 (GEN-017, GEN-018).
[[nodiscard]] bool is_permissible(const PrpLayout& layout, std::size_t bytes);

struct Submission {
  Queue queue = Queue::Io;
  Sqe sqe;
  std::span<const std::byte> to_device =
      {};                                 // host data of a write-type command; the whole of what the command may move
  std::span<std::byte> from_device = {};  // where a read-type command puts its data
  PrpLayout prps = {};
  std::optional<std::uint16_t> cid = {};  // with carries().command_ids; absent: the target's choice
  std::size_t controller = 0;             // below carries().controllers: which one gets it
};

struct Completion {
  Status status = kSuccess;
  std::uint64_t result = 0;  // CQE DW1:DW0
  std::uint8_t crd = 0;      // Command Retry Delay: 0, or which of CRDT1 to CRDT3 (GEN-007)
  bool more = false;         // the Error Information log says more
  bool dnr = false;          // Do Not Retry
  bool overran = false;      // bytes outside of from_device were changed: a canary died
  bool wrong_sqhd = false;   // SQHD went back, passed the tail, or did not pass the command's own slot (QUE-003)
  std::size_t place = 0;     // among the completions of submit_together(), in the order in which they came
};

// The data of a command in the host's memory; and whether the device wrote outside of it. Low bits of a wrong PRP1 that
// are taken for 0 are no overrun.
[[nodiscard]] std::size_t data_bytes(const Submission& submission);
[[nodiscard]] bool is_overrun(const Submission& submission, const Completion& cqe);

// The memory of a command that names more data than any memory holds: with PRPs, more than two pages, so that PRP2 is
// a list, on which the pages behind the data can be named, too.
inline constexpr std::size_t kBoundedBytes = 4 * kPrpPageBytes;

// What changes a device for good, and so needs a consent of its own (--allow).
struct Consents {
  bool format = false;
  bool sanitize = false;
  bool namespace_management = false;
  [[nodiscard]] static constexpr Consents all() {
    return {.format = true, .sanitize = true, .namespace_management = true};
  }
  friend bool operator==(const Consents&, const Consents&) = default;
};

// What the way to the device can carry; a case that needs more is not applicable.
struct Carries {
  bool foreign_nsid = false;           // I/O commands with an NSID that is not the namespace's own
  bool over_mdts = false;              // transfers larger than MDTS
  bool unaligned_report = false;       // Zone Management Receive of any number of dwords
  bool any_length = false;             // more than the memory with it, of kBoundedBytes: what is moved beyond, overruns
  bool zone_events = false;            // inject()
  std::size_t max_transfer_bytes = 0;  // of one command
  bool entry_flags = false;            // FUSE and PSDT of the submission's entry arrive as they are
  bool prp_layout = false;             // Submission::prps
  bool command_ids = false;            // Submission::cid
  std::size_t queue_depth = 1;         // commands that submit_together() has in flight at once
  bool controller_reset = false;       // reset(Reset::Controller), and so on
  bool shutdown = false;
  bool power_cycle = false;
  bool keeps_zones = false;                 // zones and data outlive reset(Reset::PowerCycle), as on a drive
  std::optional<std::uint8_t> mpsmin = {};  // CAP.MPSMIN, where the way has registers: MDTS counts in it (IDC-023)
  bool sq_heads = false;                    // Completion::wrong_sqhd
  std::vector<std::uint32_t> beside = {};   // NSIDs of further namespaces that a run may change as it likes
  std::size_t controllers = 1;              // of the subsystem, each of which the way reaches
  Consents consents = {};                   // to what else a run may do
  bool expendable = false;                  // nobody misses what a command changes for good: a model, an emulation
  bool comes_back = false;                  // after DeviceLost whoever drives the device resets it, and it may go on
};

// Thrown by a target for a submission that its transport refuses to send: the device was not asked.
class NotCarried : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Thrown by a target whose device died, or does not complete a command, of itself: a finding. Where the world failed (a
// process was killed, a socket is gone) the harness throws an error of its own. After it only a power cycle helps,
// unless carries().comes_back.
class DeviceLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A device that is found to be wrong where no case can begin or go on: a finding, too. what() is what was seen.
class DeviceWrong : public std::runtime_error {
 public:
  DeviceWrong(ClauseId violated, std::string permitted, const std::string& observed)
      : std::runtime_error{observed}, clause{violated}, expected{std::move(permitted)} {}
  ClauseId clause;
  std::string expected;
};

// Asynchronous Event Requests, which complete when there is something to tell.
class EventRequests {
 public:
  EventRequests() = default;
  EventRequests(const EventRequests&) = delete;
  EventRequests& operator=(const EventRequests&) = delete;
  virtual ~EventRequests() = default;

  // Sends one more. Its completion, if it came at once; nothing: it is outstanding.
  virtual std::optional<Completion> request(std::size_t controller) = 0;
  // A request that was outstanding, and is completed; nothing: none is, for now.
  virtual std::optional<Completion> next(std::size_t controller) = 0;
  // The command identifier of the request that was sent last; nothing: the way does not know it.
  virtual std::optional<std::uint16_t> identifier(std::size_t /*controller*/) { return {}; }
};

// The life of each controller, on a way that has its registers (spec/registers.hpp: offsets and fields). A run begins
// and a case ends with every controller enabled. What is done to one is done to no other. The functions that wait throw
// DeviceLost where the controller does not follow within CAP.TO.
class Registers {
 public:
  Registers() = default;
  Registers(const Registers&) = delete;
  Registers& operator=(const Registers&) = delete;
  virtual ~Registers() = default;

  // 32 bits of a property at a multiple of 4. What is written to CC goes behind the driver's back: only while the
  // controller is disabled, and enable() is next.
  virtual std::uint32_t read32(std::size_t controller, std::uint32_t offset) = 0;
  virtual void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) = 0;
  [[nodiscard]] std::uint64_t read64(std::size_t controller, std::uint32_t offset) {
    const std::uint64_t low = read32(controller, offset);
    return std::uint64_t{read32(controller, offset + 4)} << 32 | low;
  }

  // CC.EN from 1 to 0, and CSTS.RDY follows: a Controller Reset.
  virtual void disable(std::size_t controller) = 0;
  // CC.SHN, until CSTS.SHST says that the shutdown is complete. disable() is next.
  virtual void shut_down(std::size_t controller, ShutdownNotification how) = 0;
  // A disabled controller becomes ready, with queues as before the run (those for I/O have the id 1; AdminOnly: there
  // are none). Absent: CC.CSS as the run began.
  virtual void enable(std::size_t controller, std::optional<CommandSets> css) = 0;

  // The address of a page of the host's memory that nobody else uses: for a queue that a case creates.
  [[nodiscard]] virtual std::uint64_t spare_page(std::size_t controller) = 0;
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

  // Sends all of them before it waits for any; at most carries().queue_depth. The completions are in the order of the
  // submissions, and say in which order they came. Unless overridden: one after the other.
  virtual std::vector<Completion> submit_together(std::span<const Submission> submissions);

  // Null: the way carries none.
  [[nodiscard]] virtual EventRequests* events() { return nullptr; }
  [[nodiscard]] virtual Registers* registers() { return nullptr; }

  // Only with the kind in carries().
  virtual void reset(Reset kind);

  // Lets time pass before a command is sent again (ZNS-GEN-044). Unless overridden: sleeps. A device in this process
  // that knows no time need not be waited for.
  virtual void wait(std::chrono::milliseconds delay);

  // Makes the zone at zslba Read Only or Offline as a media failure would, or Empty as a Format NVM would (the way
  // back). Only with carries().zone_events.
  virtual void inject(std::uint64_t zslba, ZoneState state);
  // What a controller does to a zone by itself, as these bits of ZA say: with ZFC it finishes the zone (ZOC.ZAE), and
  // else RZR and FZR become what they are here. No trace holds it: what reports show is all that there is to know. Only
  // with carries().zone_events; throws NotCarried where the zone's state has no such attribute.
  virtual void advise(std::uint64_t zslba, std::uint8_t za);
};

}  // namespace zns::suites
