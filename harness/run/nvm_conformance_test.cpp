// The cases about a namespace without zones: green on the reference with any geometry of it, and each red on a device
// with a defect there; the trace of each failure shows it again.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "harness/diff/diff.hpp"
#include "harness/replay/replay.hpp"
#include "harness/run/run.hpp"
#include "harness/targets/open.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/variants/variant.hpp"
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
    const bool is_of_features = mutant.defect.administers != nullptr;
    if (is_of_features || mutant.geometry.find("ns2.") == std::string_view::npos) continue;
    ++defects;
    const Report report = report_of("mutant:" + std::string{mutant.id});
    const std::set<std::string> red = ids_with(report, Verdict::Failed);
    EXPECT_FALSE(red.empty()) << mutant.id;
    for (const std::string& id : red) never_red.erase(id);
  }
  EXPECT_EQ(defects, 30U);
  EXPECT_TRUE(never_red.empty()) << *never_red.begin();
}

// ---- permitted variants ---------------------------------------------------------------------------------------------

// What a host sees of a namespace without zones, by a program that writes, reads, is in flight and loses power.
std::vector<std::string> seen_of(suites::Target& device) {
  std::vector<std::string> seen;
  const auto note = [&](const suites::Completion& cqe, const std::vector<std::byte>& data) {
    seen.push_back(to_string(cqe.status) + (data.empty() ? "" : std::to_string(std::to_integer<int>(data[0]))));
  };
  for (unsigned round = 0; round < 80; ++round) {
    const std::vector<std::byte> one(4096, std::byte{1});
    const std::vector<std::byte> two(4096, std::byte{2});
    const Sqe write = encode(Command{.nsid = 2, .body = Write{.slba = round % 4}});
    const suites::Submission both[] = {{.sqe = write, .to_device = one}, {.sqe = write, .to_device = two}};
    for (const suites::Completion& cqe : device.submit_together(both)) note(cqe, {});
    if (round % 8 == 7) device.reset(Reset::PowerCycle);
    for (const std::uint64_t lba : {std::uint64_t{round % 4}, std::uint64_t{500}}) {
      std::vector<std::byte> data(4096);
      const Sqe read = encode(Command{.nsid = 2, .body = Read{.slba = lba}});
      note(device.submit({.sqe = read, .from_device = data}), data);
    }
  }
  return seen;
}

TEST(NvmVariants, DifferForAHostAndAreNotFlagged) {
  std::size_t variants = 0;
  for (const variants::Variant& variant : variants::variants()) {
    if (variant.options.find("ns2.") == std::string_view::npos) continue;
    ++variants;
    const std::string spelling = "variant:" + std::string{variant.id};
    // given
    const auto other = open_target(spelling, {});
    const auto plain = open_target("ref:ns2.csi=nvm,vwc=yes", {});
    EXPECT_NE(seen_of(other->target()), seen_of(plain->target())) << spelling << " does nothing that a host sees";
    // when, then
    const Report suite = report_of(spelling);
    EXPECT_TRUE(ids_with(suite, Verdict::Failed).empty())
        << spelling << ": " << *ids_with(suite, Verdict::Failed).begin();
    for (const std::size_t depth : {1U, 8U}) {
      const auto opened = open_target(spelling, {});
      const Report random = diff(*opened, {.commands = 4000, .depth = depth});
      EXPECT_TRUE(ids_with(random, Verdict::Failed).empty()) << spelling << " at depth " << depth;
    }
  }
  EXPECT_EQ(variants, 5U);
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
