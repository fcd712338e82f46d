// znspec diff TARGET
#include <memory>
#include <optional>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/test_device.hpp"
#include "harness/diff/diff.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kMostDepth = 1024;

struct DiffArguments : DeviceArguments {
  std::string commands = "10000";
  std::string depth = "1";
  unsigned illegal = 25;
  bool first = false;
  std::string shard;
};

int execute(const DiffArguments& arguments, World& world) {
  DiffOptions options;
  options.seed = parse_seed(arguments.seed);
  options.zones = parse_zones(arguments.zones);
  options.commands = parse_count("--commands", arguments.commands);
  options.depth = parse_count("--depth", arguments.depth);
  options.shard = parse_shard(arguments.shard);
  options.illegal_percent = arguments.illegal;
  options.first_only = arguments.first;
  if (options.depth > kMostDepth)
    throw UsageError("--depth: " + arguments.depth + " is more than " + std::to_string(kMostDepth));
  options.replay_command = arguments.replay_as;
  options.replay_options = replay_options(arguments);
  options.opening_options = opening_options(arguments);
  if (!arguments.zones.empty()) options.scope.limits.push_back("--zones " + arguments.zones);
  if (!arguments.shard.empty()) options.scope.limits.push_back("--shard " + arguments.shard);
  options.interrupted = Interrupt::asked;
  return test_device(arguments, world.contents(), world, [&](const TestContext& context) {
    options.save = context.save;
    options.personality = context.personality;
    options.begin = context.begin;
    options.on_finding = [&](const SectionReport& section, const CaseReport& entry) {
      static_cast<void>(context.add(section, 0, entry));
    };
    options.progress = [&](std::uint64_t done, std::uint64_t total) { context.progress.show(done, total, "diff"); };
    return diff(context.opened, options);
  });
}

}  // namespace

void add_diff_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<DiffArguments>();  // the callback outlives this function
  SubCommand diff = app.add_subcommand("diff", "Send random sequences to a device, and shrink those that it fails");
  add_device_arguments(diff, *arguments);
  diff.add_option("--commands", arguments->commands, "how many to send").type_name("N").capture_default_str();
  diff.add_option("--depth", arguments->depth, "most commands in flight together").type_name("Q").capture_default_str();
  diff.add_option("--illegal", arguments->illegal, "percent of the commands that something is wrong with")
      .within(0U, 100U)
      .capture_default_str()
      .type_name("PERCENT");
  diff.add_flag("--first", arguments->first, "end with the first violation, and do not shrink it");
  diff.add_option("--shard", arguments->shard, kShardHelp).type_name("I/N");
  diff.footer(
      std::string{"The same seed gives the same sequences. Each distinct finding is shrunk to a smallest sequence.\n"
                  "--commands is for all shards together.\n\n"} +
      device_options_help());
  diff.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
