// From a device node to its queue depth: by io_uring where the kernel has it, or else by threads.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "harness/targets/device_node.hpp"
#include "harness/targets/host.hpp"
#include "harness/targets/passthru.hpp"
#include "harness/targets/ring.hpp"

namespace zns::harness {

inline constexpr std::size_t kMostInFlight = 64;

// The namespace's generic node, open: `node` itself, or the one beside it. Closed, and why, where there is none.
struct GenericNode {
  UniqueFd fd = {};
  std::string why_not = {};
};
GenericNode open_generic(const DeviceNode& node, std::uint32_t nsid, const Host& host);

// `timeout` as for a Passthru. Sends nothing.
QueueDepth open_queue_depth(GenericNode generic, const std::shared_ptr<Passthru>& passthru, const Link& link,
                            std::chrono::milliseconds timeout, const Host& host);

}  // namespace zns::harness
