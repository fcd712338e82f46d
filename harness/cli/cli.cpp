#include "harness/cli/cli.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <exception>

#include "harness/cli/commands.hpp"
#include "harness/error.hpp"
#include "harness/exit_status.hpp"
#include "harness/nearest.hpp"
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

// CLI11 describes some errors on several lines.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// What the user probably meant, of the sub-commands, or of the options of one.
std::string advice_on_command(const CLI::App& app, const std::string& meant) {
  Nearest nearest{meant};
  for (const CLI::App* known : app.get_subcommands({})) nearest.consider(known->get_name());
  return nearest.advice("see znspec --help");
}

std::string no_option(const CLI::App& command, const std::string& word, const std::string& help) {
  Nearest nearest{word.substr(0, word.find('='))};
  for (const CLI::Option* option : command.get_options()) nearest.consider(option->get_name());
  return "no option '" + word + "'" + nearest.advice("see " + help);
}

// What CLI11 did not expect, if an option is among it.
std::string unexpected(const CLI::App& command, const std::string& help) {
  for (const std::string& word : command.remaining())
    if (word.rfind('-', 0) == 0) return no_option(command, word, help);
  return {};
}

int parse_and_act(std::vector<std::string> arguments, World& world) {
  CLI::App app{"Conformance suite for NVMe Zoned Namespace (ZNS) devices", "znspec"};
  app.set_version_flag("--version", std::string{"znspec "} + ZNSPEC_VERSION);
  app.require_subcommand(1);
  app.footer(kFooter);
  Action action;
  // What stands behind `--` is for the guest's znspec, whose options are none of CLI11's business.
  std::vector<std::string> after_dashes;
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (!arguments.empty() && arguments.front() == "guest" && dashes != arguments.end()) {
    after_dashes.assign(dashes + 1, arguments.end());
    arguments.erase(dashes, arguments.end());
  }
  add_run_command(app, world, action);
  add_diff_command(app, world, action);
  add_matrix_command(app, world, action);
  add_mutants_command(app, world, action);
  add_replay_command(app, world, action);
  add_list_command(app, world, action);
  add_exhaust_command(app, world, action);
  add_explain_command(app, world, action);
  add_bench_command(app, world, action);
  add_guest_command(app, world, action, after_dashes);
  // CLI11 would say that a sub-command is required, which is beside the point when there is a misspelt one.
  if (arguments.empty()) throw UsageError("a sub-command is required (see znspec --help)");
  const bool named = arguments.front().rfind('-', 0) != 0;
  if (named &&
      app.get_subcommands([&](const CLI::App* known) { return known->get_name() == arguments.front(); }).empty())
    throw UsageError("'" + arguments.front() + "' is no sub-command" + advice_on_command(app, arguments.front()));
  if (!named && app.get_option_no_throw(arguments.front()) == nullptr)
    throw UsageError(no_option(app, arguments.front(), "znspec --help"));
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(std::move(arguments));
  } catch (const CLI::Success& success) {  // --help, --version
    app.exit(success, world.out, world.err);
    return kConformant;
  } catch (const CLI::ParseError& error) {
    const std::vector<CLI::App*> asked = app.get_subcommands();
    const std::string help = asked.empty() ? "znspec --help" : "znspec " + asked.front()->get_name() + " --help";
    if (const std::string why = asked.empty() ? "" : unexpected(*asked.front(), help); !why.empty())
      return complain(world, why, kUsage);
    return complain(world, one_line(error.what()) + " (see " + help + ")", kUsage);
  }
  return action();
}

}  // namespace

int run_cli(const std::vector<std::string>& arguments, World& world) {
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

}  // namespace zns::harness
