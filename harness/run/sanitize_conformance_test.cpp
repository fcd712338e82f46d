// The cases of Sanitize, Abort and Keep Alive: green on the reference however it sanitizes, red on each device with a
// defect there, and quiet about every permitted variant.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "harness/run/run.hpp"
#include "harness/targets/open.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/variants/variant.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

std::vector<suites::Section> sections() {
  return {{"Base 2.0 5.1", "Abort command", suites::abort_cases()},
          {"Base 2.0 5.18", "Keep Alive and Device Self-test commands", suites::keep_alive_cases()},
          {"Base 2.0 5.24", "Sanitize command", suites::sanitize_cases()}};
}

Report report_of(const std::string& spelling) {
  const auto opened = open_target(spelling, {});
  return run(*opened, sections(), {});
}

std::size_t count(const Report& report, Verdict verdict) {
  std::size_t found = 0;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases) found += entry.result.verdict == verdict ? 1 : 0;
  return found;
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

TEST(Sanitizing, IsConformantHoweverItIsDone) {
  for (const std::string options :
       {"", "sanitize=yes", "sanitize=crypto", "sanitize=block+overwrite,no-deallocate=unsaid",
        "sanitize=overwrite,no-deallocate=modified", "sanitize=yes,no-deallocate=inhibited",
        "sanitize=yes,sanitize-commands=0", "sanitize=yes,sanitize-commands=1", "sanitize=yes,sanitize-commands=1000",
        "sanitize=yes,sanitize-fails=yes", "sanitize=yes,status=last,exceptions=yes,close=eager,abort-requests=yes",
        "sanitize=yes,zones=1,zsze=37,zcap=4,mar=1,mor=1", "sanitize=yes,mar=none,mor=none,vwc=yes,zdes=0,lba=512",
        "sanitize=yes,ns2.csi=nvm,ns3.csi=zoned", "sanitize=yes,append=no,write-zeroes=no,status=highest"})
    EXPECT_EQ(complaints(report_of("ref:" + options)), "") << options;
}

TEST(Sanitizing, HasNearlyAllCasesWhereItIsSupported) {
  EXPECT_GE(count(report_of("ref:sanitize=yes,abort-requests=yes"), Verdict::Passed), 33U);
}

bool is_of_topic(std::string_view id) {
  const auto begins = [id](std::string_view with) { return id.substr(0, with.size()) == with; };
  return begins("sanitize-") || begins("abort-") || begins("keep-alive-") || begins("self-test-");
}

TEST(Sanitizing, HasACaseThatIsRedForEachDefect) {
  std::size_t defects = 0;
  for (const mutants::Mutant& mutant : mutants::mutants()) {
    if (!is_of_topic(mutant.id) || mutant.id == "sanitize-in-progress") continue;  // of the log page, without Sanitize
    ++defects;
    EXPECT_GT(count(report_of("mutant:" + std::string{mutant.id}), Verdict::Failed), 0U) << mutant.id;
  }
  EXPECT_GE(defects, 40U);
}

TEST(Sanitizing, IsQuietAboutPermittedVariants) {
  std::size_t variants = 0;
  for (const variants::Variant& variant : variants::variants()) {
    if (!is_of_topic(variant.id)) continue;
    ++variants;
    EXPECT_EQ(complaints(report_of("variant:" + std::string{variant.id})), "") << variant.id;
  }
  EXPECT_GE(variants, 13U);
}

}  // namespace
}  // namespace zns::harness
