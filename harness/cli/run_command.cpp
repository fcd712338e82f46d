// znspec run TARGET
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <optional>

#include "harness/cli/commands.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/deviations.hpp"
#include "harness/error.hpp"
#include "harness/exit_status.hpp"
#include "harness/report/output.hpp"
#include "harness/run.hpp"
#include "harness/select.hpp"
#include "harness/targets/open.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/trace_file.hpp"

namespace zns::harness {
namespace {

struct RunArguments {
  std::string target;
  std::string suite = "all";
  std::vector<std::string> filters;
  std::string seed = "1";
  std::string zones;
  std::vector<std::string> deviations;
  bool no_deviations = false;
  std::vector<std::string> reports;
  bool destroy_data = false;
  std::string save;
  std::string color = "auto";
  std::string replay_as = "znspec";
};

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

std::optional<ZoneRange> parse_zones(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t dash = text.find('-');
  const auto first = parse_number(std::string_view{text}.substr(0, dash));
  const auto last = dash == std::string::npos ? first : parse_number(std::string_view{text}.substr(dash + 1));
  if (!first || !last || *first > *last) throw UsageError("--zones: '" + text + "' is no range of zones like 8-15");
  return ZoneRange{.first = *first, .last = *last};
}

Filter parse_filters(const std::vector<std::string>& filters) {
  std::string joined;
  for (const std::string& filter : filters) joined += (joined.empty() ? "" : ",") + filter;
  return filters.empty() ? Filter{} : Filter{joined};
}

bool colours(const RunArguments& arguments, const World& world) {
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
  const std::vector<Deviation> deviations = load_all(arguments.deviations, contents);
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
  options.replay_options = arguments.destroy_data ? " --destroy-data" : "";
  options.progress = [&progress](std::size_t done, std::size_t total, const std::string& id) {
    progress.show(done, total, id);
  };
  options.interrupted = Interrupt::asked;
  if (!arguments.save.empty()) {
    make_trace_folder(arguments.save);
    options.save = [&arguments](const std::string& id, const Trace& trace) {
      return save_trace(arguments.save, id, trace);
    };
  }
  const auto opened = world.open_target(arguments.target, {.destroy_data = arguments.destroy_data, .zones = zones});
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
  run.add_option("TARGET", arguments->target, "ref:, ref:KEY=VALUE,..., /dev/nvmeXnY or /dev/ngXnY")
      ->required()
      ->type_name("");
  run.add_option("--suite", arguments->suite, "zns, base or all")->type_name("SUITE")->capture_default_str();
  run.add_option("--filter", arguments->filters, "globs over case ids, with commas; !GLOB leaves out")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  run.add_option("--seed", arguments->seed, "of everything random")->type_name("N")->capture_default_str();
  run.add_option("--zones", arguments->zones, "touch zones A to B only")->type_name("A-B");
  run.add_option("--deviations", arguments->deviations, "known deviations, which fail nothing")
      ->type_name("FILE")
      ->allow_extra_args(false);
  run.add_flag("--no-deviations", arguments->no_deviations, "none are known, and none are shipped either (guest)")
      ->excludes("--deviations");
  run.add_option("--report", arguments->reports, "console, json=FILE or junit=FILE ('-': standard output)")
      ->type_name("FORM")
      ->allow_extra_args(false);
  run.add_flag("--destroy-data", arguments->destroy_data, "the device's data may be lost; a device node demands it");
  run.add_option("--save", arguments->save, "keep the trace of each failed case in this folder, and a script of it")
      ->type_name("DIR");
  run.add_option("--color", arguments->color, "auto, always or never")->type_name("WHEN")->capture_default_str();
  // For `guest`: a replay line must be one for the host, where the guest's device is another one or none.
  run.add_option("--replay-as", arguments->replay_as, "what replay lines begin with")->group("");
  run.footer("--filter, --deviations and --report may be given several times.\n\nOptions of ref:, as KEY=VALUE,...\n" +
             ref_options_help());
  run.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
