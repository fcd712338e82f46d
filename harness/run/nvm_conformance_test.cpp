// The cases about a namespace without zones: green on the reference with any geometry of it, and each red on a device
// with a defect there; the trace of each failure shows it again.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "harness/replay/replay.hpp"
#include "harness/run/run.hpp"
#include "harness/targets/open.hpp"
#include "reference/mutants/mutant.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

std::vector<suites::Section> nvm_sections() {
  return {{"NVM 1.0 2.1", "Namespaces of the NVM Command Set", suites::nvm_namespace_cases()}};
}

Report report_of(const std::string& spelling, const RunOptions& options = {}) {
  const auto opened = open_target(spelling, {});
  return run(*opened, nvm_sections(), options);
}

std::set<std::string> ids_with(const Report& report, Verdict verdict) {
  std::set<std::string> ids;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases)
      if (entry.result.verdict == verdict) ids.insert(entry.result.id);
  return ids;
}

TEST(NvmNamespace, IsConformantWhateverItIsLike) {
  for (const std::string options :
       {"", ",ns2.lba=512", ",ns2.nsze=16", ",ns2.nsze=2048,vwc=yes", ",ns2.dlfeat=ones,order=shuffled",
        ",ns2.dlfeat=unsaid,order=reversed", ",nsid=3,ns1.zones=4", ",lba=512,mdts=1,zasl=0,zdes=0",
        ",ns2.dae=yes,exceptions=yes"}) {
    const Report report = report_of("ref:ns2.csi=nvm" + options);
    for (const Verdict bad : {Verdict::Failed, Verdict::Error, Verdict::Warned})
      EXPECT_TRUE(ids_with(report, bad).empty()) << options << ": " << *ids_with(report, bad).begin();
    EXPECT_GE(ids_with(report, Verdict::Passed).size(), 24U) << options;
  }
}

TEST(NvmNamespace, IsNotAskedWhereThereIsNone) {
  EXPECT_EQ(ids_with(report_of("ref:"), Verdict::NotApplicable).size(), suites::nvm_namespace_cases().size());
}

TEST(NvmNamespace, HasACaseThatIsRedForEachDefectAndADefectForEachCase) {
  std::set<std::string> never_red;
  for (const suites::Case& each : suites::nvm_namespace_cases()) never_red.insert(each.id);
  std::size_t defects = 0;
  for (const mutants::Mutant& mutant : mutants::mutants()) {
    if (mutant.geometry.find("ns2.") == std::string_view::npos) continue;
    ++defects;
    const Report report = report_of("mutant:" + std::string{mutant.id});
    const std::set<std::string> red = ids_with(report, Verdict::Failed);
    EXPECT_FALSE(red.empty()) << mutant.id;
    for (const std::string& id : red) never_red.erase(id);
  }
  EXPECT_EQ(defects, 30U);
  EXPECT_TRUE(never_red.empty()) << *never_red.begin();
}

// A trace of the second version: it is what it was after printing and reading, and judged alike.
TEST(NvmNamespace, LeavesTracesThatAreJudgedAlike) {
  for (const std::string id : {"nvm-keeps-old-data", "nvm-overwrite-ends-the-data", "nvm-write-beyond-the-end",
                               "nvm-append-succeeds", "nvm-shared-blocks-are-neither", "nvm-power-cycle-drops",
                               "zoned-reset-drops-the-other", "nvm-write-moves-a-zone"}) {
    // given
    std::vector<Trace> traces;
    RunOptions options;
    options.save = [&](const std::string&, const Trace& trace) {
      traces.push_back(trace);
      return std::string{};
    };
    // when
    report_of("mutant:" + id, options);
    // then
    ASSERT_FALSE(traces.empty()) << id;
    EXPECT_EQ(print(traces.front()).rfind("znspec-trace 2\n", 0), 0U) << id;
    const auto parsed = parse_trace(print(traces.front()));
    ASSERT_TRUE(std::holds_alternative<Trace>(parsed)) << to_string(std::get<TraceError>(parsed));
    EXPECT_EQ(std::get<Trace>(parsed), traces.front()) << id;
    EXPECT_EQ(verdict_of(rejudge(traces.front())), TraceVerdict::NotPermitted) << id << "\n" << print(traces.front());
  }
}

}  // namespace
}  // namespace zns::harness
