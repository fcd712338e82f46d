#include "harness/cli/cli.hpp"

#include <algorithm>
#include <exception>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/report/headline.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

constexpr const char* kFooter =
    "Exit status: 0 conformant (listed deviations included), 1 not conformant or a stale deviation,\n"
    "2 usage, 3 harness or target error, 4 nothing matched the filter.";

int complain(World& world, const std::string& what, int status) {
  world.err << "znspec: " << what << "\n" << std::flush;
  return status;
}

int parse_and_act(std::vector<std::string> arguments, World& world) {
  CommandLine app{"Conformance suite for NVMe Zoned Namespace (ZNS) devices",
                  "znspec " + version_text(ZNSPEC_VERSION, world.provenance.commit), kFooter};
  Action action;
  // What stands behind `--` is for the guest's znspec, whose options are none of CLI11's business.
  std::vector<std::string> after_dashes;
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (!arguments.empty() && arguments.front() == "guest" && dashes != arguments.end()) {
    after_dashes.assign(dashes + 1, arguments.end());
    arguments.erase(dashes, arguments.end());
  }
  add_run_command(app, world, action);
  add_describe_command(app, world, action);
  add_diff_command(app, world, action);
  add_matrix_command(app, world, action);
  add_mutants_command(app, world, action);
  add_replay_command(app, world, action);
  add_list_command(app, world, action);
  add_exhaust_command(app, world, action);
  add_explain_command(app, world, action);
  add_bench_command(app, world, action);
  add_image_command(app, world, action);
  add_powerfail_command(app, world, action);
  add_guest_command(app, world, action, after_dashes);
  if (const auto help = app.parse(std::move(arguments))) {
    world.out << *help;
    return kConformant;
  }
  return action();
}

int status_of(const std::vector<std::string>& arguments, World& world) {
  try {
    const int status = parse_and_act(arguments, world);
    world.out << std::flush;
    if (!world.out) return complain(world, "cannot write to standard output", kHarnessError);
    return status;
  } catch (const UsageError& error) {
    return complain(world, error.what(), kUsage);
  } catch (const HarnessError& error) {
    return complain(world, error.what(), kHarnessError);
  } catch (const suites::NeverDecides& error) {
    return complain(world, error.what(), kHarnessError);
  } catch (const suites::DeviceLost& lost) {  // where there is no report to put it into
    return complain(world, std::string{"the device is lost: "} + lost.what(), kHarnessError);
  } catch (const std::exception& error) {  // ours, or memory: never to be taken for a verdict
    return complain(world, std::string{"internal error: "} + error.what(), kHarnessError);
  }
}

int status_for_git_bisect(int status) {
  if (status == kUsage || status == kNothingMatched) return kEndBisection;
  return status == kHarnessError ? kSkipCommit : status;
}

}  // namespace

int run_cli(const std::vector<std::string>& arguments, World& world) {
  const int status = status_of(arguments, world);
  const bool bisects = std::find(arguments.begin(), arguments.end(), "--bisect") != arguments.end();
  return bisects ? status_for_git_bisect(status) : status;
}

}  // namespace zns::harness
