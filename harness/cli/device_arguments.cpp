#include "harness/cli/device_arguments.hpp"

#include <algorithm>
#include <charconv>

#include "harness/base/error.hpp"
#include "harness/cli/shipped_files.hpp"
#include "harness/report/output.hpp"
#include "harness/report/text.hpp"
#include "harness/targets/qemu_options.hpp"
#include "harness/targets/ref_options.hpp"

namespace zns::harness {

void add_target_argument(SubCommand& command, TargetArguments& arguments) {
  command
      .add_option("TARGET", arguments.target,
                  "qemu: or ref:, either with KEY=VALUE,..., mutant:ID, /dev/nvmeXnY or /dev/ngXnY")
      .capture_default_str()
      .type_name("");
}

void add_target_options(SubCommand& command, TargetArguments& arguments) {
  command.add_option("--qemu", arguments.qemu.name, "the program behind qemu:, or its path")
      .type_name("BIN")
      .capture_default_str();
  command.add_option("--qemu-data", arguments.qemu.data, "its data folder (-L)").type_name("DIR");
  command.add_flag("--destroy-data", arguments.destroy_data, "the device's data may be lost; a device node demands it");
  command
      .add_option(
          "--timeout", arguments.timeout,
          "seconds after which a command of a device node hangs; without it the kernel's, and for an action on all "
          "zones 30 s and 50 ms for each zone")
      .within(1U, 86'400U)
      .type_name("SECONDS");
}

void add_reset_options(SubCommand& command, TargetArguments& arguments) {
  command
      .add_option("--resets", arguments.resets,
                  "how a device node is reset, as KIND,... of " + all_reset_ways() + ", each in turn; or none")
      .type_name("KINDS")
      .capture_default_str();
  command
      .add_option("--power-cycle", arguments.power_cycle,
                  "the shell command that takes the power of a device node away and gives it back, for --resets power")
      .type_name("COMMAND");
}

void add_device_arguments(SubCommand& command, DeviceArguments& arguments) {
  add_target_argument(command, arguments);
  add_target_options(command, arguments);
  add_reset_options(command, arguments);
  command.add_option("--seed", arguments.seed, "of everything random").type_name("N").capture_default_str();
  command.add_option("--zones", arguments.zones, "touch zones A to B only").type_name("A-B");
  command.add_option("--deviations", arguments.deviations, "known deviations, which fail nothing")
      .type_name("FILE")
      .one_value();
  command.add_flag("--no-deviations", arguments.no_deviations, "none are known, not even the shipped ones of QEMU")
      .excludes("--deviations");
  command.add_option("--report", arguments.reports, report_forms_help()).type_name("FORM").one_value();
  command.add_option("--save", arguments.save, "keep the trace of each failure in this folder, and a script of it")
      .type_name("DIR");
  command
      .add_option("--personality", arguments.personality,
                  "write down how the device uses its freedom, for ref:personality=FILE; costs reports of the zones")
      .type_name("FILE");
  command.add_option("--color", arguments.color, "auto, always or never").type_name("WHEN").capture_default_str();
  command.add_flag("-q,--quiet", arguments.quiet, "the summary only, where the report is for the console");
  command.add_flag("--failures-only", arguments.failures_only, "only the cases that failed, likewise")
      .excludes("--quiet");
  command.add_flag("--bisect", arguments.bisect,
                   "for git bisect run: exit status 125, which skips the commit, where there is no verdict; 128, which "
                   "ends the bisection, for what no commit can do");
  // For `guest`: a replay line must be one for the host, where the guest's device is another one or none.
  command.add_option("--replay-as", arguments.replay_as, "what replay lines begin with").hidden();
}

// Digits, or 0x and hexadecimal ones; nothing else, and no sign.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  const bool hexadecimal = text.size() > 2 && text.substr(0, 2) == "0x";
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::uint64_t parse_seed(const std::string& text) {
  const auto seed = parse_number(text);
  if (!seed) throw UsageError("--seed: '" + text + "' is no number from 0 to 2^64 - 1");
  return *seed;
}

std::uint64_t parse_count(const char* option, const std::string& text) {
  const auto count = parse_number(text);
  if (!count || *count == 0) throw UsageError(std::string{option} + ": '" + text + "' is no number from 1 on");
  return *count;
}

std::optional<ZoneRange> parse_zones(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t dash = text.find('-');
  const auto first = parse_number(std::string_view{text}.substr(0, dash));
  const auto last = dash == std::string::npos ? first : parse_number(std::string_view{text}.substr(dash + 1));
  if (!first || !last || *first > *last) throw UsageError("--zones: '" + text + "' is no range of zones like 8-15");
  return ZoneRange{.first = *first, .last = *last};
}

bool colours(const DeviceArguments& arguments, const World& world) {
  if (arguments.color != "auto" && arguments.color != "always" && arguments.color != "never")
    throw UsageError("--color: '" + arguments.color + "' is none of auto, always, never");
  if (arguments.color == "always") return true;
  return arguments.color == "auto" && world.out_is_terminal && !world.no_color;
}

std::vector<Deviation> load_all(const std::vector<std::string>& paths, const std::vector<suites::Section>& contents) {
  std::vector<Deviation> all;
  for (const std::string& path : paths) {
    const std::vector<Deviation> more = load_deviations(path);
    all.insert(all.end(), more.begin(), more.end());
  }
  check_deviations(all, contents);
  return all;
}

std::vector<Deviation> deviations_for(const OpenedTarget& opened, const DeviceArguments& arguments,
                                      std::vector<Deviation> given) {
  const std::string known = opened.known_deviations();
  if (arguments.no_deviations || !arguments.deviations.empty() || known.empty()) return given;
  return load_deviations(short_name(shipped_device_file(known)));
}

std::string opening_options(const TargetArguments& arguments) {
  std::string options;
  if (arguments.qemu.name != QemuProgram{}.name) options += " --qemu " + shell_word(arguments.qemu.name);
  if (!arguments.qemu.data.empty()) options += " --qemu-data " + shell_word(arguments.qemu.data.string());
  if (arguments.destroy_data) options += " --destroy-data";
  if (arguments.timeout != 0) options += " --timeout " + std::to_string(arguments.timeout);
  if (arguments.resets != TargetArguments{}.resets) options += " --resets " + shell_word(arguments.resets);
  if (!arguments.power_cycle.empty()) options += " --power-cycle " + shell_word(arguments.power_cycle);
  return options;
}

std::string replay_options(const DeviceArguments& arguments) {
  std::string options = opening_options(arguments);
  for (const std::string& file : arguments.deviations) options += " --deviations " + shell_word(file);
  if (arguments.no_deviations) options += " --no-deviations";
  return options;
}

SaveTrace trace_saver(const DeviceArguments& arguments) {
  if (arguments.save.empty()) return {};
  make_trace_folder(arguments.save);
  return [folder = arguments.save](const std::string& id, const Trace& trace) { return save_trace(folder, id, trace); };
}

TargetOptions target_options(const DeviceArguments& arguments) {
  return {.destroy_data = arguments.destroy_data,
          .zones = parse_zones(arguments.zones),
          .timeout = std::chrono::seconds{arguments.timeout},
          .resets = parse_reset_ways(arguments.resets, arguments.power_cycle),
          .power_cycle = arguments.power_cycle,
          .qemu = arguments.qemu};
}

std::string device_options_help() {
  return "Options of qemu:, as KEY=VALUE,...\n" + qemu_options_help() +
         "\nOptions of ref:, and after mutant:ID, likewise\n" + ref_options_help();
}

}  // namespace zns::harness
