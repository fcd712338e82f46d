// znspec mutants [--permitted] [NAME]...
#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/cli/case_selection.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/cli/outputs.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/kill/kill_matrix.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/select/select.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/variants/variant.hpp"

namespace zns::harness {
namespace {

struct MutantsArguments {
  std::vector<std::string> names;
  std::string seed = "1";
  std::string commands = "20000";
  std::string depth = "16";
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  bool permitted = false;
  bool redundant = false;
  std::vector<std::string> reports;
};

std::vector<Specimen> specimens_of(const Filter& filter) {
  std::vector<Specimen> specimens;
  for (const mutants::Mutant& each : mutants::mutants())
    if (filter.selects(each.id))
      specimens.push_back({.id = std::string{each.id},
                           .target = "mutant:" + std::string{each.id},
                           .what = std::string{each.wrong},
                           .right = std::string{each.right},
                           .hard = std::string{each.hard},
                           .clauses = each.clauses});
  return specimens;
}

std::vector<Specimen> permitted_specimens_of(const Filter& filter) {
  std::vector<Specimen> specimens;
  for (const variants::Variant& each : variants::variants())
    if (filter.selects(each.id))
      specimens.push_back({.id = std::string{each.id},
                           .target = "variant:" + std::string{each.id},
                           .what = std::string{each.what},
                           .right = "",
                           .hard = "",
                           .clauses = each.clauses});
  return specimens;
}

std::vector<std::string> case_ids(const std::vector<suites::Section>& contents) {
  std::vector<std::string> ids;
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases) ids.push_back(each.id);
  return ids;
}

JobsEnd run_all(const std::vector<MatrixJob>& jobs, unsigned at_a_time, World& world) {
  Progress progress{world.err, world.err_is_terminal};
  JobRunnerOptions options{.program = world.program, .jobs = at_a_time};
  options.progress = [&](std::size_t done, const std::vector<std::string>& running) {
    progress.show(done, jobs.size(), running.empty() ? "" : running.front());
  };
  return run_jobs(jobs, options);
}

std::vector<Specimen> matching(Catalogue catalogue, const Filter& filter) {
  return catalogue == Catalogue::Variants ? permitted_specimens_of(filter) : specimens_of(filter);
}

// One line for each pattern that is like no id: it is a typing error. And one where all are excluded.
std::vector<std::string> complaints_about(const Filter& filter, Catalogue catalogue) {
  const std::vector<Specimen> all = matching(catalogue, Filter{});
  std::vector<std::string> complaints;
  for (const std::string& pattern : filter.patterns()) {
    if (std::any_of(all.begin(), all.end(), [&](const Specimen& each) { return id_matches(pattern, each.id); }))
      continue;
    Nearest nearest{pattern};
    for (const Specimen& each : all) nearest.consider(each.id);
    const std::string catalogue_name{name(catalogue)};
    complaints.push_back("none of the " + catalogue_name + " matches '" + pattern + "'" +
                         nearest.advice("znspec list " + catalogue_name + " names them all"));
  }
  if (complaints.empty() && matching(catalogue, filter).empty())
    complaints.push_back("none of the " + std::string{name(catalogue)} + " is left");
  return complaints;
}

int execute(const MutantsArguments& arguments, World& world) {
  const auto start = std::chrono::steady_clock::now();
  const KillPlan plan{.seed = parse_seed(arguments.seed),
                      .commands = parse_count("--commands", arguments.commands),
                      .depth_commands = parse_count("--commands", arguments.commands),
                      .depth = parse_count("--depth", arguments.depth)};
  const Filter filter = parse_filters(arguments.names);
  const Catalogue catalogue = arguments.permitted ? Catalogue::Variants : Catalogue::Mutants;
  const std::vector<Specimen> specimens = matching(catalogue, filter);
  for (const std::string& each : complaints_about(filter, catalogue)) world.err << "znspec: " << each << "\n";
  if (specimens.empty()) return kNothingMatched;
  const Outputs outputs{arguments.reports, "the kill matrix", {ReportForm::Json, ReportForm::Html}};
  const JobsEnd ends = run_all(plan_kills(specimens, plan), arguments.jobs, world);
  KillMatrix matrix = kill_matrix(specimens, plan, ends, case_ids(world.contents()));
  const auto wall = std::chrono::steady_clock::now() - start;
  matrix.wall_ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count());
  matrix.version = ZNSPEC_VERSION;
  outputs.write(world.out, {{ReportForm::Console, arguments.permitted ? render_variants(matrix)
                                                                      : render_mutants(matrix, arguments.redundant)},
                            {ReportForm::Json, render_kill_json(matrix, catalogue)},
                            {ReportForm::Html, render_kill_html(matrix, catalogue)}});
  if (!matrix.interrupted.empty()) world.err << "znspec: " << matrix.interrupted << "\n";
  return arguments.permitted ? variants_status(matrix) : mutants_status(matrix);
}

}  // namespace

void add_mutants_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<MutantsArguments>();  // the callback outlives this function
  SubCommand mutants = app.add_subcommand("mutants", "The kill matrix: which seeded defects are noticed, and by whom");
  mutants.add_option("NAME", arguments->names, "globs over ids; none: all of them").type_name("");
  mutants.add_option("--seed", arguments->seed, "of everything random").type_name("N").capture_default_str();
  mutants.add_option("--commands", arguments->commands, "random commands for each, and as many again at depth")
      .type_name("N")
      .capture_default_str();
  mutants.add_option("--depth", arguments->depth, "most of these in flight together")
      .type_name("Q")
      .capture_default_str();
  mutants.add_option("--jobs", arguments->jobs, "how many at a time")
      .within(1U, 1024U)
      .capture_default_str()
      .type_name("N");
  mutants.add_flag("--permitted", arguments->permitted,
                   "the permitted variants instead: devices of which none may be flagged");
  mutants.add_flag("--redundant", arguments->redundant, "list the cases that kill nothing that others do not kill");
  mutants
      .add_option("--report", arguments->reports,
                  "console, json=FILE or html=FILE ('-': standard output); html: a page with all of it")
      .type_name("FORM")
      .one_value();
  mutants.footer("Exit status 1: a mutant survives, or a permitted variant is flagged.");
  mutants.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
