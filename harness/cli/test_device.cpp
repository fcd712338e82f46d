#include "harness/cli/test_device.hpp"

#include "harness/deviations.hpp"
#include "harness/exit_status.hpp"
#include "harness/report/output.hpp"

namespace zns::harness {

int test_device(const DeviceArguments& arguments, const std::vector<suites::Section>& contents, World& world,
                const std::function<Report(const TestContext&)>& test) {
  const std::vector<Deviation> given = load_all(arguments.deviations, contents);
  std::vector<ReportRequest> requests = parse_report_requests(arguments.reports);
  const ConsoleStyle style{
      .colours = colours(arguments, world), .quiet = arguments.quiet, .failures_only = arguments.failures_only};

  Reports reports{std::move(requests), world.out, style};
  const Interrupt interrupt;
  Progress progress{world.err, world.err_is_terminal, world.now};
  const SaveTrace save = trace_saver(arguments);
  const auto opened = world.open_target(arguments.target, target_options(arguments));
  const std::vector<Deviation> deviations = deviations_for(*opened, arguments, given);
  if (!opened->banner().empty()) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  Provenance provenance = world.provenance;
  provenance.emulator = opened->emulator();
  const auto begin = [&](Report head) {
    head.provenance = provenance;
    progress.clear();
    reports.begin(head);
  };
  const auto add = [&](const SectionReport& section, std::size_t id_width, CaseReport entry) {
    forgive(entry, deviations);
    const bool failed = entry.result.verdict == suites::Verdict::Failed;
    if (failed) progress.fail();
    progress.clear();
    reports.add(section, id_width, entry);
    return failed;
  };
  Report report = test({*opened, progress, save, begin, add});
  progress.clear();
  report.provenance = provenance;
  apply_deviations(report, deviations, contents);
  reports.write(report);
  if (!report.unsaved.empty()) world.err << "znspec: " << report.unsaved << "\n";
  if (!report.stopped.empty()) world.err << "znspec: " << report.stopped << "\n";
  return exit_status(report);
}

}  // namespace zns::harness
