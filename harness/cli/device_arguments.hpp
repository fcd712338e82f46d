// The arguments that sub-commands which send commands to a device have: which device, and what of it may be used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/command_line.hpp"
#include "harness/cli/world.hpp"
#include "harness/deviations/deviations.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/targets/open.hpp"

namespace zns::harness {

// The arguments of whatever opens a target.
struct TargetArguments {
  std::string target = "qemu:";
  QemuProgram qemu;
  bool destroy_data = false;
  std::uint32_t timeout = 0;  // seconds; 0: by the command
  std::string resets = "controller";
  std::string power_cycle;
};

// The arguments of whatever tests one.
struct DeviceArguments : TargetArguments {
  std::string seed = "1";
  std::string zones;
  std::vector<std::string> deviations;
  bool no_deviations = false;
  std::vector<std::string> reports;
  std::string save;
  std::string personality;
  std::string color = "auto";
  bool quiet = false;
  bool failures_only = false;
  bool bisect = false;  // read in cli.cpp
  std::string replay_as = "znspec";
};

// `arguments` must outlive `command`. TARGET itself, and the options of its opening:
void add_target_argument(SubCommand& command, TargetArguments& arguments);
void add_target_options(SubCommand& command, TargetArguments& arguments);
// How a device node is reset, for what sends resets.
void add_reset_options(SubCommand& command, TargetArguments& arguments);
// All of these, and everything else.
void add_device_arguments(SubCommand& command, DeviceArguments& arguments);

// Digits, or 0x and hexadecimal ones; nothing else, and no sign.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

// Each throws UsageError that names the option.
[[nodiscard]] std::uint64_t parse_seed(const std::string& text);
[[nodiscard]] std::uint64_t parse_count(const char* option, const std::string& text);
[[nodiscard]] std::optional<ZoneRange> parse_zones(const std::string& text);
[[nodiscard]] bool colours(const DeviceArguments& arguments, const World& world);
// What a replay line must repeat of them, each with a blank in front: what opens the target, for a line that sends a
// trace again; and what decides the verdict as well, for one that tests again.
[[nodiscard]] std::string opening_options(const TargetArguments& arguments);
[[nodiscard]] std::string replay_options(const DeviceArguments& arguments);
// Keeps the traces of failures in the folder of --save, which is made now; empty without --save. Throws HarnessError.
[[nodiscard]] SaveTrace trace_saver(const DeviceArguments& arguments);
[[nodiscard]] TargetOptions target_options(const DeviceArguments& arguments);
// The options of targets, as KEY=VALUE,...
[[nodiscard]] std::string device_options_help();

// What the user said of deviations goes; where he said nothing, what is known of the device.
[[nodiscard]] std::vector<Deviation> deviations_for(const OpenedTarget& opened, const DeviceArguments& arguments,
                                                    std::vector<Deviation> given);
[[nodiscard]] std::vector<Deviation> load_all(const std::vector<std::string>& paths,
                                              const std::vector<suites::Section>& contents);

}  // namespace zns::harness
