#include "harness/targets/open_device.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/error.hpp"
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

}  // namespace

OpenedDevice open_device(const DeviceOptions& options, const Host& host) {
  const DeviceNode node = find_node(options.path, host);
  UniqueFd fd = open_node(node, host);
  const std::uint32_t nsid = nsid_of(fd.get(), node.spelling);
  const std::vector<BlockFace> faces = block_faces(node, nsid, host);
  Claim claim = options.only_look ? Claim{{}} : claim_unused(node, faces, host);
  const Link link = link_of(node, faces, host);
  const auto passthru = std::make_shared<Passthru>(std::move(fd), node.name);
  passthru->set_timeout(options.timeout);
  auto device = std::make_unique<LibnvmeTarget>(node.spelling, passthru, nsid, link);
  if (!options.only_look) require_consent(node, device->identity(), options.destroy_data);
  device->use(open_queue_depth(open_generic(node, nsid, host), passthru, link, options.timeout, host));
  auto guard = options.zones ? std::make_unique<ZoneGuard>(*device, *options.zones) : nullptr;
  return {std::move(claim), std::move(device), std::move(guard)};
}

}  // namespace zns::harness
