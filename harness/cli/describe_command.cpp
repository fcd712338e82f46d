// znspec describe TARGET: what a drive is, and what of the suite applies to it
#include <memory>

#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/cli/outputs.hpp"
#include "harness/describe/describe.hpp"
#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

struct DescribeArguments : TargetArguments {
  std::vector<std::string> reports;
};

int execute(const DescribeArguments& arguments, World& world) {
  const Outputs outputs{arguments.reports, "a description", {ReportForm::Json}};
  const auto opened = world.open_target(arguments.target, {.destroy_data = arguments.destroy_data,
                                                           .only_look = true,
                                                           .timeout = std::chrono::seconds{arguments.timeout},
                                                           .qemu = arguments.qemu});
  Description description = describe(*opened, world.contents());
  description.head.provenance = world.provenance;
  description.head.provenance.emulator = opened->emulator();
  outputs.write(world.out, {{ReportForm::Console, render_description(description)},
                            {ReportForm::Json, render_description_json(description)}});
  return kConformant;
}

}  // namespace

void add_describe_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<DescribeArguments>();  // the callback outlives this function
  SubCommand describe =
      app.add_subcommand("describe", "What a drive is, and what of the suite applies to it; nothing is written");
  add_target_argument(describe, *arguments);
  add_target_options(describe, *arguments);
  describe.add_option("--report", arguments->reports, "console or json=FILE ('-': standard output)")
      .type_name("FORM")
      .one_value();
  describe.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
