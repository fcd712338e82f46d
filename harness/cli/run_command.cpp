// znspec run TARGET
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <optional>

#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/deviations.hpp"
#include "harness/error.hpp"
#include "harness/exit_status.hpp"
#include "harness/report/output.hpp"
#include "harness/run.hpp"
#include "harness/select.hpp"

namespace zns::harness {
namespace {

struct RunArguments : DeviceArguments {
  std::string suite = "all";
  std::vector<std::string> filters;
};

Filter parse_filters(const std::vector<std::string>& filters) {
  std::string joined;
  for (const std::string& filter : filters) joined += (joined.empty() ? "" : ",") + filter;
  return filters.empty() ? Filter{} : Filter{joined};
}

int nothing_matched(const RunArguments& arguments, World& world) {
  std::string what = "no case of the suite '" + arguments.suite + "' matches";
  for (const std::string& filter : arguments.filters) what += " --filter '" + filter + "'";
  world.err << "znspec: " << what << " (see znspec list cases)\n";
  return kNothingMatched;
}

int execute(const RunArguments& arguments, World& world) {
  const std::vector<suites::Section> contents = world.contents();
  const std::vector<suites::Section> selected =
      select(contents, parse_suite(arguments.suite), parse_filters(arguments.filters));
  const std::uint64_t seed = parse_seed(arguments.seed);
  const std::optional<ZoneRange> zones = parse_zones(arguments.zones);
  const std::vector<Deviation> given = load_all(arguments.deviations, contents);
  std::vector<ReportRequest> requests = parse_report_requests(arguments.reports);
  const bool coloured = colours(arguments, world);
  if (selected.empty()) return nothing_matched(arguments, world);

  // All that the user can get wrong is behind us: now files are made, and then the device is touched.
  Reports reports{std::move(requests), world.out, coloured};
  const Interrupt interrupt;
  Progress progress{world.err, world.err_is_terminal};
  RunOptions options;
  options.seed = seed;
  options.zones = zones;
  options.replay_command = arguments.replay_as;
  options.replay_options = replay_options(arguments);
  options.progress = [&progress](std::size_t done, std::size_t total, const std::string& id) {
    progress.show(done, total, id);
  };
  options.interrupted = Interrupt::asked;
  options.save = trace_saver(arguments);
  const auto opened = world.open_target(arguments.target, target_options(arguments));
  const std::vector<Deviation> deviations = deviations_for(*opened, arguments, given);
  if (!opened->banner().empty()) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  Report report = run(*opened, selected, options);
  progress.clear();
  apply_deviations(report, deviations, contents);
  reports.write(report);
  if (!report.unsaved.empty()) world.err << "znspec: " << report.unsaved << "\n";
  if (!report.stopped.empty()) world.err << "znspec: " << report.stopped << "\n";
  return exit_status(report);
}

}  // namespace

void add_run_command(CLI::App& app, World& world, Action& action) {
  const auto arguments = std::make_shared<RunArguments>();  // the callback outlives this function
  CLI::App& run = *app.add_subcommand("run", "Test a device");
  add_device_arguments(run, *arguments);
  run.add_option("--suite", arguments->suite, "zns, base or all")->type_name("SUITE")->capture_default_str();
  run.add_option("--filter", arguments->filters, "globs over case ids, with commas; !GLOB leaves out")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  run.footer("--filter, --deviations and --report may be given several times.\n\n" + device_options_help());
  run.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
