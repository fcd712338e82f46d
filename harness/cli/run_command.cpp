// znspec run TARGET
#include <algorithm>
#include <memory>
#include <optional>

#include "harness/cli/case_selection.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/planning.hpp"
#include "harness/cli/resume_arguments.hpp"
#include "harness/cli/test_device.hpp"
#include "harness/report/console.hpp"
#include "harness/report/text.hpp"
#include "harness/run/resume.hpp"
#include "harness/run/run.hpp"
#include "harness/select/select.hpp"

namespace zns::harness {
namespace {

struct RunArguments : DeviceArguments, ResumeArguments {
  std::string suite = "all";
  std::vector<std::string> filters;
  std::vector<std::string> clauses;
  std::vector<std::string> sections;
  std::string shard;
  bool fail_fast = false;
  std::string repeat = "1";
  std::string budget;
};

// The options that leave something out, as a reader of the report can give them again.
std::vector<std::string> limits_of(const RunArguments& arguments) {
  std::vector<std::string> limits;
  if (arguments.suite != "all") limits.push_back("--suite " + arguments.suite);
  for (const std::string& filter : arguments.filters) limits.push_back("--filter " + shell_word(filter));
  for (const std::string& clause : arguments.clauses) limits.push_back("--clause " + shell_word(clause));
  for (const std::string& section : arguments.sections) limits.push_back("--section " + shell_word(section));
  if (!arguments.zones.empty()) limits.push_back("--zones " + arguments.zones);
  if (!arguments.shard.empty()) limits.push_back("--shard " + arguments.shard);
  if (!arguments.budget.empty()) limits.push_back("--budget " + arguments.budget);
  return limits;
}

Selection selection_of(const RunArguments& arguments) {
  return {.suite = parse_suite(arguments.suite),
          .ids = parse_filters(arguments.filters),
          .clauses = parse_filters(arguments.clauses, "--clause"),
          .sections = parse_filters(arguments.sections, "--section")};
}

RunOptions options_of(const RunArguments& arguments) {
  RunOptions options;
  options.seed = parse_seed(arguments.seed);
  options.zones = parse_zones(arguments.zones);
  options.replay_command = arguments.replay_as;
  options.replay_options = replay_options(arguments);
  options.scope.limits = limits_of(arguments);
  options.repeat = parse_count("--repeat", arguments.repeat);
  options.interrupted = Interrupt::asked;
  return options;
}

// The width of the column of ids in this section: they are known before its cases have run.
std::size_t width_of_ids(const std::vector<suites::Section>& selected, const SectionReport& section) {
  std::size_t longest = 0;
  for (const suites::Section& each : selected)
    if (each.number == section.number && each.title == section.title)
      for (const suites::Case& one : each.cases) longest = std::max(longest, one.id.size());
  return id_width(longest);
}

int execute(const RunArguments& arguments, World& world) {
  const std::vector<suites::Section> contents = world.contents();
  const Selection selection = selection_of(arguments);
  const std::vector<suites::Section> selected = select(contents, selection);
  const std::vector<suites::Section> share = deal_out(selected, parse_shard(arguments.shard));
  RunOptions options = options_of(arguments);
  options.contents = contents;
  if (selected.empty())
    return nothing_matched(arguments.suite,
                           spelt("--filter", arguments.filters) + spelt("--clause", arguments.clauses) +
                               spelt("--section", arguments.sections),
                           selection, contents, world);
  warn_of_unknown(selection, contents, world);
  const Earlier earlier = earlier_of(arguments, share);
  if (!arguments.stopped.empty()) return report_earlier(arguments, contents, world, earlier);
  const std::unique_ptr<Journal> journal = journal_of(arguments);
  if (earlier.report) {
    options.earlier = &*earlier.report;
    options.scope.resumed = earlier.report->scope.resumed;
  }
  options.journal = journal.get();
  Planning planning{arguments.budget, options.repeat, world.now};
  return test_device(
      arguments, contents, world,
      [&](const TestContext& context) {
        options.save = context.save;
        options.personality = context.personality;
        if (options.save && !arguments.guest_journal.empty()) options.save = saving_into(*journal, context.save);
        options.begin = [&](const Report& head) {
          if (earlier.report) check_same_run(*earlier.report, head, arguments.resume + arguments.go_on);
          context.begin(head);
          if (!journal) return;
          Report known = head;
          known.provenance = context.provenance;
          begin_journal(*journal, arguments, known, earlier);
        };
        options.on_case = [&](const SectionReport& section, const CaseReport& entry) {
          return !context.add(section, width_of_ids(share, section), entry) || !arguments.fail_fast;
        };
        options.progress = [&](std::size_t done, std::size_t total, const std::string& id) {
          context.progress.show(done, total, id, planning.share_of(done));
        };
        options.choose = [&](const Report& head, const std::function<Rates()>& measure) {
          Choice choice = planning.choose(share, head, context.opened.target().carries(), measure, options.earlier);
          context.progress.clear();
          if (!planning.words().empty()) world.err << "znspec: " << planning.words() << "\n" << std::flush;
          return choice;
        };
        options.enough = [&](std::uint64_t written_bytes) { return planning.enough(written_bytes); };
        return run(context.opened, share, options);
      },
      earlier);
}

}  // namespace

void add_run_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<RunArguments>();  // the callback outlives this function
  SubCommand run = app.add_subcommand("run", "Test a device");
  add_device_arguments(run, *arguments);
  run.add_option("--suite", arguments->suite, "zns, base or all").type_name("SUITE").capture_default_str();
  run.add_option("--filter", arguments->filters, "globs over case ids, with commas; !GLOB leaves out")
      .type_name("GLOB")
      .one_value();
  run.add_option("--clause", arguments->clauses, "globs over the clauses that a case cites, likewise")
      .type_name("GLOB")
      .one_value();
  run.add_option("--section", arguments->sections, "globs over numbers (3.4.1) and titles of sections, likewise")
      .type_name("GLOB")
      .one_value();
  run.add_flag("--fail-fast", arguments->fail_fast, "end with the first case that fails and is not excused");
  run.add_option("--repeat", arguments->repeat, "run each case so often, unless it fails before")
      .type_name("N")
      .capture_default_str();
  run.add_option(
         "--budget", arguments->budget,
         "a time (10m) or what may be written (50G): the most valuable cases that fit are run, and the others named")
      .type_name("SIZE");
  run.add_option("--shard", arguments->shard, kShardHelp).type_name("I/N");
  add_resume_arguments(run, *arguments);
  run.footer("--filter, --clause, --section, --deviations and --report may be given several times.\n\n" +
             device_options_help());
  run.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
