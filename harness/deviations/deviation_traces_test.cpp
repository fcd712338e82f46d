// The known deviations that znspec ships: each has a trace that shows it, and QEMU 7.2 does it again when it is sent
// that trace. Without qemu-system-x86_64 7.2 only the traces are judged.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string_view>

#include "harness/deviations/deviations.hpp"
#include "harness/qemu/process.hpp"
#include "harness/replay/replay.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/select/select.hpp"
#include "harness/targets/open.hpp"
#include "harness/targets/qemu_target.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;

constexpr const char* kQemu = "qemu-7.2";
constexpr const char* kLaterQemu = "qemu-10.0";
constexpr const char* kNvmet = "linux-6.1-nvmet";

// What the oracle has no rule for: a remark in the trace says so.
const std::set<std::string> kJudgedBySuite = {"identify.descriptors-identify",
                                              "log-pages.firmware-running",
                                              "effects.oacs-namespace-management",
                                              "zone-resources.active-freed-by",
                                              "ZNS-ZMS-034",
                                              "resets.controller-reset-then-activates",
                                              "controller-life.queue-delete-cq",
                                              "controller-life.nvm-command-set-only",
                                              "queues.read-beyond",
                                              "concurrency.writes",
                                              "concurrency.opens-beyond-the-limits",
                                              "inventory.allocated-namespace",
                                              "inventory.attached-controllers",
                                              "inventory.controllers",
                                              "namespace-management.has-both-commands",
                                              "namespace-attachment.attach-own-again",
                                              "namespace-events.detached-disabled",
                                              "log-pages.effects-short",
                                              "log-pages.effects-in-parts",
                                              "log-pages.errors-elpe",
                                              "log-pages.offset-beyond",
                                              "effects.changes-content",
                                              "features.reserved-select",
                                              "features.profile-none",
                                              "features.after-reset",
                                              "features.dulbe-after-reset",
                                              "features.set-with-nsid",
                                              "features.write-cache-same",
                                              "features.write-cache-set-with-nsid",
                                              "features.queues-exist"};

// Commands in flight together may take another order, and that one may be permitted.
const std::set<std::string> kDependOnTime = {"concurrency.reset-among-appends",
                                             "diff.ZNS-ZM-064",
                                             "diff.ZNS-SM-047.race",
                                             "diff.ZNS-IO-005",
                                             "diff.ZNS-ORD-013",
                                             "diff.ZNS-ZM-062",
                                             "diff.ZNS-SM-047.opened",
                                             "diff.ZNS-IO-020",
                                             "diff.ZNS-APPEND-001.race",
                                             "diff.ZNS-ORD-013.opened",
                                             "diff.ZNS-SM-047.closed",
                                             "diff.ZNS-ZMS-020",
                                             "diff.ZNS-APPEND-006",
                                             "diff.ZNS-ZMS-033",
                                             "diff.ZNS-IO-023.race"};

// The suite's words for an observation, and the oracle's.
struct Words {
  std::string_view suite;
  std::string_view oracle;
};
constexpr Words kWords[] = {
    {"in ZSE", ": ZSE"}, {"in ZSC", ": ZSC"}, {"differs", ": other bytes"}, {"with its write pointer at", ": wp 0x"}};

fs::path devices() {
  return fs::path{ZNSPEC_SOURCE_DIR} / "corpora" / "devices";
}

std::vector<Deviation> shipped(const std::string& device) {
  return load_deviations((devices() / (device + ".deviations")).string());
}

std::string stem(const Deviation& deviation) {
  return fs::path{deviation.trace}.stem().string();
}

bool says(const std::string& observed, const std::string& expected) {
  if (expected.empty()) return false;
  const auto* words = std::find_if(std::begin(kWords), std::end(kWords),
                                   [&expected](const Words& each) { return each.suite == expected; });
  return observed.find(words != std::end(kWords) ? words->oracle : std::string_view{expected}) != std::string::npos;
}

// A violation of the entry's clause, or of another clause by what the entry says was observed; or a status that decides
// nothing (ZNS-GEN-014), of a device that never says anything else.
bool shows(const Trace& trace, const Deviation& deviation) {
  const Rejudgement judged = rejudge(trace);
  const bool never_decides =
      std::any_of(judged.undecided.begin(), judged.undecided.end(),
                  [&deviation](const TraceFinding& each) { return says(each.finding.observed, deviation.observed); });
  return never_decides ||
         std::any_of(judged.findings.begin(), judged.findings.end(), [&deviation](const TraceFinding& each) {
           const std::vector<std::string>& clauses = each.finding.clauses;
           return !each.finding.warning &&
                  (std::find(clauses.begin(), clauses.end(), deviation.clause) != clauses.end() ||
                   says(each.finding.observed, deviation.observed));
         });
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

std::vector<TraceEntry> entries_of(const Trace& trace) {
  std::vector<TraceEntry> entries;
  for (const TraceStep& step : trace.steps)
    if (const auto* batch = std::get_if<TraceBatch>(&step)) entries.insert(entries.end(), batch->begin(), batch->end());
  return entries;
}

// The drive as it is by default, or the subsystem that the trace says.
std::string drive_for(const Trace& trace) {
  return trace.target.find("controllers=") == std::string::npos ? "qemu:" : trace.target;
}

class DeviationTraces : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Shipped, DeviationTraces, ::testing::Values(kQemu, kLaterQemu, kNvmet),
                         [](const auto& device) {
                           const std::string_view name{device.param};
                           return std::string{name == kQemu ? "Qemu" : name == kLaterQemu ? "LaterQemu" : "Nvmet"};
                         });

TEST_P(DeviationTraces, EachEntryHasAClauseAReasonAndATrace) {
  const std::vector<Deviation> entries = shipped(GetParam());
  EXPECT_GT(entries.size(), 10U);
  for (const Deviation& deviation : entries) {
    EXPECT_NE(deviation.clause, "") << deviation.where();
    EXPECT_NE(deviation.reason, "") << deviation.where();
    EXPECT_NE(deviation.trace, "") << deviation.where();
  }
}

TEST_P(DeviationTraces, EachTraceIsOfACaseThatItsEntryCovers) {
  for (const Deviation& deviation : shipped(GetParam()))
    EXPECT_TRUE(deviation.case_glob.empty() || id_matches(deviation.case_glob, load_trace(deviation.trace).note))
        << deviation.where();
}

TEST_P(DeviationTraces, EachTraceShowsItsDeviation) {
  for (const Deviation& deviation : shipped(GetParam())) {
    const bool by_suite = kJudgedBySuite.contains(stem(deviation));
    EXPECT_NE(shows(load_trace(deviation.trace), deviation), by_suite) << deviation.where();
    EXPECT_EQ(text_of(deviation.trace).find("# judged by the suite: ") != std::string::npos, by_suite)
        << deviation.where();
  }
}

TEST_P(DeviationTraces, EachTraceIsOfAnEntry) {
  std::set<fs::path> named;
  for (const Deviation& deviation : shipped(GetParam())) named.insert(deviation.trace);
  for (const fs::directory_entry& file : fs::directory_iterator{devices() / "traces" / GetParam()})
    EXPECT_TRUE(named.contains(file.path())) << file.path();
}

TEST(DeviationTracesOnQemu, AreShownAgain) {
  if (!program_exists(QemuProgram{}.name)) GTEST_SKIP() << QemuProgram{}.name << " is not installed";
  if (qemu_version({}).rfind("7.2.", 0) != 0) GTEST_SKIP() << "QEMU " << qemu_version({}) << " is another drive";
  std::map<std::string, std::unique_ptr<OpenedTarget>> drives;
  for (const Deviation& deviation : shipped(kQemu)) {
    if (kDependOnTime.contains(stem(deviation))) continue;
    const Trace recorded = load_trace(deviation.trace);
    std::unique_ptr<OpenedTarget>& drive = drives[drive_for(recorded)];
    if (!drive) drive = open_target(drive_for(recorded), {});
    const Trace now = replay(recorded, drive->target());
    EXPECT_NE(shows(now, deviation), kJudgedBySuite.contains(stem(deviation))) << deviation.where();
    const std::vector<TraceEntry> then_entries = entries_of(recorded);
    const std::vector<TraceEntry> now_entries = entries_of(now);
    ASSERT_EQ(now_entries.size(), then_entries.size()) << deviation.where();
    for (std::size_t i = 0; i < now_entries.size(); ++i)
      EXPECT_EQ(difference(then_entries[i], now_entries[i]), "") << deviation.where() << ": command " << i;
  }
}

}  // namespace
}  // namespace zns::harness
