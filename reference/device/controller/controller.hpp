// One controller of a subsystem: what it is, its properties and queues, and what hosts have set and it has to tell. A
// value; subsystems share it until it changes.
#pragma once

#include <cstdint>

#include "reference/device/controller/events.hpp"
#include "reference/device/controller/features.hpp"
#include "reference/device/controller/life.hpp"
#include "reference/device/controller/logs.hpp"
#include "reference/device/controller/queues.hpp"
#include "reference/device/controller/registers.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {

// The properties of a controller that nobody writes, with every command set and every way to reset it.
inline constexpr RegisterShape kUsualRegisters{
    .cap = {.mqes = QueueEntries::of_count(4096),
            .cqr = true,
            .to = 1,
            .nssrs = true,
            .css = cap_css::kNvm | cap_css::kIoCommandSets | cap_css::kNoIoCommandSet,
            .crms = 1},
    .crto = 1};

// What Identify Controller and CAP say of it and does not change; what all controllers have in common is in Geometry.
struct ControllerShape {
  std::uint16_t cntlid = 1;
  std::uint8_t acl = 3;    // Abort Command Limit, 0's based
  std::uint8_t aerl = 3;   // Asynchronous Event Request Limit, 0's based
  std::uint8_t elpe = 63;  // Error Log Page Entries, 0's based
  std::uint8_t lpa = lpa::kCommandsSupportedAndEffects | lpa::kExtendedData | lpa::kSupportedLogPages;
  std::uint32_t oaes = oaes::kNamespaceAttribute | oaes::kZoneDescriptorChanged;  // each with its log page
  RegisterShape registers = kUsualRegisters;
  // Zoned namespaces while CC.CSS is 000b (NST-004): they are listed, and take no command; else they are not active.
  bool lists_unusable = false;
  friend bool operator==(const ControllerShape&, const ControllerShape&) = default;
};

struct Controller {
  // Enabled, as enable_as_hosts_do() leaves it.
  explicit Controller(const ControllerShape& shape_of_controller = {});

  ControllerShape shape;
  Events events = {};
  ChangeLogs changed = {};
  FeatureValues features = {};
  ControllerRegisters registers;
  Queues queues = {};
  CommandSets command_sets = CommandSets::AllSupported;  // CC.CSS, as it was when the controller was enabled

  [[nodiscard]] Life life() const;
  [[nodiscard]] bool has_io_queues() const;  // FID-07h
  friend bool operator==(const Controller&, const Controller&) = default;
};

inline constexpr std::uint16_t kHostsQueue = 1;         // the pair of I/O queues that a host creates
inline constexpr std::uint32_t kHostsEntries = 1025;    // of each queue
inline constexpr std::uint64_t kHostsMemory = 1 << 20;  // from here on; nobody looks at what is there

// What a host does that uses all command sets: it disables the controller, sets the admin queues up, enables it, and
// creates a pair of I/O queues.
void enable_as_hosts_do(Controller& controller);

}  // namespace zns
