#include "harness/targets/device_node.hpp"

#include <algorithm>
#include <system_error>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;

// The folder in which sysfs describes the node.
fs::path sys_folder(const DeviceNode& node, const Host& host) {
  return node.generic ? host.sys / "class" / "nvme-generic" / node.name : host.sys / "block" / node.name;
}

[[noreturn]] void refuse(const std::string& spelling, const std::string& why) {
  throw HarnessError(spelling + ": " + why);
}

// Linux makes no block device of zones whose size is no power of two, and a character device all the same.
std::string advice_on_missing(const fs::path& path) {
  const std::string name = path.filename();
  if (!has_form(name, "nvme#n#")) return {};
  const fs::path generic = path.parent_path() / ("ng" + name.substr(4));
  std::error_code error;
  if (!fs::exists(generic, error)) return {};
  return ", but " + generic.string() + " does: use that (Linux makes no block device of zones of such a size)";
}

fs::path existing(const std::string& spelling) {
  std::error_code error;
  fs::path path = fs::canonical(spelling, error);
  if (!error) return path;
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
    refuse(spelling, "does not exist" + advice_on_missing(spelling));
  if (error == std::errc::permission_denied) refuse(spelling, "no permission to look at it: run as root");
  refuse(spelling, error.message());
}

// Why a node of this name is not one; empty if it is.
std::string objection(const std::string& name) {
  if (has_form(name, "nvme#n#") || has_form(name, "ng#n#")) return {};
  if (has_form(name, "nvme#")) return "is a controller: name one of its namespaces, such as /dev/" + name + "n1";
  if (has_form(name, "nvme#n#p#"))
    return "is a partition: name the whole namespace, /dev/" + name.substr(0, name.rfind('p'));
  if (has_form(name, "nvme#c#n#")) return "is one path of a multipath namespace: name the namespace, /dev/nvmeXnY";
  return "is not an NVMe namespace (/dev/nvmeXnY or /dev/ngXnY)";
}

std::vector<std::string> partitions_of(const std::string& face, const Host& host) {
  std::vector<std::string> partitions;
  for (const std::string& name : names_in(host.sys / "block" / face))
    if (has_form(name, face + "p#")) partitions.push_back(name);
  return partitions;
}

BlockFace face_of(const std::string& name, const Host& host) {
  return {.name = name,
          .hidden = attribute(host.sys / "block" / name / "hidden") == "1",
          .partitions = partitions_of(name, host)};
}

bool is_controller(const fs::path& folder) {
  return has_form(folder.filename(), "nvme#");
}

// The controllers of a subsystem, by their folders.
std::vector<fs::path> controllers_in(const fs::path& subsystem) {
  std::vector<fs::path> controllers;
  for (const std::string& name : names_in(subsystem)) {
    std::error_code error;
    const fs::path folder = fs::canonical(subsystem / name, error);
    if (has_form(name, "nvme#") && !error) controllers.push_back(folder);
  }
  return controllers;
}

// The controller or the subsystem that the node belongs to.
std::optional<fs::path> parent_of(const fs::path& folder) {
  std::error_code error;
  fs::path parent = fs::canonical(folder / "device", error);
  return error ? std::nullopt : std::optional{parent};
}

}  // namespace

DeviceNode find_node(const std::string& spelling, const Host& host) {
  DeviceNode node{.spelling = spelling, .path = existing(spelling), .name = {}, .generic = false};
  node.name = node.path.filename();
  node.generic = has_form(node.name, "ng#n#");
  if (const std::string why = objection(node.name); !why.empty()) refuse(spelling, why);

  const FileFacts facts = host.look(node.path);
  if (facts.kind != (node.generic ? FileFacts::Kind::Character : FileFacts::Kind::Block))
    refuse(spelling, node.generic ? "is not a character device node" : "is not a block device node");
  const fs::path folder = sys_folder(node, host);
  const std::optional<std::string> device = attribute(folder / "dev");
  if (!device) refuse(spelling, "the kernel has no such device: " + (folder / "dev").string() + " cannot be read");
  if (*device != facts.device)
    refuse(spelling, "is device " + facts.device + ", but the kernel's " + node.name + " is " + *device);
  return node;
}

std::vector<BlockFace> block_faces(const DeviceNode& node, std::uint32_t nsid, const Host& host) {
  const fs::path block = host.sys / "block";
  const auto parent = parent_of(sys_folder(node, host));
  std::error_code error;
  if (!fs::is_directory(block, error) || (node.generic && !parent))
    refuse(node.spelling, "cannot find out whether it is in use: " + block.string() + " does not tell");

  // The generic node's number need not be the block node's: the same parent and NSID make them one namespace.
  const std::vector<std::string> names = names_in(block);
  std::vector<std::string> chosen;
  for (const std::string& name : names)
    if (node.generic ? parent_of(block / name) == parent && attribute(block / name / "nsid") == std::to_string(nsid)
                     : name == node.name)
      chosen.push_back(name);
  const std::vector<std::string> own = chosen;
  for (const std::string& name : names) {
    const auto wwid = attribute(block / name / "wwid");
    const bool same = wwid && !wwid->empty() && std::any_of(own.begin(), own.end(), [&](const std::string& face) {
                        return attribute(block / face / "wwid") == wwid;
                      });
    if (same && std::find(chosen.begin(), chosen.end(), name) == chosen.end()) chosen.push_back(name);
  }

  std::vector<BlockFace> faces;
  faces.reserve(chosen.size());
  for (const std::string& name : chosen) faces.push_back(face_of(name, host));
  return faces;
}

std::vector<fs::path> generic_nodes(const DeviceNode& node, const Host& host) {
  if (node.generic) return {node.path};
  const auto parent = parent_of(sys_folder(node, host));
  std::vector<fs::path> nodes;
  for (const std::string& name : names_in(host.sys / "class" / "nvme-generic"))
    if (parent && parent_of(host.sys / "class" / "nvme-generic" / name) == parent) nodes.push_back(host.dev / name);
  return nodes;
}

std::vector<fs::path> controllers_of(const DeviceNode& node, const Host& host) {
  const auto parent = parent_of(sys_folder(node, host));
  if (!parent) return {};
  return is_controller(*parent) ? std::vector{*parent} : controllers_in(*parent);
}

std::vector<BlockFace> neighbours_of(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host) {
  std::vector<fs::path> parents = controllers_of(node, host);
  if (const auto parent = parent_of(sys_folder(node, host))) parents.push_back(*parent);
  std::vector<BlockFace> neighbours;
  for (const std::string& name : names_in(host.sys / "block")) {
    const auto parent = parent_of(host.sys / "block" / name);
    const bool own =
        std::any_of(faces.begin(), faces.end(), [&name](const BlockFace& face) { return face.name == name; });
    if (own || !parent || std::find(parents.begin(), parents.end(), *parent) == parents.end()) continue;
    if (BlockFace face = face_of(name, host); !face.hidden) neighbours.push_back(std::move(face));
  }
  return neighbours;
}

std::vector<fs::path> nodes_below(const fs::path& controller, std::uint32_t nsid, bool generic, const Host& host) {
  const fs::path folder = generic ? host.sys / "class" / "nvme-generic" : host.sys / "block";
  std::vector<fs::path> nodes;
  for (const std::string& name : names_in(folder)) {
    const auto parent = parent_of(folder / name);
    if (!parent || !objection(name).empty()) continue;
    const std::vector<fs::path> above = is_controller(*parent) ? std::vector{*parent} : controllers_in(*parent);
    if (std::find(above.begin(), above.end(), controller) == above.end()) continue;
    const auto said = number(attribute(folder / name / "nsid"));  // younger kernels' generic nodes say it, too
    if (generic ? !said || *said == nsid : said == nsid) nodes.push_back(host.dev / name);
  }
  return nodes;
}

Link link_of(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host) {
  Link link;
  for (const BlockFace& face : faces) {
    const auto kib = number(attribute(host.sys / "block" / face.name / "queue" / "max_hw_sectors_kb"));
    if (kib && *kib > 0) link.max_bytes = std::min(link.max_bytes.value_or(*kib * 1024), *kib * 1024);
  }
  const std::vector<fs::path> controllers = controllers_of(node, host);
  std::size_t told = 0;
  std::size_t pcie = 0;
  for (const fs::path& controller : controllers) {
    const auto transport = attribute(controller / "transport");
    told += transport.has_value() ? 1U : 0U;
    pcie += transport == "pcie" ? 1U : 0U;
    const auto commands = number(attribute(controller / "sqsize"));
    if (commands && *commands > 0) link.queue_depth = std::min(link.queue_depth.value_or(*commands), *commands);
  }
  link.pcie = told > 0 && pcie == told;
  return link;
}

}  // namespace zns::harness
