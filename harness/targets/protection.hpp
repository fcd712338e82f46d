// What stands before a destructive run: a device that anybody uses is refused, and stays ours until the run is over.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/unique_fd.hpp"
#include "harness/targets/device_node.hpp"
#include "harness/targets/host.hpp"

namespace zns::harness {

// Somebody else uses it.
class DeviceInUse : public HarnessError {
 public:
  using HarnessError::HarnessError;
};

// What the device calls itself: enough for its owner to recognise it.
struct DeviceIdentity {
  std::string model;
  std::string serial;
  std::string firmware;
  std::uint32_t nsid = 0;
  std::uint64_t bytes = 0;  // of the namespace
  std::array<std::uint8_t, 16> nguid{};
  std::array<std::uint8_t, 8> eui64{};
};

// True if both are the same namespace of the same drive. Its firmware and its size may have changed.
[[nodiscard]] bool is_same_drive(const DeviceIdentity& one, const DeviceIdentity& other);

// "model 'M', serial number 'S', namespace 1, 64 MiB".
std::string describe(const DeviceIdentity& identity);

// The exclusive openings of the namespace's block devices: nobody can mount or hold them while this lives.
class Claim {
 public:
  explicit Claim(std::vector<UniqueFd> held) : held_{std::move(held)} {}
  [[nodiscard]] std::size_t count() const { return held_.size(); }

 private:
  std::vector<UniqueFd> held_;
};

// Refuses (HarnessError) a namespace that is mounted, in use as swap, held by another block device, or opened
// exclusively elsewhere, itself or one of its partitions, through any of its block devices; then claims it.
[[nodiscard]] Claim claim_unused(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host);

// Refuses (HarnessError) a run to which the owner did not consent; the text shows whose data would be lost.
void require_consent(const DeviceNode& node, const DeviceIdentity& identity, bool destroy_data);

}  // namespace zns::harness
