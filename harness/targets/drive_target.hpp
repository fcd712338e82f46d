// A drive behind a device node that is reset, goes away meanwhile, and comes back under another name perhaps.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/targets/drive_resets.hpp"
#include "harness/targets/health_log.hpp"
#include "harness/targets/host.hpp"
#include "harness/targets/kernel_log.hpp"
#include "harness/targets/libnvme.hpp"
#include "harness/targets/protection.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// The drive, open: nobody else can mount or hold the namespace.
struct Connection {
  DeviceNode node;
  Claim claim;
  std::unique_ptr<LibnvmeTarget> device;
};

// Whatever name its node has, it has the name that the user gave it. A drive that does not come back from a reset is a
// suites::DeviceLost; another drive in its place is not taken for it.
class DriveTarget final : public suites::Target {
 public:
  // `timeout` as for a Passthru, of every connection.
  DriveTarget(Connection connection, DriveResets resets, std::chrono::milliseconds timeout, const Host& host);

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::uint32_t nsid() const override { return identity_.nsid; }
  [[nodiscard]] suites::Carries carries() const override;
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  void reset(Reset kind) override;

  [[nodiscard]] const DeviceIdentity& identity() const { return identity_; }
  [[nodiscard]] const std::string& way_together() const { return way_together_; }
  [[nodiscard]] const DriveResets& resets() const { return resets_; }
  [[nodiscard]] std::size_t claimed() const { return connection_ ? connection_->claim.count() : 0; }
  // Before and after a run: what its own log, and the kernel's, say that the run does not explain.
  void watch();
  std::vector<std::string> noticed();
  void consent(const suites::Consents& consents) { consents_ = consents; }
  // Finds out, by one reset each, which ways that cannot be known before there are.
  void try_resets();

 private:
  LibnvmeTarget& device();
  [[nodiscard]] std::vector<std::string> names_in_log() const;
  void hear();
  template <class Send>
  auto explained(Send send);
  // Why it is not there, or not ours.
  struct Absence {
    std::string why;
    bool in_use = false;  // somebody else was quicker
  };
  void come_back(ResetWay way, const std::string& refused, std::optional<Connection> kept);
  bool look_for_it(std::optional<Connection>& kept, Absence& absence);
  bool take(const std::filesystem::path& node, std::optional<Connection>& kept, Absence& absence);

  std::string name_;
  Host host_;
  std::chrono::milliseconds timeout_;
  DriveResets resets_;
  std::optional<Connection> connection_;  // none: the drive is lost
  std::string lost_;                      // and why
  DeviceIdentity identity_;
  std::string way_together_;
  suites::Carries carries_;
  suites::Consents consents_;
  std::chrono::milliseconds patience_;  // for it to come back
  std::filesystem::path controller_;    // where it was last
  KernelLog log_;
  std::vector<std::string> said_;  // by the kernel
  std::optional<HealthLog> before_;
  Doings doings_;
  bool generic_;
};

}  // namespace zns::harness
