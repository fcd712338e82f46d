#include "harness/report/tap.hpp"

#include <gmock/gmock.h>

#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Tap, HasAVersionAPlanAndOneLineForEachCase) {
  const std::string tap = render_tap(report_for_tests());
  EXPECT_THAT(tap, StartsWith("TAP version 14\n1..7\n"));
  EXPECT_THAT(tap, AllOf(HasSubstr("\nok 1 - flush/ok\n"), HasSubstr("\nnot ok 2 - send/failed\n  ---\n"),
                         HasSubstr(std::string{"\nnot ok 3 - send/known"} + kExpectedToFail +
                                   "known deviation: old firmware (d.toml:3)\n  ---\n"),
                         HasSubstr("\nok 4 - send/warned\n  ---\n  severity: \"warning\"\n"),
                         HasSubstr("\nok 5 - send/skipped # SKIP no open limit\n"),
                         HasSubstr("\nnot ok 6 - send/undecided\n  ---\n  severity: \"error\"\n"),
                         HasSubstr("\nnot ok 7 - deviation/d.toml:9\n")));
}

TEST(Tap, ExplainsAFailureInYaml) {
  EXPECT_THAT(render_tap(report_for_tests()), HasSubstr(R"tap(
not ok 2 - send/failed
  ---
  severity: "fail"
  message: "witnesses disagree"
  requires:
    - "ZNS-ZMS-021: Close Zone on an Explicitly Opened zone with nothing written leaves it Closed, holding an active resource, and not Empty."
  expected:
    - "Zone Is Full (SCT 1h, SC B9h)"
    - "Zone Boundary Error (SCT 1h, SC B8h)"
  observed: "Successful Completion (SCT 0h, SC 00h)"
  zones:
    - "zone 3  ZSF -> ZSIO  zslba 0x30"
  commands:
    - "write slba=0x30 nlb=0 -> Successful Completion (SCT 0h, SC 00h)"
  replay: "znspec run ref: --filter send/failed --seed 7"
  ...
)tap"));
}

TEST(Tap, LetsNothingThatADeviceSaysLookLikeTap) {
  Report report = report_for_tests();
  report.facts.controller.mn = "x\nok 8 - forged";
  report.sections[1].cases[0].result.failure->observed = "\"\\\n  ...\nok 9";
  report.sections[1].cases[3].result.reason = "no # SKIP \\";
  const std::string tap = render_tap(report);
  EXPECT_THAT(tap, AllOf(Not(HasSubstr("\nok 8")), Not(HasSubstr("\nok 9")),
                         HasSubstr(R"(observed: "\"\\?  ...?ok 9")"), HasSubstr(R"(# SKIP no \# SKIP \\)")));
}

}  // namespace
}  // namespace zns::harness
