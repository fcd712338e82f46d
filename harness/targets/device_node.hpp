// The node of an NVMe namespace, as the user named it, and the block devices through which it can be used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/targets/host.hpp"

namespace zns::harness {

// /dev/nvmeXnY or /dev/ngXnY, or a link to one.
struct DeviceNode {
  std::string spelling;        // as the user named it
  std::filesystem::path path;  // the node itself
  std::string name;            // "nvme0n1" or "ng0n1"
  bool generic = false;        // the character device ngXnY
};

// A block device of the namespace. A namespace may have several: one for each path to it, without native multipath.
struct BlockFace {
  std::string name;                     // "nvme0n1"
  bool hidden = false;                  // the kernel gives it no node: nobody can use it
  std::vector<std::string> partitions;  // "nvme0n1p1"
};

// What the way from this machine to the device can carry.
struct Link {
  bool pcie = false;                            // every path to the namespace is PCI Express
  std::optional<std::size_t> max_bytes;         // of one command, by the kernel's driver
  std::optional<std::size_t> queue_depth = {};  // commands that the kernel has in flight on one queue
};

// Finds the node that `spelling` names. HarnessError says in one line why it cannot be used: it does not exist, is a
// controller, a partition, no NVMe namespace, or not the device that the kernel knows by that name.
DeviceNode find_node(const std::string& spelling, const Host& host);

// Every block device of the namespace. HarnessError if /sys does not tell.
std::vector<BlockFace> block_faces(const DeviceNode& node, std::uint32_t nsid, const Host& host);

// Where the namespace's generic node may be: the node itself, or those of the same controller or subsystem. Their
// number need not be the block node's; NSIDs tell which it is.
std::vector<std::filesystem::path> generic_nodes(const DeviceNode& node, const Host& host);

// The controllers through which the namespace is reached, by their folders in sysfs; several with multipath.
std::vector<std::filesystem::path> controllers_of(const DeviceNode& node, const Host& host);

// The block devices of other namespaces that the same controllers have: what is done to a controller reaches them, too.
std::vector<BlockFace> neighbours_of(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host);

// The nodes of the namespace with this NSID below a controller, block devices or generic ones.
std::vector<std::filesystem::path> nodes_below(const std::filesystem::path& controller, std::uint32_t nsid,
                                               bool generic, const Host& host);

// The limits of the way to the namespace; what /sys does not tell is absent.
Link link_of(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host);

}  // namespace zns::harness
