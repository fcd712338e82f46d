#include "harness/targets/open_device.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/queue_depth.hpp"

namespace zns::harness {
namespace {

UniqueFd open_node(const DeviceNode& node, const Host& host) {
  UniqueFd fd{host.open(node.path.c_str(), O_RDWR)};
  if (fd) return fd;
  const int error = errno;
  if (error == EACCES || error == EPERM) throw HarnessError(node.spelling + ": no permission: run as root");
  if (error == ENXIO || error == ENODEV) throw HarnessError(node.spelling + ": there is no device behind this node");
  throw HarnessError(node.spelling + ": cannot be opened: " + std::strerror(error));
}

// What is done to the drive would reach more than the user permits.
std::string why_no_resets(const DeviceOptions& options) {
  if (options.only_look) return "nothing but looking is permitted";
  return options.zones ? "with --zones they would reach the other zones, too" : "";
}

}  // namespace

Connection connect(DeviceNode node, bool claims, std::chrono::milliseconds timeout, const Host& host) {
  UniqueFd fd = open_node(node, host);
  const std::uint32_t nsid = nsid_of(fd.get(), node.spelling);
  const std::vector<BlockFace> faces = block_faces(node, nsid, host);
  Claim claim = claims ? claim_unused(node, faces, host) : Claim{{}};
  const Link link = link_of(node, faces, host);
  const auto passthru = std::make_shared<Passthru>(std::move(fd), node.name);
  passthru->set_timeout(timeout);
  auto device = std::make_unique<LibnvmeTarget>(node.spelling, passthru, nsid, link);
  device->use(open_queue_depth(open_generic(node, nsid, host), passthru, link, timeout, host));
  return {std::move(node), std::move(claim), std::move(device)};
}

OpenedDevice open_device(const DeviceOptions& options, const Host& host) {
  Connection connection = connect(find_node(options.path, host), !options.only_look, options.timeout, host);
  const DeviceNode node = connection.node;
  if (!options.only_look) require_consent(node, connection.device->identity(), options.destroy_data);
  ResetOptions resets = options.resets;
  resets.refused = why_no_resets(options);
  resets.sleeps = connection.device->has_power_states();
  const std::vector<BlockFace> faces = block_faces(node, connection.device->nsid(), host);
  auto drive = std::make_unique<DriveTarget>(std::move(connection), DriveResets{std::move(resets), node, faces, host},
                                             options.timeout, host);
  drive->try_resets();
  auto guard = options.zones ? std::make_unique<ZoneGuard>(*drive, *options.zones) : nullptr;
  return {std::move(drive), std::move(guard)};
}

}  // namespace zns::harness
