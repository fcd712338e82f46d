// The whole suite on QEMU's drive, and what becomes of a run when QEMU dies in the middle of it. Needs
// qemu-system-x86_64; skipped where there is none.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <string_view>

#include "harness/deviations/deviations.hpp"
#include "harness/qemu/process.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/report/headline.hpp"
#include "harness/run/run.hpp"
#include "harness/targets/open.hpp"
#include "harness/targets/qemu_target.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Bench;
using suites::Case;
using suites::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class QemuRun : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!program_exists(QemuProgram{}.name)) GTEST_SKIP() << QemuProgram{}.name << " is not installed";
  }
};

// Everything that is not a verdict on the drive.
std::string troubles_of(const Report& report) {
  std::string text = report.stopped;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      if (entry.result.verdict == Verdict::Error) text += "\n" + entry.result.id + ": " + entry.result.reason;
  return text;
}

std::string failures_of(const Report& report) {
  std::string text;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      if (entry.result.verdict == Verdict::Failed || entry.result.verdict == Verdict::Stale)
        text += "\n" + entry.result.id + ": " + (entry.result.failure ? entry.result.failure->observed : "");
  return text;
}

std::string text_of(const std::string& document) {
  std::ostringstream text;
  text << std::ifstream{std::string{ZNSPEC_SOURCE_DIR} + "/" + document}.rdbuf();
  return text.str();
}

// The headline, and the line about what was tested.
std::string beginning_of_summary(const Report& report) {
  return headline(report) + "\ntested    " + extent(report).front().value + "\n";
}

TEST_F(QemuRun, FindsWhatIsKnownAndNothingElse) {
  for (const char* spelling : {"qemu:", "qemu:machine=q35,depth=2,nsid=3,zoned.zone_size=4M,logical_block_size=4096",
                               "qemu:size=8M,logical_block_size=512,zoned.zone_size=128K,zoned.zone_capacity=64K,zoned."
                               "max_open=4,zoned.max_active=8,zoned.descr_ext_size=128,mdts=2"}) {
    const auto opened = open_target(spelling, {});
    const std::vector<suites::Section> contents = suites::contents();
    Report report = run(*opened, contents, {});
    EXPECT_EQ(troubles_of(report), "");
    EXPECT_GT(summarize(report).passed, 500U);
    EXPECT_EQ(opened->known_deviations().empty(), qemu_version({}).rfind("7.2.", 0) != 0);
    if (opened->known_deviations().empty()) continue;  // another version: nobody has said what it may do
    apply_deviations(report,
                     load_deviations(std::string{ZNSPEC_SOURCE_DIR} + "/corpora/devices/" + opened->known_deviations()),
                     contents);
    EXPECT_EQ(failures_of(report), "") << spelling;
    EXPECT_EQ(exit_status(report), kConformant) << spelling;
    if (spelling == std::string_view{"qemu:"}) {
      EXPECT_THAT(text_of("docs/reports.md"), HasSubstr(beginning_of_summary(report))) << "its example is this run";
    }
  }
}

class OpenedForTests final : public OpenedTarget {
 public:
  suites::Target& target() override { return device; }
  QemuTarget device{"qemu:", parse_qemu_options("", options_of({}))};
};

Report run_with_death_by(int signal) {
  OpenedForTests opened;
  const auto a_case = [](const char* id, std::function<void(Bench&)> body) {
    return Case{
        .id = id, .title = id, .clauses = {"ZNS-GEN-001"}, .level = Level::Shall, .needs = {}, .run = std::move(body)};
  };
  const auto work = [](Bench& bench) { bench.expect_success(bench.write(bench.a_zone_in(ZoneState::Empty).zslba, 2)); };
  const auto die = [&opened, work, signal](Bench& bench) {
    work(bench);
    kill(opened.device.pid(), signal);
    for (;;) static_cast<void>(bench.flush());
  };
  return run(opened, {{"1", "A section", {a_case("a/1", work), a_case("a/die", die), a_case("a/2", work)}}}, {});
}

std::vector<std::string> verdicts(const Report& report) {
  std::vector<std::string> all;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      all.push_back(entry.result.id + " " + std::string{name(entry.result.verdict)});
  return all;
}

TEST_F(QemuRun, GoesOnAfterACrash) {
  const Report report = run_with_death_by(SIGSEGV);
  EXPECT_THAT(verdicts(report), ElementsAre("a/1 passed", "a/die failed", "a/2 passed"));
  EXPECT_THAT(report.sections[0].cases[1].result.failure->observed, HasSubstr("ended with signal 11"));
  EXPECT_EQ(exit_status(report), kNotConformant);
}

TEST_F(QemuRun, EndsWhereSomebodyKilledQemu) {
  const Report report = run_with_death_by(SIGKILL);
  EXPECT_THAT(verdicts(report), ElementsAre("a/1 passed", "a/die error", "run/stopped error"));
  EXPECT_EQ(exit_status(report), kHarnessError);
}

}  // namespace
}  // namespace zns::harness
