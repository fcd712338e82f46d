#include "harness/matrix/matrix_file.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "harness/base/toml_file.hpp"

namespace zns::harness {
namespace {

constexpr const char* kKeys = "name, target, guest, qemu, deviations, refused, diff";
constexpr std::int64_t kMostDepth = 1024;

// Programs without a slash are found in PATH; every other path is relative to the file that names it.
std::string beside(const std::string& file, const std::string& path) {
  return (std::filesystem::path{file}.parent_path() / path).lexically_normal().string();
}

std::uint64_t number(const toml::node& node, const std::string& key, std::int64_t least, std::int64_t most,
                     const std::string& file) {
  const auto value = node.value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return static_cast<std::uint64_t>(*value);
  malformed(file, line_of(node),
            "'" + key + "' must be a number from " + std::to_string(least) + " to " + std::to_string(most));
}

MatrixDiff to_diff(const toml::node& node, const std::string& file) {
  constexpr std::int64_t kAny = INT64_MAX;
  const toml::table* table = node.as_table();
  if (table == nullptr) malformed(file, line_of(node), "'diff' must be a table like {commands = 2000, seed = 1}");
  MatrixDiff diff;
  for (const auto& [key, value] : *table) {
    if (key.str() == "commands")
      diff.commands = number(value, "commands", 1, kAny, file);
    else if (key.str() == "seed")
      diff.seed = number(value, "seed", 0, kAny, file);
    else if (key.str() == "depth")
      diff.depth = number(value, "depth", 1, kMostDepth, file);
    else
      malformed(file, line_of(value), "unknown key '" + std::string{key.str()} + "' (commands, seed, depth)");
  }
  return diff;
}

void set_key(MatrixTarget& target, const std::string& key, const toml::node& node, const std::string& file) {
  if (key == "name") {
    target.name = text_of(node, key, file);
    if (std::any_of(target.name.begin(), target.name.end(), [](char c) { return c < ' ' || c > '~'; }))
      malformed(file, line_of(node), "'name' must be printable ASCII");
  } else if (key == "target") {
    target.spelling = text_of(node, key, file);
  } else if (key == "guest") {
    target.guest = node.value_exact<std::string>();
    if (!target.guest) malformed(file, line_of(node), "'guest' must be \"nvmet\", or options of QEMU's drive");
  } else if (key == "qemu") {
    target.qemu = text_of(node, key, file);
    if (target.qemu.find('/') != std::string::npos) target.qemu = beside(file, target.qemu);
  } else if (key == "deviations") {
    target.deviations = beside(file, text_of(node, key, file));
  } else if (key == "refused") {
    target.refused = text_of(node, key, file);
  } else if (key == "diff") {
    target.diff = to_diff(node, file);
  } else {
    malformed(file, line_of(node), "unknown key '" + key + "' (" + kKeys + ")");
  }
}

MatrixTarget to_target(const toml::table& table, const std::string& file) {
  MatrixTarget target;
  target.line = line_of(table);
  for (const auto& [key, node] : table) set_key(target, std::string{key.str()}, node, file);
  if (target.name.empty()) malformed(file, target.line, "a target has a 'name'");
  if (target.spelling.empty() == !target.guest.has_value())
    malformed(file, target.line, "a target has either a 'target', like \"qemu:mdts=5\", or a 'guest'");
  // A device node has an owner, who consents in person.
  if (target.spelling.rfind("/dev/", 0) == 0)
    malformed(file, target.line, "'" + target.spelling + "': a device node is tested by 'znspec run' only");
  if (target.guest && target.diff) malformed(file, target.line, "random sequences ('diff') are not for a 'guest'");
  return target;
}

}  // namespace

std::vector<MatrixTarget> parse_matrix(const std::string& text, const std::string& file) {
  const toml::table root = parse_toml(text, file);
  std::vector<MatrixTarget> targets;
  for (const auto& [key, node] : root) {
    if (key.str() != "target")
      malformed(file, line_of(node), "unknown key '" + std::string{key.str()} + "'; entries are [[target]]");
    const toml::array* entries = node.as_array();
    if (entries == nullptr) malformed(file, line_of(node), "entries are [[target]], in double brackets");
    for (const toml::node& entry : *entries) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) malformed(file, line_of(entry), "entries are [[target]] tables");
      MatrixTarget target = to_target(*table, file);
      for (const MatrixTarget& other : targets)
        if (other.name == target.name)
          malformed(file, target.line, "'" + target.name + "' is the name of line " + std::to_string(other.line));
      targets.push_back(std::move(target));
    }
  }
  if (targets.empty()) throw UsageError(file + ": there is no [[target]]");
  return targets;
}

std::vector<MatrixTarget> load_matrix(const std::string& path) {
  return parse_matrix(read_text(path, "matrix file"), path);
}

}  // namespace zns::harness
