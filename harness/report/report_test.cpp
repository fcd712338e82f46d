#include <gmock/gmock.h>

#include "harness/report/exit_status.hpp"
#include "harness/report/report_for_tests.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::HasSubstr;
using ::testing::Not;

Report with(std::initializer_list<Verdict> verdicts) {
  Report report;
  report.sections.resize(1);
  for (const Verdict verdict : verdicts) report.sections[0].cases.push_back(case_for_tests("a/b", verdict));
  return report;
}

TEST(ExitStatus, IsConformantWithKnownWarnedAndNotApplicableCases) {
  EXPECT_EQ(exit_status(with({})), 0);
  EXPECT_EQ(exit_status(with({Verdict::Passed, Verdict::Known, Verdict::Warned, Verdict::NotApplicable})), 0);
}

TEST(ExitStatus, IsNotConformantWithAFailedOrStaleCase) {
  EXPECT_EQ(exit_status(with({Verdict::Passed, Verdict::Failed})), 1);
  EXPECT_EQ(exit_status(with({Verdict::Passed, Verdict::Stale})), 1);
}

TEST(ExitStatus, IsAnErrorIfACaseReachedNoVerdictAndNoneFailed) {
  EXPECT_EQ(exit_status(with({Verdict::Passed, Verdict::Error})), 3);
  EXPECT_EQ(exit_status(with({Verdict::Failed, Verdict::Error})), 1);
}

TEST(ExitStatus, IsAnErrorIfTheRunStopped) {
  Report report = with({Verdict::Failed, Verdict::Error});
  report.stopped = "the device is gone";
  EXPECT_EQ(exit_status(report), 3);
}

TEST(Text, CountsInWords) {
  EXPECT_EQ(count_line(summarize(with({}))), "0 cases: 0 passed, 0 failed");
  EXPECT_EQ(count_line(summarize(with({Verdict::Known}))), "1 case: 0 passed, 0 failed, 1 known deviation");
  EXPECT_EQ(count_line(summarize(report_for_tests())),
            "7 cases: 1 passed, 1 failed, 1 known deviation, 1 stale deviation, 1 warned, 1 not applicable, 1 error");
}

TEST(Text, RoundRatesAndTimesDown) {
  EXPECT_EQ(percent(332, 335), "99.1 %");
  EXPECT_EQ(percent(9999, 10'000), "99.9 %") << "nothing but all is all";
  EXPECT_EQ(percent(7, 7), "100.0 %");
  EXPECT_EQ(percent(0, 0), "0.0 %");
  EXPECT_EQ(wall_time(12'399), "12.3 s");
  EXPECT_EQ(wall_time(40), "0.0 s");
}

TEST(Text, QuotesForTheShell) {
  EXPECT_EQ(shell_word("/dev/nvme0n1"), "/dev/nvme0n1");
  EXPECT_EQ(shell_word("ref:zones=16,mar=5"), "ref:zones=16,mar=5");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b*"), "'a b*'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

TEST(Text, MakesWhatADeviceSaysPrintable) {
  EXPECT_EQ(device_line(facts_for_tests()), "Drive & Co (1.0), serial S<1>??: nsid 1");
  EXPECT_EQ(printable("\x1b[31m"), "?[31m");
}

TEST(Text, TellsTheGeometryInFull) {
  Report report = report_for_tests();
  report.facts.extension_bytes = 64;
  EXPECT_EQ(geometry_line(report),
            "16 zones of 64 blocks (ZSZE 0x40), capacity 48 (ZCAP 0x30), blocks of 4096 bytes, 1024 in all (NSZE "
            "0x400), extensions of 64 bytes");
  report.zcap = CapacityRange{.least = 40, .most = 48};
  EXPECT_THAT(geometry_line(report), HasSubstr(", capacities from 40 (ZCAP 0x28) to 48 (ZCAP 0x30), "));
  report.zcap.reset();  // nothing could begin
  EXPECT_THAT(geometry_line(report), Not(HasSubstr("capacit")));
}

TEST(Text, TellsEveryLimitAndWhatTheDeviceCanDo) {
  suites::Facts facts = facts_for_tests();
  facts.max_open = 1;
  facts.mdts_bytes = 512 * 1024;
  facts.append_limit_bytes = 2 * 1024 * 1024;
  facts.write_zeroes = true;
  facts.write_zeroes_limit_bytes = 1000;
  facts.read_across = facts.variable_capacity = facts.active_excursions = true;
  EXPECT_EQ(
      limits_line(facts),
      "at most 5 active (MAR 4), at most 1 open (MOR 0), transfers of at most 512 KiB (MDTS), appends of at most 2 "
      "MiB (ZASL), Write Zeroes of at most 1000 bytes (WZSL); Zone Append, Write Zeroes, reads across zones (RAZB), "
      "variable capacity (VZCAP), active excursions (ZAE)");
}

}  // namespace
}  // namespace zns::harness
