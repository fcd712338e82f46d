#include "harness/run/blame.hpp"

#include <gmock/gmock.h>

#include "harness/witness/judge.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A case about two clauses that failed at a read of LBA `lba`.
CaseReport failed_at(const std::string& lba) {
  CaseReport entry;
  entry.clauses = {"ZNS-ZMS-020", "ZNS-IO-005"};
  entry.result.verdict = Verdict::Failed;
  entry.result.failure =
      suites::Failure{.expected = {"block " + lba + " reads as 00h"},
                      .observed = "block " + lba + " holds the data",
                      .zones = {},
                      .commands = {"write slba=0x3 nlb=0 -> success", "read slba=" + lba + " nlb=0 -> success"},
                      .clauses = {},
                      .what = "block # reads as 00h|block # holds the data"};
  return entry;
}

Finding objection_to(const std::string& command) {
  return {.warning = false,
          .clauses = {"ZNS-IO-023", "ZNS-IO-005"},
          .command = command,
          .expected = {"LBA 0x3: zeroes"},
          .observed = "LBA 0x3: data; and LBA 0x4",
          .zones = {}};
}

TEST(Blame, OneDefectHasOneCauseWhateverItsNumbers) {
  CaseReport one = failed_at("0x3");
  CaseReport other = failed_at("0x40");
  blame(one, {});
  blame(other, {});
  EXPECT_EQ(one.cause, other.cause);
  EXPECT_EQ(one.cause.clause, "ZNS-ZMS-020") << "nobody knows better than the case";
  EXPECT_THAT(one.result.failure->clauses, IsEmpty());
}

TEST(Blame, WhatTheOracleObjectsToAtTheSameCommandIsTheCause) {
  CaseReport entry = failed_at("0x3");
  blame(entry, {objection_to("read slba=0x3 nlb=0")});
  EXPECT_EQ(entry.cause, (Cause{.clause = "ZNS-IO-023", .what = "LBA #: zeroes|LBA #: data"}));
  EXPECT_THAT(entry.result.failure->clauses, ElementsAre("ZNS-IO-005"))
      << "of its own clauses, the one that the oracle names";
}

TEST(Blame, WhatTheOracleObjectsToElsewhereIsAnotherDefect) {
  CaseReport entry = failed_at("0x3");
  Finding warning = objection_to("read slba=0x3 nlb=0");
  warning.warning = true;
  blame(entry, {objection_to("read slba=0x9 nlb=0"), warning});
  EXPECT_EQ(entry.cause.clause, "ZNS-ZMS-020");
}

TEST(Blame, AClauseThatTheSuiteNamesStays) {
  CaseReport entry = failed_at("0x3");
  entry.result.failure->clauses = {"ZNS-ZMS-030"};
  blame(entry, {objection_to("read slba=0x3 nlb=0")});
  EXPECT_THAT(entry.result.failure->clauses, ElementsAre("ZNS-ZMS-030"));
}

TEST(Blame, WhatTheOracleAloneObjectsToIsAsideUnlessTheCaseCitesIt) {
  for (const bool cited : {false, true}) {
    CaseReport entry = failed_at("0x3");
    Finding finding = objection_to("flush");
    if (!cited) finding.clauses = {"ZNS-IO-054"};
    if (cited) finding.clauses = {"ZNS-IO-005"};
    entry.result.failure = to_failure(finding, {"flush -> success", "read slba=0x3 nlb=0 -> success"});
    blame(entry, {finding});
    EXPECT_EQ(entry.result.failure->aside, !cited);
    EXPECT_EQ(entry.cause.what, "LBA #: zeroes|LBA #: data");
  }
}

TEST(Blame, OnlyFailedCasesHaveACause) {
  CaseReport entry = failed_at("0x3");
  entry.result.verdict = Verdict::Warned;
  blame(entry, {});
  EXPECT_EQ(entry.cause, Cause{});
}

}  // namespace
}  // namespace zns::harness
