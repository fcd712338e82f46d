#include "harness/targets/protection.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <system_error>

namespace zns::harness {
namespace {

namespace fs = std::filesystem;

// A block device whose use by anybody stands in the way.
struct Part {
  std::string name;    // "nvme0n1p1"
  fs::path folder;     // its place in sysfs
  std::string device;  // "259:1", empty if /sys does not tell
};

std::vector<Part> parts_of(const std::vector<BlockFace>& faces, const Host& host) {
  std::vector<Part> parts;
  for (const BlockFace& face : faces) {
    const fs::path folder = host.sys / "block" / face.name;
    parts.push_back({face.name, folder, attribute(folder / "dev").value_or("")});
    for (const std::string& name : face.partitions)
      parts.push_back({name, folder / name, attribute(folder / name / "dev").value_or("")});
  }
  return parts;
}

// The text of a field of /proc, in which blanks are written as \040 and the like.
std::string unescaped(const std::string& field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool escape =
        field[i] == '\\' && i + 3 < field.size() &&
        std::all_of(field.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                    field.begin() + static_cast<std::ptrdiff_t>(i) + 4, [](char c) { return c >= '0' && c <= '7'; });
    if (escape) {
      text += static_cast<char>(std::stoi(field.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      text += field[i];
    }
  }
  return text;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::istringstream words{line};
  std::vector<std::string> fields;
  for (std::string field; words >> field;) fields.push_back(unescaped(field));
  return fields;
}

// The kernel's name of the block device at `path`, through links such as /dev/disk/by-uuid/...
std::string device_name(const std::string& path, const Host& host) {
  const std::string prefix = "/dev/";
  if (path.compare(0, prefix.size(), prefix) != 0) return {};
  std::error_code error;
  const fs::path node = fs::canonical(host.dev / path.substr(prefix.size()), error);
  return error ? fs::path{path}.filename() : node.filename();
}

[[noreturn]] void refuse(const DeviceNode& node, const Part& part, const std::string& use) {
  const std::string who = "/dev/" + part.name;
  throw DeviceInUse(node.spelling + ": in use: " + (who == node.spelling ? "it " : who + " ") + use);
}

// Fields of a line: id, parent, major:minor, root, mount point, options, optional fields, "-", type, source, ... The
// number of a file system with several devices (btrfs) is its own; its source still names one of them.
void refuse_mounted(const DeviceNode& node, const std::vector<Part>& parts, const Host& host) {
  const fs::path table = host.proc / "self" / "mountinfo";
  const auto lines = lines_of(table);
  if (!lines)
    throw HarnessError(node.spelling + ": cannot find out whether it is mounted: " + table.string() +
                       " cannot be read");
  for (const std::string& line : *lines) {
    const std::vector<std::string> fields = fields_of(line);
    if (fields.size() < 5) continue;
    const auto dash = std::find(fields.begin() + 5, fields.end(), "-");
    const std::string source = fields.end() - dash > 2 ? device_name(dash[2], host) : "";
    for (const Part& part : parts)
      if ((!part.device.empty() && fields[2] == part.device) || source == part.name)
        refuse(node, part, "is mounted on " + fields[4]);
  }
}

void refuse_swap(const DeviceNode& node, const std::vector<Part>& parts, const Host& host) {
  const auto lines = lines_of(host.proc / "swaps");  // a kernel without swap has no such file
  if (!lines) return;
  for (const std::string& line : *lines) {
    const std::vector<std::string> fields = fields_of(line);
    if (fields.empty()) continue;
    for (const Part& part : parts)
      if (device_name(fields[0], host) == part.name) refuse(node, part, "is swap space");
  }
}

void refuse_held(const DeviceNode& node, const std::vector<Part>& parts) {
  for (const Part& part : parts)
    for (const std::string& holder : names_in(part.folder / "holders"))
      refuse(node, part, "is held by /dev/" + holder + " (device mapper, RAID or the like)");
}

UniqueFd open_exclusively(const DeviceNode& node, const BlockFace& face, const Host& host) {
  const fs::path path = host.dev / face.name;
  UniqueFd fd{host.open(path.c_str(), O_RDONLY | O_EXCL)};
  if (fd) return fd;
  const int error = errno;
  if (error == EBUSY) refuse(node, {face.name, {}, {}}, "is opened exclusively by another program");
  const std::string why = error == EACCES || error == EPERM ? "no permission: run as root" : std::strerror(error);
  throw HarnessError(node.spelling + ": cannot make sure that nobody uses it: " + path.string() + ": " + why);
}

}  // namespace

bool is_same_drive(const DeviceIdentity& one, const DeviceIdentity& other) {
  return one.model == other.model && one.serial == other.serial && one.nsid == other.nsid && one.nguid == other.nguid &&
         one.eui64 == other.eui64;
}

std::string describe(const DeviceIdentity& identity) {
  const auto size = [&]() -> std::string {
    constexpr std::uint64_t kKib = 1024;
    constexpr std::uint64_t kMib = kKib * 1024;
    constexpr std::uint64_t kGib = kMib * 1024;
    if (identity.bytes >= 10 * kGib) return std::to_string(identity.bytes / kGib) + " GiB";
    if (identity.bytes >= 10 * kMib) return std::to_string(identity.bytes / kMib) + " MiB";
    if (identity.bytes >= 10 * kKib) return std::to_string(identity.bytes / kKib) + " KiB";
    return std::to_string(identity.bytes) + " bytes";
  };
  return "model '" + identity.model + "', serial number '" + identity.serial + "', namespace " +
         std::to_string(identity.nsid) + ", " + size();
}

Claim claim_unused(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host) {
  const std::vector<Part> parts = parts_of(faces, host);
  refuse_mounted(node, parts, host);
  refuse_swap(node, parts, host);
  refuse_held(node, parts);
  std::vector<UniqueFd> held;
  for (const BlockFace& face : faces)
    if (!face.hidden) held.push_back(open_exclusively(node, face, host));
  return Claim{std::move(held)};
}

void require_consent(const DeviceNode& node, const DeviceIdentity& identity, bool destroy_data) {
  if (destroy_data) return;
  throw HarnessError(node.spelling + ": " + describe(identity) +
                     ": testing destroys the data on it; give --destroy-data if that is what you want");
}

}  // namespace zns::harness
