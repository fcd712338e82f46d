// znspec powerfail [ref:] [--points N] [--seed N] | --exhaustive | --replay PROGRAM
#include <algorithm>
#include <charconv>
#include <memory>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/store/crash_states.hpp"
#include "harness/store/random_crashes.hpp"

namespace zns::harness {
namespace {

struct PowerfailArguments {
  std::string target = "ref:";
  std::string points = "10000";
  std::string seed = "1";
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  unsigned longest = 3;
  bool exhaustive = false;
  std::string replay;
};

std::uint64_t count_of(const std::string& option, const std::string& text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size())
    throw UsageError(option + ": '" + text + "' is not a number");
  return count;
}

int tell(const CrashReport& report, World& world) {
  world.out << to_text(report) << "\n";
  return report.is_clean() ? kConformant : kNotConformant;
}

int replay(const PowerfailArguments& arguments, World& world) {
  const CrashReport report = replay_crash(arguments.replay);
  if (report.states == 0)
    throw UsageError("--replay: '" + arguments.replay + "' is no program of --exhaustive, or has no such state");
  return tell(report, world);
}

int execute(const PowerfailArguments& arguments, World& world) {
  if (arguments.target != "ref:")
    throw UsageError("powerfail: '" + arguments.target +
                     "': it makes devices of many shapes by itself, and is of ref: alone; `znspec run` loses the power "
                     "of other targets");
  if (!arguments.replay.empty()) return replay(arguments, world);
  if (arguments.exhaustive) return tell(try_crashes({.longest = arguments.longest, .threads = arguments.jobs}), world);
  return tell(try_random_crashes({.seed = count_of("--seed", arguments.seed),
                                  .points = count_of("--points", arguments.points),
                                  .threads = arguments.jobs}),
              world);
}

}  // namespace

void add_powerfail_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<PowerfailArguments>();
  SubCommand powerfail = app.add_subcommand(
      "powerfail",
      "Lose power at any operation of the disk, and open the image again: nothing that was promised is lost");
  powerfail.add_option("TARGET", arguments->target, "ref:").type_name("").capture_default_str();
  powerfail.add_option("--points", arguments->points, "losses of power, in random programs")
      .type_name("N")
      .capture_default_str();
  powerfail.add_option("--seed", arguments->seed, "of the first program").type_name("N").capture_default_str();
  powerfail.add_flag("--exhaustive", arguments->exhaustive,
                     "all programs of a few commands instead, and all that a loss of power may leave of each");
  powerfail.add_option("--longest", arguments->longest, "most commands of those")
      .type_name("N")
      .within(1U, 4U)
      .capture_default_str();
  powerfail.add_option("--replay", arguments->replay, "what a failure of --exhaustive is told as").type_name("PROGRAM");
  powerfail.add_option("--jobs", arguments->jobs, "how many at a time").within(1U, 1024U).capture_default_str();
  powerfail.footer(
      "Exit status 1: something is lost, or is there that was never sent. The first failure is told as --replay takes "
      "it, or\nwith the seed of its program: --seed N --points 1 shows it again.");
  powerfail.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
