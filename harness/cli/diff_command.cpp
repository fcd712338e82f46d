// znspec diff TARGET
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <optional>

#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/diff/diff.hpp"
#include "harness/error.hpp"
#include "harness/exit_status.hpp"
#include "harness/report/output.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kMostDepth = 1024;

struct DiffArguments : DeviceArguments {
  std::string commands = "10000";
  std::string depth = "1";
  unsigned illegal = 25;
};

int execute(const DiffArguments& arguments, World& world) {
  const std::vector<suites::Section> contents = world.contents();
  DiffOptions options;
  options.seed = parse_seed(arguments.seed);
  options.zones = parse_zones(arguments.zones);
  options.commands = parse_count("--commands", arguments.commands);
  options.depth = parse_count("--depth", arguments.depth);
  options.illegal_percent = arguments.illegal;
  if (options.depth > kMostDepth)
    throw UsageError("--depth: " + arguments.depth + " is more than " + std::to_string(kMostDepth));
  const std::vector<Deviation> given = load_all(arguments.deviations, contents);
  std::vector<ReportRequest> requests = parse_report_requests(arguments.reports);
  const bool coloured = colours(arguments, world);

  Reports reports{std::move(requests), world.out, coloured};
  const Interrupt interrupt;
  Progress progress{world.err, world.err_is_terminal};
  options.replay_command = arguments.replay_as;
  options.replay_options = replay_options(arguments);
  options.progress = [&progress](std::uint64_t done, std::uint64_t total) { progress.show(done, total, "diff"); };
  options.interrupted = Interrupt::asked;
  options.save = trace_saver(arguments);
  const auto opened = world.open_target(arguments.target, target_options(arguments));
  const std::vector<Deviation> deviations = deviations_for(*opened, arguments, given);
  if (!opened->banner().empty()) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  Report report = diff(*opened, options);
  progress.clear();
  apply_deviations(report, deviations, contents);
  reports.write(report);
  if (!report.unsaved.empty()) world.err << "znspec: " << report.unsaved << "\n";
  if (!report.stopped.empty()) world.err << "znspec: " << report.stopped << "\n";
  return exit_status(report);
}

}  // namespace

void add_diff_command(CLI::App& app, World& world, Action& action) {
  const auto arguments = std::make_shared<DiffArguments>();  // the callback outlives this function
  CLI::App& diff = *app.add_subcommand("diff", "Send random sequences to a device, and shrink those that it fails");
  add_device_arguments(diff, *arguments);
  diff.add_option("--commands", arguments->commands, "how many to send")->type_name("N")->capture_default_str();
  diff.add_option("--depth", arguments->depth, "most commands in flight together")
      ->type_name("Q")
      ->capture_default_str();
  diff.add_option("--illegal", arguments->illegal, "percent of the commands that something is wrong with")
      ->check(CLI::Range(0U, 100U).name("PERCENT"))
      ->capture_default_str()
      ->type_name("");
  diff.footer(
      std::string{
          "The same seed gives the same sequences. Each distinct finding is shrunk to a smallest sequence.\n\n"} +
      device_options_help());
  diff.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
