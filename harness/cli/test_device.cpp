#include "harness/cli/test_device.hpp"

#include <memory>

#include "harness/deviations.hpp"
#include "harness/exit_status.hpp"
#include "harness/report/output.hpp"

namespace zns::harness {
namespace {

// The file of --personality, which is opened before the device is touched.
class PersonalityOutput {
 public:
  explicit PersonalityOutput(const std::string& path) : path_{path} {
    if (!path.empty()) file_ = std::make_unique<ReportFile>(path);
  }
  [[nodiscard]] PersonalityObserver* observer() { return file_ ? &observer_ : nullptr; }
  void write(const Report& report, std::ostream& err) {
    if (!file_) return;
    const Personality& personality = observer_.personality();
    file_->commit(render_personality(personality, report.version, report.target));
    std::string keys;
    for (const std::string& key : personality.inconsistent()) keys += (keys.empty() ? "" : ", ") + key;
    if (!keys.empty()) err << "znspec: " << path_ << ": the device is not consistent in " << keys << "\n";
  }

 private:
  std::string path_;
  std::unique_ptr<ReportFile> file_;
  PersonalityObserver observer_;
};

}  // namespace

int test_device(const DeviceArguments& arguments, const std::vector<suites::Section>& contents, World& world,
                const std::function<Report(const TestContext&)>& test) {
  const std::vector<Deviation> given = load_all(arguments.deviations, contents);
  std::vector<ReportRequest> requests = parse_report_requests(arguments.reports);
  const ConsoleStyle style{
      .colours = colours(arguments, world), .quiet = arguments.quiet, .failures_only = arguments.failures_only};

  PersonalityOutput personality{arguments.personality};
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
  Report report = test({*opened, progress, save, personality.observer(), begin, add});
  progress.clear();
  report.provenance = provenance;
  apply_deviations(report, deviations, contents);
  reports.write(report);
  personality.write(report, world.err);
  if (!report.unsaved.empty()) world.err << "znspec: " << report.unsaved << "\n";
  if (!report.stopped.empty()) world.err << "znspec: " << report.stopped << "\n";
  return exit_status(report);
}

}  // namespace zns::harness
