// znspec run TARGET
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <optional>

#include "harness/cli/case_selection.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/test_device.hpp"
#include "harness/run.hpp"
#include "harness/select.hpp"

namespace zns::harness {
namespace {

struct RunArguments : DeviceArguments {
  std::string suite = "all";
  std::vector<std::string> filters;
  std::string shard;
};

int execute(const RunArguments& arguments, World& world) {
  const std::vector<suites::Section> contents = world.contents();
  const std::vector<suites::Section> selected =
      select(contents, parse_suite(arguments.suite), parse_filters(arguments.filters));
  const std::vector<suites::Section> share = deal_out(selected, parse_shard(arguments.shard));
  RunOptions options;
  options.seed = parse_seed(arguments.seed);
  options.zones = parse_zones(arguments.zones);
  options.replay_command = arguments.replay_as;
  options.replay_options = replay_options(arguments);
  options.interrupted = Interrupt::asked;
  if (selected.empty()) return nothing_matched(arguments.suite, arguments.filters, world);
  return test_device(arguments, contents, world, [&](const TestContext& context) {
    options.save = context.save;
    options.progress = [&](std::size_t done, std::size_t total, const std::string& id) {
      context.progress.show(done, total, id);
    };
    return run(context.opened, share, options);
  });
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
  run.add_option("--shard", arguments->shard, kShardHelp)->type_name("I/N");
  run.footer("--filter, --deviations and --report may be given several times.\n\n" + device_options_help());
  run.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
