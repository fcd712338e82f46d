// From an operation to a command: what it means in the state that the device is believed to be in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/command.hpp"
#include "suites/properties/operation.hpp"
#include "suites/target.hpp"

namespace zns::suites {

// What sequences may use of a device, and of the way to it.
struct Playground {
  std::vector<ZoneId> zones;  // those that play along; without any nothing is planned
  std::uint64_t max_transfer_bytes = 0;
  bool append = true;
  bool write_zeroes = true;
  bool foreign_nsid = true;
  bool over_mdts = true;
  bool unaligned_report = true;
  bool select_all = true;
  bool zone_events = false;
  bool entry_flags = false;
  bool prp_layout = false;
  bool any_length = false;  // more than the memory with it
  bool sgls = false;        // the device supports SGLs: what is sent as one must be one
  bool controller_reset = false;
  bool shutdown = false;
  bool power_cycle = false;
  std::vector<std::uint32_t> active = {};  // NSIDs of namespaces that commands may name
  std::optional<Geometry> beside = {};     // a namespace without zones, which operations on its "zones" are about
};

// An operation whose zone is at least that is about the namespace beside, where there is one.
inline constexpr std::uint8_t kBesideFrom = 224;
// Where such an operation is about, by its zone: few places, so that commands meet.
[[nodiscard]] std::uint64_t anchor(const Geometry& beside, std::uint8_t zone);

struct Planned {
  Queue queue = Queue::Io;
  Sqe sqe = {};
  std::uint64_t data_lba = 0;  // the data to write are those of this LBA and the following
  std::size_t to_device_bytes = 0;
  std::size_t from_device_bytes = 0;
  std::size_t slot = 0;  // the zone it is about, as a place in Playground::zones
  PrpLayout prps = {};
  std::optional<ZoneState> event = {};  // no command: the zone is made Read Only or Offline
  std::optional<Reset> restart = {};    // no command either
  bool beside = false;                  // it names the namespace beside, and no slot
  std::size_t wear = 0;                 // not 0: the zone is written and reset so often, and nothing else
};

// Commands that are planned but have not been sent, so that those of one batch can follow each other. A batch keeps the
// rules for hosts: no two Zone Management Sends of one zone are outstanding (ZNS-ORD-009), Select All stands alone.
class Plan {
 public:
  Plan(const Geometry& geometry, const State& believed, const Playground& playground)
      : geometry_{geometry}, believed_{believed}, playground_{playground} {}

  // Nothing where the device, the way to it or the batch so far has no room for such a command.
  std::optional<Planned> add(const Operation& operation);
  [[nodiscard]] std::size_t size() const { return planned_; }

 private:
  struct Where {
    std::size_t slot = 0;
    std::uint64_t lba = 0;
    std::uint64_t room_to_capacity = 0;  // blocks from lba on
    std::uint64_t room_to_end = 0;
  };
  std::optional<Planned> add_beside(const Operation& operation);
  [[nodiscard]] Where where_without_zones(const Operation& operation) const;
  [[nodiscard]] bool matches(ZoneId zone, Pick pick) const;
  [[nodiscard]] std::size_t slot_of(const Operation& operation) const;
  [[nodiscard]] Where where(const Operation& operation) const;
  [[nodiscard]] std::uint64_t blocks_of(const Operation& operation, const Where& at, std::uint8_t limit) const;
  [[nodiscard]] std::optional<Command> command_of(const Operation& operation, const Where& at) const;
  [[nodiscard]] std::optional<Planned> event_of(const Operation& operation, const Where& at) const;
  [[nodiscard]] std::optional<Planned> restart_of(const Operation& operation) const;
  [[nodiscard]] std::optional<Command> report_of(const Operation& operation, const Where& at) const;
  [[nodiscard]] std::uint64_t slba_beside_select_all(const Operation& operation, std::uint64_t zslba) const;
  [[nodiscard]] std::uint32_t foreign_nsid(std::uint8_t detail) const;
  [[nodiscard]] bool addresses(Twist nsid, const Command& command) const;
  [[nodiscard]] bool twist(const Operation& operation, Command& command, Sqe& sqe) const;
  [[nodiscard]] bool twist_flags(const Operation& operation, const Command& command, Sqe& sqe) const;
  [[nodiscard]] bool to_field_end(const Operation& operation, const Command& command, Sqe& sqe) const;
  [[nodiscard]] bool bound(Planned& planned) const;
  [[nodiscard]] bool fits(const Planned& planned, const Command& command) const;
  void remember(const Command& command, const Planned& planned);

  const Geometry& geometry_;
  const State& believed_;
  const Playground& playground_;
  std::size_t planned_ = 0;
  std::map<std::size_t, std::uint64_t> blocks_ahead_;  // slot -> blocks that commands of this batch may write
  std::set<std::size_t> managed_;                      // slots with a Zone Management Send on its way
  bool alone_ = false;                                 // Select All is on its way
};

}  // namespace zns::suites
