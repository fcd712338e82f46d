#include "harness/diff/finding_case.hpp"

#include <gtest/gtest.h>

#include "harness/together.hpp"

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

TEST(Signature, IsTheSameForOtherFieldsAndNumbers) {
  const std::string one = signature_of(finding("write slba=0x0 nlb=0 (1 block)", "zone 3: wp 0x31"));
  EXPECT_EQ(one, signature_of(finding("write slba=0x40 nlb=7 (8 blocks)", "zone 12: wp 0xab")));
  EXPECT_EQ(one, signature_of(finding("write slba=0x40 nlb=7 (8 blocks)", "zone 12: wp 0xab; zone 1: something else")));
}

TEST(Signature, IsAnotherOneForAnotherClauseCommandOrObservation) {
  const std::string one = signature_of(finding("zone-mgmt-send reset zslba=0x0", "zone 3: wp 0x31"));
  EXPECT_NE(one, signature_of(finding("zone-mgmt-send reset zslba=0x0", "zone 3: wp 0x31", "ZNS-ZM-064")));
  EXPECT_NE(one, signature_of(finding("zone-mgmt-send open zslba=0x0", "zone 3: wp 0x31")));
  EXPECT_NE(one, signature_of(finding("zone-mgmt-send reset zslba=0x0", "zone 3: zcap 0x31")));
  EXPECT_NE(signature_of(finding("identify cns=0x5", "Success")), signature_of(finding("identify cns=0x0", "Success")));
  EXPECT_NE(one,
            signature_of(finding("zone-mgmt-send reset zslba=0x0, which was aborted, then zone-mgmt-receive report",
                                 "zone 3: wp 0x31")));
}

TEST(Signature, IsTheSameHoweverManyWereInFlight) {
  const auto among = [](const char* count) {
    return signature_of(finding("zone-append zslba=0x0, of " + std::string{count} + kInFlightTogether, "ALBA 0x1"));
  };
  EXPECT_EQ(among("3"), among("17"));
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
