// The arguments that every sub-command which sends commands to a device has: which device, and what of it may be used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/world.hpp"
#include "harness/deviations.hpp"
#include "harness/targets/zone_snapshot.hpp"

namespace CLI {
class App;
}

namespace zns::harness {

struct DeviceArguments {
  std::string target;
  std::string seed = "1";
  std::string zones;
  std::vector<std::string> deviations;
  bool no_deviations = false;
  std::vector<std::string> reports;
  bool destroy_data = false;
  std::string color = "auto";
  std::string replay_as = "znspec";
};

// `arguments` must outlive `command`.
void add_device_arguments(CLI::App& command, DeviceArguments& arguments);

// Digits, or 0x and hexadecimal ones; nothing else, and no sign.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

// Each throws UsageError that names the option.
[[nodiscard]] std::uint64_t parse_seed(const std::string& text);
[[nodiscard]] std::uint64_t parse_count(const char* option, const std::string& text);
[[nodiscard]] std::optional<ZoneRange> parse_zones(const std::string& text);
[[nodiscard]] bool colours(const DeviceArguments& arguments, const World& world);
[[nodiscard]] std::vector<Deviation> load_all(const std::vector<std::string>& paths,
                                              const std::vector<suites::Section>& contents);

}  // namespace zns::harness
