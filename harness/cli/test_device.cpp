#include "harness/cli/test_device.hpp"

#include <algorithm>
#include <memory>

#include "harness/deviations/deviations.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/report/output.hpp"

namespace zns::harness {
namespace {

// Tells the reader of the run as it goes on.
class Teller {
 public:
  Teller(const DeviceArguments& arguments, World& world)
      : world_{world},
        reports_{
            parse_report_requests(arguments.reports),
            world.out,
            {.colours = colours(arguments, world), .quiet = arguments.quiet, .failures_only = arguments.failures_only}},
        progress_{world.err, world.err_is_terminal, world.now} {}

  void know(std::vector<Deviation> deviations, Provenance provenance) {
    deviations_ = std::move(deviations);
    provenance_ = std::move(provenance);
  }
  [[nodiscard]] Progress& progress() { return progress_; }

  void begin(Report head, const Earlier& earlier) {
    head.provenance = provenance_;
    progress_.clear();
    earlier.seen ? reports_.seen(head) : reports_.begin(head);
    if (!earlier.report) return;
    for (const SectionReport& section : earlier.report->sections)
      for (const CaseReport& entry : section.cases) tell_earlier(section, entry, earlier);
  }

  // True if the case failed, and no list excuses it.
  bool add(const SectionReport& section, std::size_t id_width, CaseReport entry) {
    forgive(entry, deviations_);
    const bool failed = entry.result.verdict == suites::Verdict::Failed;
    if (failed) progress_.fail();
    progress_.clear();
    reports_.add(section, id_width, entry);
    return failed;
  }

  int end(Report report, const std::vector<suites::Section>& contents) {
    progress_.clear();
    report.provenance = provenance_;
    apply_deviations(report, deviations_, contents);
    reports_.write(report);
    if (!report.unsaved.empty()) world_.err << "znspec: " << report.unsaved << "\n";
    if (!report.stopped.empty()) world_.err << "znspec: " << report.stopped << "\n";
    return exit_status(report);
  }

 private:
  void tell_earlier(const SectionReport& section, CaseReport entry, const Earlier& earlier) {
    if (!earlier.seen) return reports_.leave_to_the_end(entry);
    std::size_t longest = 0;
    for (const CaseReport& each : section.cases) longest = std::max(longest, each.result.id.size());
    if (entry.result.id == earlier.unseen) {
      add(section, id_width(longest), std::move(entry));
      return;
    }
    forgive(entry, deviations_);
    reports_.seen(section, id_width(longest), entry);
  }

  World& world_;
  Reports reports_;
  Progress progress_;
  std::vector<Deviation> deviations_;
  Provenance provenance_;
};

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
                const std::function<Report(const TestContext&)>& test, const Earlier& earlier) {
  const std::vector<Deviation> given = load_all(arguments.deviations, contents);
  Teller teller{arguments, world};
  PersonalityOutput personality{arguments.personality};
  const Interrupt interrupt;
  const SaveTrace save = trace_saver(arguments);
  const auto opened = world.open_target(arguments.target, target_options(arguments));
  if (!opened->banner().empty() && !earlier.seen) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  Provenance provenance = world.provenance;
  if (const std::string emulator = opened->emulator(); !emulator.empty()) provenance.emulator = emulator;
  teller.know(deviations_for(*opened, arguments, given), earlier.seen ? earlier.report->provenance : provenance);
  const auto begin = [&](const Report& head) { teller.begin(head, earlier); };
  const auto add = [&](const SectionReport& section, std::size_t id_width, const CaseReport& entry) {
    return teller.add(section, id_width, entry);
  };
  Report report = test({*opened, teller.progress(), save, personality.observer(), begin, add, provenance});
  personality.write(report, world.err);
  return teller.end(std::move(report), contents);
}

int report_earlier(const DeviceArguments& arguments, const std::vector<suites::Section>& contents, World& world,
                   const Earlier& earlier) {
  Teller teller{arguments, world};
  teller.know(load_all(arguments.deviations, contents), earlier.report->provenance);
  teller.begin(*earlier.report, earlier);
  return teller.end(*earlier.report, contents);
}

}  // namespace zns::harness
