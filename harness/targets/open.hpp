// From the spelling of a target to the target itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/targets/qemu_options.hpp"
#include "harness/targets/reset_kind.hpp"
#include "harness/targets/zone_snapshot.hpp"
#include "suites/target.hpp"

namespace zns::harness {

struct TargetOptions {
  bool destroy_data = false;            // --destroy-data: needed for every device node
  suites::Consents consents = {};       // --allow, of a device node
  bool only_look = false;               // nothing is written: a device node needs no consent, and may be in use
  std::optional<ZoneRange> zones = {};  // --zones A-B
  std::chrono::seconds timeout{0};      // --timeout, of a device node; 0: by the command
  std::vector<ResetWay> resets = {};    // --resets, of a device node
  std::string power_cycle = {};         // --power-cycle: the command that does it
  QemuProgram qemu = {};                // --qemu, --qemu-data: the program behind qemu:
};

// A target with everything that a run of it has to care about. Closing it gives a device back.
class OpenedTarget {
 public:
  OpenedTarget() = default;
  OpenedTarget(const OpenedTarget&) = delete;
  OpenedTarget& operator=(const OpenedTarget&) = delete;
  virtual ~OpenedTarget() = default;

  [[nodiscard]] virtual suites::Target& target() = 0;
  // Lines that say whose data the run destroys, and which resets it goes without; empty where there is nothing to lose.
  [[nodiscard]] virtual std::string banner() const { return {}; }
  // The file of corpora/devices that lists what this device is known to do otherwise; empty where there is none.
  [[nodiscard]] virtual std::string known_deviations() const { return {}; }
  // What emulates it, and its version: "QEMU 7.2.13"; empty where nothing does.
  [[nodiscard]] virtual std::string emulator() const { return {}; }
  // Before and after a run: what the device's own logs, and the kernel's, say of it, a line each.
  virtual void watch() {}
  virtual std::vector<std::string> noticed() { return {}; }
  // Before and after a run with --zones: what changed outside of the range, a line each.
  virtual void snapshot() {}
  virtual std::vector<std::string> changes_outside() { return {}; }
};

// `spelling`: "ref:OPTIONS", "mutant:ID,OPTIONS", "variant:ID,OPTIONS", "qemu:OPTIONS", "/dev/nvme0n1" or "/dev/ng0n1".
// Throws UsageError for a spelling that is none of these, and HarnessError for a device that cannot, or must not, be
// tested.
std::unique_ptr<OpenedTarget> open_target(const std::string& spelling, const TargetOptions& options);

}  // namespace zns::harness
