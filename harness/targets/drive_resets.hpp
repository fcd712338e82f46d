// Resets of a drive through Linux: which of those that were asked for there are, and how each is done.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/targets/device_node.hpp"
#include "harness/targets/host.hpp"
#include "harness/targets/reset_kind.hpp"

namespace zns::harness {

// What the command line says of resets.
struct ResetOptions {
  std::vector<ResetWay> ways = {};     // --resets
  std::string power_cycle = {};        // --power-cycle
  std::string refused = {};            // why there are none at all; empty: there may be some
  std::chrono::seconds patience{300};  // for that command
  bool sleeps = true;  // the drive has a power state to which the kernel may bring it instead of a shutdown
};

class DriveResets {
 public:
  DriveResets(ResetOptions options, const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host);

  // Why some that were asked for are not there, a line each.
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }
  [[nodiscard]] const std::vector<ResetWay>& ways() const { return options_.ways; }
  // What was asked for, and turned out not to be there: NSSR is known only once it was tried.
  void give_up(ResetWay way, const std::string& why);
  [[nodiscard]] bool has(Reset effect) const;
  // False for a PCI device that the kernel does not know any more: somebody pulled it, or its link is down.
  [[nodiscard]] bool is_on_bus() const;
  // The one that is next in turn.
  [[nodiscard]] ResetWay next(Reset effect);

  // Does it to the controller in this folder of sysfs, where the drive was last. Returns why the kernel refused; empty
  // if it did not. HarnessError where the world failed: the user's command, or a permission.
  std::string perform(ResetWay way, const std::filesystem::path& controller);
  // Once more, for what the kernel may have missed: the drive lost its power under its driver. False where there is
  // nothing that could be done.
  bool help_back(ResetWay way);

 private:
  using Folder = std::filesystem::path;
  [[nodiscard]] std::string why_not(ResetWay way) const;
  [[nodiscard]] Folder bus() const { return host_.sys / "bus" / "pci"; }
  [[nodiscard]] Folder power() const { return host_.sys / "power"; }
  [[nodiscard]] std::string why_no_suspend() const;
  [[nodiscard]] bool can_sleep_deeply() const;
  [[nodiscard]] std::string outcome(const Folder& file, int error) const;
  [[nodiscard]] std::string write(const Folder& file, const std::string& text) const;
  [[nodiscard]] std::string flr() const;
  [[nodiscard]] std::string suspend() const;
  std::string remove_and_rescan() const;
  std::string let_go_and_take() const;
  std::string reset_subsystem(const Folder& controller) const;
  std::string cycle_power(const Folder& controller) const;

  ResetOptions options_;
  Host host_;
  std::string spelling_;
  Folder controller_;  // when it was opened
  Folder pci_;         // empty: it is no PCI device
  std::string driver_;
  std::vector<std::string> missing_;
  std::map<Reset, std::size_t> turn_;
};

}  // namespace zns::harness
