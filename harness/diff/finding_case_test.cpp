#include "harness/diff/finding_case.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace zns::harness {
namespace {

Finding finding(std::string command, std::string observed, std::string clause = "ZNS-ZM-062") {
  return {.warning = false,
          .clauses = {std::move(clause)},
          .command = std::move(command),
          .expected = {"something else"},
          .observed = std::move(observed),
          .zones = {}};
}

// A status where others are permitted.
Finding status(std::vector<ClauseId> clauses, std::vector<Status> permitted, Status seen) {
  Wrong wrong{.what = What::Status, .clauses = std::move(clauses), .seen = static_cast<std::uint16_t>(seen)};
  for (const Status each : permitted) wrong.permitted.push_back(static_cast<std::uint16_t>(each));
  Finding whole;
  whole.wrong = {std::move(wrong)};
  return whole;
}

Finding about(What what, ClauseId clause, ZoneId zone) {
  Finding whole;
  whole.wrong = {{.what = what, .clauses = {clause}, .zone = zone}};
  return whole;
}

TEST(Explains, IsTheSameDefectInWhicheverZoneAndByWhicheverCommandItIsSeen) {
  Finding one = about(What::WritePointer, "ZNS-ZM-062", 3);
  Finding other = about(What::WritePointer, "ZNS-ZM-062", 12);
  one.command = "zone-mgmt-send reset zslba=0x0";
  other.command = "write slba=0x40 nlb=7 (8 blocks), of 17 in flight together";
  other.in_flight = 17;
  EXPECT_TRUE(explains(one, other));
}

TEST(Explains, IsAnotherDefectWithAnotherClauseOrAnotherThingThatIsWrong) {
  const Finding one = about(What::WritePointer, "ZNS-ZM-062", 3);
  EXPECT_FALSE(explains(one, about(What::WritePointer, "ZNS-ZM-064", 3)));
  EXPECT_FALSE(explains(one, about(What::Capacity, "ZNS-ZM-062", 3)));
}

TEST(Explains, ACommandWithOneFaultExplainsOneWithThatFaultAndAnother) {
  const Finding full = status({"ZNS-SM-015"}, {Status::ZoneIsFull}, kSuccess);
  const Finding both = status({"ZNS-ZM-062", "ZNS-SM-015"}, {Status::ZoneBoundaryError, Status::ZoneIsFull}, kSuccess);
  EXPECT_TRUE(explains(full, both));
  EXPECT_FALSE(explains(both, full));
  EXPECT_FALSE(explains(full, status({"ZNS-SM-015"}, {Status::ZoneIsFull}, Status::ZoneIsOffline)));
}

TEST(Explains, WhereOnlyTheClauseSaysWhatIsWrongTheTextDoes) {
  const auto died = [](std::string how) {
    Finding whole = finding("", std::move(how));
    whole.wrong = {{}};
    return whole;
  };
  EXPECT_TRUE(explains(died("no completion after 5 seconds"), died("no completion after 12 seconds")));
  EXPECT_FALSE(explains(died("no completion after 5 seconds"), died("the device died")));
}

TEST(Apart, EachThingOnceAndTheNumberOfZonesNotBesideTheZones) {
  // given a report with two wrong types, a wrong state, a zone too many, and thus a wrong number of zones
  Finding whole = finding("zone-mgmt-recv report", "much");
  whole.zones = {"zone 1 ...", "zone 2 ..."};
  whole.seen = {{.index = 1}, {.index = 2}};
  whole.wrong = {{.what = What::ZoneType, .clauses = {"ZNS-ZM-008"}, .zone = 1},
                 {.what = What::ZoneState, .clauses = {"ZNS-SM-047"}, .zone = 2},
                 {.what = What::ListedZones, .clauses = {"ZNS-ZMR-001"}},
                 {.what = What::NumberOfZones, .clauses = {"ZNS-ZMR-002"}}};
  // when
  const std::vector<Finding> parts = apart(whole);
  // then
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[1].clauses, std::vector<std::string>{"ZNS-SM-047"});
  EXPECT_EQ(parts[1].zones, std::vector<std::string>{"zone 2 ..."});
  EXPECT_TRUE(parts[2].zones.empty());
  // and commands in flight together stay one finding
  whole.in_flight = 3;
  EXPECT_EQ(apart(whole).size(), 1U);
}

TEST(FindingCase, IsNamedByItsClauseAndItsCommands) {
  const Finding what = finding("write slba=0x0", "zone 0: wp 0x1");
  const CaseReport entry = case_of(what, {"write slba=0x0 -> Successful Completion"});
  EXPECT_EQ(entry.result.id.rfind("diff/ZNS-ZM-062/", 0), 0U) << entry.result.id;
  EXPECT_EQ(entry.result.id, case_of(what, {"write slba=0x0 -> Successful Completion"}).result.id);
  EXPECT_NE(entry.result.id, case_of(what, {"write slba=0x1 -> Successful Completion"}).result.id);
  EXPECT_EQ(entry.result.verdict, suites::Verdict::Failed);
  EXPECT_EQ(entry.title, "write slba=0x0");
}

TEST(FindingCase, OnlyWarnsOfWhatIsPermitted) {
  Finding what = finding("write slba=0x0", "zone 0: went Read Only by itself");
  what.warning = true;
  const CaseReport entry = case_of(what, {});
  EXPECT_EQ(entry.result.verdict, suites::Verdict::Warned);
  EXPECT_EQ(entry.result.reason, "zone 0: went Read Only by itself");
}

}  // namespace
}  // namespace zns::harness
