// znspec matrix FILE
#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/cli/case_selection.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/cli/outputs.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/diff/diff.hpp"
#include "harness/matrix/job_runner.hpp"
#include "harness/matrix/matrix_file.hpp"
#include "harness/matrix/matrix_json.hpp"
#include "harness/matrix/plan.hpp"
#include "harness/matrix/table.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/select/select.hpp"
#include "harness/select/shard.hpp"

namespace zns::harness {
namespace {

constexpr const char* kFooter =
    "FILE is TOML, one [[target]] for each device (corpora/devices/qemu-geometries.toml shows all keys). Targets are\n"
    "tested in parallel; those of a --shard are dealt out in turn. Each cell of the table counts the cases of a "
    "section.";

struct MatrixArguments {
  std::string file;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  std::string suite = "all";
  std::vector<std::string> filters;
  std::vector<std::string> reports;
  std::string shard;
};

MatrixRequest request_of(const MatrixArguments& arguments, const std::vector<suites::Section>& contents) {
  const Filter filter = parse_filters(arguments.filters);
  const Suite suite = parse_suite(arguments.suite);
  MatrixRequest request;
  request.suite_matches = !select(contents, suite, filter).empty();
  request.diff_matches = suite == Suite::All && filter.selects(kDiffId);
  request.words = {"--suite", arguments.suite};
  for (const std::string& each : arguments.filters) {
    request.words.emplace_back("--filter");
    request.words.push_back(each);
  }
  return request;
}

std::vector<MatrixTarget> share_of(const std::vector<MatrixTarget>& targets, const Shard& shard) {
  std::vector<MatrixTarget> share;
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (shard.holds(i)) share.push_back(targets[i]);
  return share;
}

JobsEnd run_all(const std::vector<MatrixJob>& jobs, const MatrixArguments& arguments, World& world) {
  Progress progress{world.err, world.err_is_terminal};
  JobRunnerOptions options{.program = world.program, .jobs = arguments.jobs};
  options.progress = [&](std::size_t done, const std::vector<std::string>& running) {
    std::string names;
    for (const std::string& name : running) names += (names.empty() ? "" : ", ") + name;
    progress.show(done, jobs.size(), names);
  };
  return run_jobs(jobs, options);
}

int execute(const MatrixArguments& arguments, World& world) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<suites::Section> contents = world.contents();
  const MatrixRequest request = request_of(arguments, contents);
  const std::vector<MatrixTarget> targets = share_of(load_matrix(arguments.file), parse_shard(arguments.shard));
  for (const MatrixTarget& target : targets)
    if (!target.deviations.empty()) static_cast<void>(load_all({target.deviations}, contents));
  if (!request.suite_matches && !request.diff_matches)
    return nothing_matched(arguments.suite, spelt("--filter", arguments.filters),
                           {.ids = parse_filters(arguments.filters)}, contents, world);
  warn_of_unknown({.ids = parse_filters(arguments.filters)}, contents, world);
  const std::vector<MatrixJob> jobs = plan_jobs(targets, request);
  const Outputs outputs{arguments.reports, "a matrix", {ReportForm::Json}};

  MatrixReport report = matrix_report(targets, jobs, run_all(jobs, arguments, world), contents);
  const auto wall = std::chrono::steady_clock::now() - start;
  report.wall_ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count());
  report.version = ZNSPEC_VERSION;
  report.file = arguments.file;
  report.provenance = world.provenance;
  outputs.write(world.out, {{ReportForm::Console, render_matrix(report, world.out_is_terminal && !world.no_color)},
                            {ReportForm::Json, render_matrix_json(report)}});
  if (!report.interrupted.empty()) world.err << "znspec: " << report.interrupted << "\n";
  return exit_status(report);
}

}  // namespace

void add_matrix_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<MatrixArguments>();  // the callback outlives this function
  SubCommand matrix = app.add_subcommand("matrix", "Test all devices of a list, in parallel");
  matrix.add_option("FILE", arguments->file, "the list").required().type_name("");
  matrix.add_option("--jobs", arguments->jobs, "how many at a time")
      .within(1U, 1024U)
      .capture_default_str()
      .type_name("N");
  matrix.add_option("--suite", arguments->suite, "zns, base or all").type_name("SUITE").capture_default_str();
  matrix
      .add_option("--filter", arguments->filters,
                  "globs over case ids, with commas; !GLOB leaves out; diff: the random sequences")
      .type_name("GLOB")
      .one_value();
  matrix.add_option("--report", arguments->reports, "console or json=FILE ('-': standard output)")
      .type_name("FORM")
      .one_value();
  matrix.add_option("--shard", arguments->shard, kShardHelp).type_name("I/N");
  matrix.footer(kFooter);
  matrix.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
