// One controller of a subsystem, beside its registers and queues: what it is, and what hosts have set and it has to
// tell. A value; subsystems share it until it changes.
#pragma once

#include <cstdint>

#include "reference/device/controller/events.hpp"
#include "reference/device/controller/features.hpp"
#include "reference/device/controller/life.hpp"
#include "reference/device/controller/logs.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {

// What Identify Controller says of it and does not change; what all controllers have in common is in Geometry.
struct ControllerShape {
  std::uint16_t cntlid = 1;
  std::uint8_t acl = 3;    // Abort Command Limit, 0's based
  std::uint8_t aerl = 3;   // Asynchronous Event Request Limit, 0's based
  std::uint8_t elpe = 63;  // Error Log Page Entries, 0's based
  std::uint8_t lpa = lpa::kCommandsSupportedAndEffects | lpa::kExtendedData | lpa::kSupportedLogPages;
  std::uint32_t oaes = oaes::kNamespaceAttribute | oaes::kZoneDescriptorChanged;  // each with its log page
  friend bool operator==(const ControllerShape&, const ControllerShape&) = default;
};

struct Controller {
  ControllerShape shape = {};
  Events events = {};
  ChangeLogs changed = {};
  FeatureValues features = {};
  Life life = Life::Enabled;
  bool has_io_queues = true;  // whoever carries I/O commands created them (FID-07h)
  friend bool operator==(const Controller&, const Controller&) = default;
};

}  // namespace zns
