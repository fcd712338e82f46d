// From the name of a device node to a target: found, unused, ours, and its owner's consent given.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "harness/targets/drive_target.hpp"
#include "harness/targets/host.hpp"
#include "harness/targets/protection.hpp"
#include "harness/targets/zone_guard.hpp"

namespace zns::harness {

// What the command line says of a device.
struct DeviceOptions {
  std::string path;                      // a device is named and never guessed
  bool destroy_data = false;             // --destroy-data
  bool only_look = false;                // nothing is written: no consent is needed, and the device may be in use
  std::optional<ZoneRange> zones = {};   // --zones A-B
  std::chrono::milliseconds timeout{0};  // --timeout; 0: by the command
  ResetOptions resets = {};              // --resets, --power-cycle
  suites::Consents consents = {};        // --allow
};

// A device under test. While it lives, nobody can mount or hold the namespace.
struct OpenedDevice {
  std::unique_ptr<DriveTarget> drive;
  std::unique_ptr<ZoneGuard> guard;  // present with --zones
  // Where the suite sends its commands.
  [[nodiscard]] suites::Target& target() const { return guard ? static_cast<suites::Target&>(*guard) : *drive; }
  // To be shown before the run.
  [[nodiscard]] const DeviceIdentity& identity() const { return drive->identity(); }
};

// Sends nothing but Identify, and perhaps a zone report; with consent perhaps a reset of the subsystem. Every refusal
// is a HarnessError of one line, which begins with the path.
OpenedDevice open_device(const DeviceOptions& options, const Host& host = {});

// Opens a node; claims the namespace unless told not to.
Connection connect(DeviceNode node, bool claims, std::chrono::milliseconds timeout, const Host& host);

}  // namespace zns::harness
