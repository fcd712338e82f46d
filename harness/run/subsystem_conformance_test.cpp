// The cases about several namespaces and controllers: green on the reference however it is made up, red on each device
// with a defect there, and quiet about every permitted variant; the trace of each failure shows it again.
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/replay/replay.hpp"
#include "harness/run/run.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/variants/variant.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

std::vector<suites::Section> subsystem_sections() {
  return {{"Base 2.0 5.17", "Inventory of a subsystem", suites::inventory_cases()},
          {"Base 2.0 5.23", "Namespace Management command", suites::namespace_creation_cases()},
          {"Base 2.0 5.23", "Namespace Management command: refusals", suites::namespace_refusal_cases()},
          {"Base 2.0 5.22", "Namespace Attachment command", suites::namespace_attachment_cases()},
          {"Base 2.0 2.4", "Several controllers", suites::several_controllers_cases()}};
}

Report report_of(const std::string& spelling, const RunOptions& options = {}) {
  const auto opened = open_target(spelling, {});
  return run(*opened, subsystem_sections(), options);
}

std::set<std::string> ids_with(const Report& report, Verdict verdict) {
  std::set<std::string> ids;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases)
      if (entry.result.verdict == verdict) ids.insert(entry.result.id);
  return ids;
}

std::string complaints(const Report& report) {
  std::string text;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases)
      if (entry.result.verdict == Verdict::Failed || entry.result.verdict == Verdict::Error ||
          entry.result.verdict == Verdict::Warned)
        text += entry.result.id + ": " + entry.result.reason +
                (entry.result.failure ? " observed " + entry.result.failure->observed : "") + "\n";
  return text;
}

TEST(Subsystem, IsConformantWhateverItIsMadeUpOf) {
  for (const std::string options :
       {"nsmgmt=yes", "nsmgmt=yes,controllers=2", "nsmgmt=yes,controllers=3,nn=8,status=last",
        "nsmgmt=yes,controllers=2,attached=1",
        "nsmgmt=yes,controllers=2,attached=1,shared=yes,ns3.csi=nvm,ns3.attached=2",
        "nsmgmt=yes,controllers=2,ns2.csi=zoned,ns2.attached=none,nn=9", "controllers=2",
        "nsmgmt=yes,controllers=2,exceptions=yes,close=eager,zdes=0,lba=512",
        "nsmgmt=yes,controllers=2,zones=4,zsze=5,zcap=4,mar=2,mor=1,mdts=1,zasl=0,unvmcap=1073741824",
        "nsmgmt=yes,controllers=2,mar=none,mor=none,vwc=yes,order=reversed", "nsmgmt=yes,unvmcap=0"})
    EXPECT_EQ(complaints(report_of("ref:" + options)), "") << options;
}

TEST(Subsystem, HasNearlyAllCasesWithTwoControllers) {
  const Report report = report_of("ref:nsmgmt=yes,controllers=2");
  EXPECT_GE(ids_with(report, Verdict::Passed).size(), 70U);
}

bool is_of_subsystem(std::string_view options, const mutants::Conduct& conduct) {
  return conduct.administers != nullptr || options.find("controllers=") != std::string_view::npos;
}

TEST(Subsystem, HasACaseThatIsRedForEachDefect) {
  std::size_t defects = 0;
  for (const auto topic : {mutants::namespace_mutants, mutants::attachment_mutants, mutants::controllers_mutants})
    for (const mutants::Mutant& mutant : topic()) {
      ++defects;
      EXPECT_FALSE(ids_with(report_of("mutant:" + std::string{mutant.id}), Verdict::Failed).empty()) << mutant.id;
    }
  EXPECT_GE(defects, 46U);
}

TEST(Subsystem, IsQuietAboutPermittedVariants) {
  std::size_t variants = 0;
  for (const variants::Variant& variant : variants::variants()) {
    if (!is_of_subsystem(variant.options, variant.conduct)) continue;
    ++variants;
    const Report report = report_of("variant:" + std::string{variant.id});
    EXPECT_TRUE(ids_with(report, Verdict::Failed).empty()) << variant.id << ": " << complaints(report);
    EXPECT_TRUE(ids_with(report, Verdict::Error).empty()) << variant.id << ": " << complaints(report);
  }
  EXPECT_GE(variants, 12U);
}

// Namespaces that came and went are judged by no oracle, neither beside a run nor from its trace.
TEST(Subsystem, LeavesTracesThatAreJudgedAlike) {
  for (const std::string id : {"second-controller-opens-more", "second-controller-loses-writes",
                               "second-controller-reads-zeros", "detach-resets-zones"}) {
    std::vector<Trace> traces;
    RunOptions options;
    options.save = [&](const std::string&, const Trace& trace) {
      traces.push_back(trace);
      return std::string{};
    };
    report_of("mutant:" + id, options);
    ASSERT_FALSE(traces.empty()) << id;
    for (const Trace& trace : traces) {
      const auto parsed = parse_trace(print(trace));
      ASSERT_TRUE(std::holds_alternative<Trace>(parsed)) << to_string(std::get<TraceError>(parsed));
      EXPECT_EQ(std::get<Trace>(parsed), trace) << id;
      const bool by_oracle = id.rfind("second", 0) == 0;
      if (!by_oracle) {
        EXPECT_NE(verdict_of(rejudge(trace)), TraceVerdict::NotPermitted) << id << "\n" << print(trace);
      }
    }
    if (id.rfind("second", 0) != 0) continue;
    EXPECT_EQ(verdict_of(rejudge(traces.front())), TraceVerdict::NotPermitted) << id << "\n" << print(traces.front());
  }
}

// A device whose owner has not consented to more than the loss of its data.
class WithoutConsent final : public OpenedTarget, public suites::Target {
 public:
  suites::Target& target() override { return *this; }
  [[nodiscard]] std::string name() const override { return "without-consent"; }
  [[nodiscard]] std::uint32_t nsid() const override { return device().nsid(); }
  [[nodiscard]] suites::Carries carries() const override {
    suites::Carries carries = device().carries();
    carries.consents = {};
    return carries;
  }
  suites::Completion submit(const suites::Submission& submission) override {
    const Command command = decode(submission.queue, submission.sqe);
    manages = manages || std::holds_alternative<NamespaceManagement>(command.body) ||
              std::holds_alternative<NamespaceAttachment>(command.body);
    return device().submit(submission);
  }
  bool manages = false;

 private:
  [[nodiscard]] suites::Target& device() const { return opened_->target(); }
  std::unique_ptr<OpenedTarget> opened_ = open_target("ref:nsmgmt=yes,controllers=2", {});
};

TEST(Subsystem, IsNotManagedWithoutConsent) {
  WithoutConsent device;
  const Report report = run(device, subsystem_sections(), {});
  EXPECT_EQ(complaints(report), "");
  EXPECT_GE(ids_with(report, Verdict::Passed).size(), 20U);
  EXPECT_FALSE(device.manages) << "no command that changes namespaces was to be sent";
}

TEST(Subsystem, StaysAsItWas) {
  const auto opened = open_target("ref:nsmgmt=yes,controllers=2,nn=8", {});
  auto& device = dynamic_cast<InProcessTarget&>(opened->target()).device();
  const std::uint64_t free = device.subsystem().unallocated_bytes();
  static_cast<void>(run(*opened, subsystem_sections(), {}));
  EXPECT_EQ(device.subsystem().allocated().size(), 1U);
  EXPECT_EQ(device.subsystem().unallocated_bytes(), free);
}

}  // namespace
}  // namespace zns::harness
