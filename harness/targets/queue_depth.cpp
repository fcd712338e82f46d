#include "harness/targets/queue_depth.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/thread_ring.hpp"
#include "harness/targets/uring_ring.hpp"

namespace zns::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kKernelTimeout{30};  // unless its module was told another
constexpr seconds kResetPatience{60};  // for a controller to be reset, or be found dead

std::string why_no_uring(int error) {
  switch (error) {
    case ENOSYS:
      return "the kernel has no io_uring";
    case EPERM:
    case EACCES:
      return "io_uring is forbidden: kernel.io_uring_disabled?";
    case EINVAL:
      return "io_uring passthrough needs Linux 5.19";
    default:
      return std::string{"io_uring: "} + std::strerror(error);
  }
}

// The kernel first aborts a command that is late, and resets the controller where that is late as well.
milliseconds patience_for(milliseconds timeout, const Host& host) {
  if (timeout.count() == 0) {
    const auto said = number(attribute(host.sys / "module" / "nvme_core" / "parameters" / "io_timeout"));
    timeout = said && *said > 0 ? seconds{std::min<std::size_t>(*said, 1'000'000)} : kKernelTimeout;
  }
  return 2 * timeout + kResetPatience;
}

}  // namespace

GenericNode open_generic(const DeviceNode& node, std::uint32_t nsid, const Host& host) {
  for (const std::filesystem::path& path : generic_nodes(node, host)) {
    try {
      const DeviceNode generic = find_node(path.string(), host);
      UniqueFd fd{host.open(generic.path.c_str(), O_RDWR)};
      if (fd && nsid_of(fd.get(), generic.spelling) == nsid) return {.fd = std::move(fd)};
    } catch (const HarnessError&) {  // then it is not this one
      continue;
    }
  }
  return {.why_not = "no generic node"};
}

QueueDepth open_queue_depth(GenericNode generic, const std::shared_ptr<Passthru>& passthru, const Link& link,
                            milliseconds timeout, const Host& host) {
  QueueDepth depth{.commands = std::min(link.queue_depth.value_or(kMostInFlight), kMostInFlight),
                   .patience = patience_for(timeout, host)};
  if (generic.fd) {
    OpenedUring uring = host.uring(std::move(generic.fd), kMostInFlight, timeout);
    if (uring.queue) {
      depth.ring = std::make_unique<UringRing>(std::move(uring.queue));
      depth.way = "io_uring";
      return depth;
    }
    generic.why_not = why_no_uring(uring.error);
  }
  depth.ring = std::make_unique<ThreadRing>(passthru);
  depth.way = "threads (" + generic.why_not + ")";
  return depth;
}

}  // namespace zns::harness
