// What a device may be told to do otherwise than the reference device: a few pure functions that stand beside the
// reference device's own (device.hpp says where each is asked).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "reference/device/controller_machine.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/reset.hpp"

namespace zns::mutants {

// What a worn device remembers that a State does not hold. All of it is about commands before the one at hand.
struct Past {
  std::uint64_t commands = 0;                                   // carried out or aborted
  std::uint64_t resets = 0;                                     // of zones, that Reset Zone made Empty
  std::map<ZoneId, std::uint64_t> zone_resets = {};             // likewise, of each zone
  std::map<ZoneId, SharedBlocks> dropped = {};                  // what the latest reset of the zone dropped
  std::map<ZoneId, SharedExtension> detached = {};              // ... and the extension that went with it
  std::map<std::uint64_t, std::vector<std::byte>> landed = {};  // by LBA: data that a defect let through
  std::map<std::uint64_t, std::vector<std::byte>> cached = {};  // by LBA: blocks that a defect keeps beside the medium
  std::map<ZoneId, std::uint64_t> scars = {};                   // what a defect counts of a zone, or knows of it
  std::optional<Command> previous = std::nullopt;
  Status previous_status = kSuccess;
  bool previous_in_flight = false;  // with others
  std::uint64_t restarts = 0;
  std::vector<LbaRange> marked = {};  // blocks that a defect wants to find again
  std::int64_t lost_active = 0;       // resources that the device believes in use, and are not
  std::int64_t lost_open = 0;
  std::uint64_t looks = 0;  // of the host, for requests that are completed
  std::uint64_t reads = 0;  // of properties, since one was written: this one
  std::uint32_t wrote = 0;
  std::map<std::pair<std::size_t, std::uint32_t>, std::uint32_t> written =
      {};  // by controller and property: the latest
};

// One command at a device, before it is carried out.
struct Situation {
  const Geometry& geometry;  // the true one
  const State& state;
  const Command& command;           // as the device reads it
  std::span<const std::byte> data;  // from the host
  const Past& past;
  std::span<const Command> earlier = {};  // in flight together with this one, and carried out before it
  std::span<const Namespace> all = {};    // the namespaces of the device
  At at = {};                             // which controller got it
};

// One command that a controller answers, before it is carried out.
struct AdminSituation {
  const Subsystem& subsystem;
  At at;
  const Command& command;
  std::span<const std::byte> data;  // from the host
  const Past& past;
};

// One zone at a restart.
struct RestartSituation {
  const Geometry& geometry;
  const State& state;
  const WriteCache& cache;  // what is not durable
  const Past& past;
  Reset kind{};
  ZoneId zone = 0;
};

// The features at a restart, after everything else of it.
struct FeatureReset {
  const Subsystem& subsystem;
  const Past& past;
  Reset kind{};
};

// Something that controllers may note, and tell: zones of the first namespace that changed by themselves, or as the
// command was carried out.
struct NoticeSituation {
  const Subsystem& subsystem;  // after it
  const Past& past;
  const Command* command = nullptr;  // null: nobody commanded it
  At at = {};                        // which controller got the command
  std::vector<ZoneChange> zones = {};
};

// A controller that may complete a request that waits.
struct EventSituation {
  const Subsystem& subsystem;
  At at;
  const Past& past;
};

// What controllers have to tell, at a restart.
struct EventReset {
  const Subsystem& subsystem;                                 // after it
  std::span<const std::shared_ptr<const Controller>> before;  // each controller, in its place
};

// A sanitize operation that goes on, or ends.
struct SanitizeSituation {
  const Subsystem& subsystem;  // before it
  SanitizeEvent event{};
};

// A property of one controller that is read, or written: `value` is what the host writes.
struct PropertySituation {
  const Subsystem& subsystem;  // before it
  At at;
  const Past& past;
  std::uint32_t offset = 0;
  std::uint32_t value = 0;
};

// Create or Delete I/O Queue, before it is carried out.
struct QueueSituation {
  const Subsystem& subsystem;
  At at;
  const QueueCommand& command;
  const Past& past;
};

// What the host gets.
struct Outcome {
  Status status = kSuccess;
  std::uint64_t result = 0;  // CQE DW1:DW0
  bool may_retry = false;    // Do Not Retry is cleared to 0 although the command was aborted
  bool overran = false;      // the device wrote beyond the host's buffer
  bool more = false;         // the completion tells of an entry in the Error Information log
  bool outstanding = false;  // it is not completed yet: Asynchronous Event Request
  bool lost = false;         // the device hangs: no completion, until it is without power
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Each hook is null where the device does what the reference device does. Hooks are pure; none may change zones or zsze
// of a geometry. What they do is a defect (mutant.hpp) or within the standard (reference/variants).
struct Conduct {
  // True: it is about commands that name a namespace beside the first, and only those.
  bool beside = false;
  // The volatile write cache is used whatever Volatile Write Cache (06h) says.
  bool caches_always = false;
  // The limits and abilities that the device goes by. Identify goes on to tell the true ones.
  Geometry (*believes)(const Situation& situation) = nullptr;
  // What Identify tells. The device goes by the true ones.
  Geometry (*tells)(const Geometry& geometry) = nullptr;
  // What the device takes the command for; `situation.command` is the one that was sent.
  Command (*reads)(const Situation& situation) = nullptr;
  // Changes the effect before it is applied: status, result, zones, media, extensions.
  void (*does)(const Situation& situation, Effect& effect) = nullptr;
  // What a command that succeeded does to another namespace, too.
  void (*spills)(const Situation& situation, const Namespace& other, Effect& effect) = nullptr;
  // Changes the data of a command that succeeded.
  void (*returns)(const Situation& situation, std::span<std::byte> out) = nullptr;
  // Changes the completion.
  void (*answers)(const Situation& situation, Outcome& outcome) = nullptr;
  // Writes down what it will need to know later.
  void (*remembers)(const Situation& situation, const Effect& effect, Past& past) = nullptr;
  // Changes the effect of a command that a controller answers, before it is applied: status, result, data, changes.
  void (*administers)(const AdminSituation& situation, AdminEffect& effect) = nullptr;
  // What controllers note, and will tell, of what happened.
  void (*notices)(const NoticeSituation& situation, std::vector<Change>& changes) = nullptr;
  // Which request that waits is completed; nothing: none is, for now.
  void (*tells_event)(const EventSituation& situation, std::optional<AdminEffect>& effect) = nullptr;
  // What becomes of requests, events and lists of what changed at a restart.
  void (*resets_events)(const EventReset& situation, std::vector<Change>& changes) = nullptr;
  // What a sanitize operation does as it goes on, or ends.
  void (*sanitizes)(const SanitizeSituation& situation, std::vector<Change>& changes) = nullptr;
  // What the device does by itself after a command; `situation.state` is the state after it.
  void (*meddles)(const Situation& situation, Effect& effect) = nullptr;
  // Among commands in flight together this one is carried out by the state before all of them (a lost update).
  bool (*races)(const Situation& situation, std::span<const Command> earlier) = nullptr;
  // Changes the completions of commands that were in flight together.
  void (*completes)(std::span<const Command> commands, std::span<Outcome> outcomes) = nullptr;
  // What the device takes for durable after a command that succeeded.
  void (*caches)(const Situation& situation, const Effect& effect, WriteCache& cache) = nullptr;
  // What a restart does to one zone; `effect` is what it should be, or nothing.
  void (*restarts)(const RestartSituation& situation, std::optional<Effect>& effect) = nullptr;
  // What 32 bits of a property read as; `right` is what they should.
  std::uint32_t (*shows)(const PropertySituation& situation, std::uint32_t right) = nullptr;
  // What follows when a property is written.
  void (*controls)(const PropertySituation& situation, ControlEffect& effect) = nullptr;
  // Changes the effect of a command that creates or deletes a queue, before it is applied.
  void (*queues)(const QueueSituation& situation, AdminEffect& effect) = nullptr;
  // What a restart does to the features of controllers and namespaces.
  void (*resets_features)(const FeatureReset& situation, std::vector<Change>& changes) = nullptr;
};

}  // namespace zns::mutants
