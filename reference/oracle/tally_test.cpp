// What the oracle counts of the clauses that it judges by: both outcomes of each.
#include <gtest/gtest.h>

#include "reference/oracle/oracle.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

ClauseTally tally(const Oracle& oracle, ClauseId clause) {
  return oracle.tallies()[clause.index()];
}

Command send(ZoneSendAction zsa) {
  return {.body = ZoneManagementSend{.slba = 0, .zsa = zsa}};
}

TEST(Tally, CountsACommandThatMustSucceedAndDid) {
  Oracle oracle{{}};
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-028").exercised, 0U);
  oracle.observe(send(ZoneSendAction::Reset), {}, {.status = kSuccess, .result = 0, .data = {}});
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-028").exercised, 1U);
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-028").violated, 0U);
}

TEST(Tally, CountsACommandThatMustBeAbortedAndWas) {
  Oracle oracle{{}};
  oracle.observe(send(ZoneSendAction::Close), {},
                 {.status = Status::InvalidZoneStateTransition, .result = 0, .data = {}});
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-020").exercised, 1U);
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-020").violated, 0U);
}

TEST(Tally, CountsACommandThatMustBeAbortedAndWasNotAsAViolation) {
  Oracle oracle{{}};
  oracle.observe(send(ZoneSendAction::Close), {}, {.status = kSuccess, .result = 0, .data = {}});
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-020").exercised, 1U);
  EXPECT_EQ(tally(oracle, "ZNS-ZMS-020").violated, 1U);
}

// A report of one zone, in ZSE unless `zs` says otherwise.
std::vector<std::byte> report_of(const Geometry& geometry, ZoneState zs) {
  std::vector<std::byte> data(report_bytes(1, 0));
  store_le<std::uint64_t>(data, 0, 1);  // Number of Zones
  encode(ZoneDescriptor{.zs = zs, .zcap = geometry.zcap},
         std::span{data}.subspan<kReportHeaderBytes, kZoneDescriptorBytes>());
  return data;
}

TEST(Tally, CountsWhatAReportKeepsAndWhatItDoesNot) {
  Oracle oracle{{}};
  const Command command{.body = ZoneManagementReceive{
                            .slba = 0, .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4), .partial = true}};
  oracle.observe(command, {},
                 {.status = kSuccess, .result = 0, .data = report_of(oracle.geometry(), ZoneState::Empty)});
  EXPECT_EQ(tally(oracle, "ZNS-SM-047").exercised, 1U);
  EXPECT_EQ(tally(oracle, "ZNS-ZM-064").exercised, 1U);
  EXPECT_EQ(tally(oracle, "ZNS-ZMR-003").exercised, 1U);

  oracle.observe(command, {}, {.status = kSuccess, .result = 0, .data = report_of(oracle.geometry(), ZoneState::Full)});
  EXPECT_EQ(tally(oracle, "ZNS-SM-047").exercised, 2U);
  EXPECT_EQ(tally(oracle, "ZNS-SM-047").violated, 1U);
}

std::uint64_t used(const Oracle& oracle, Freedom freedom) {
  return oracle.freedoms_used()[static_cast<std::size_t>(freedom)];
}

TEST(Tally, CountsFreedomsThatOnlyAReportShows) {
  // given: a zone that is Full, in a format with extensions
  const Geometry geometry{.zdes = 1};
  Oracle oracle{geometry};
  oracle.observe(send(ZoneSendAction::Finish), {}, {.status = kSuccess, .result = 0, .data = {}});
  const std::size_t bytes = report_bytes(1, geometry.extension_bytes());
  std::vector<std::byte> data(bytes, std::byte{0x77});
  const std::vector<std::byte> plain = report_of(geometry, ZoneState::Full);
  std::copy(plain.begin(), plain.end(), data.begin());
  // when: it is reported, with no extension
  const Command command{.body = ZoneManagementReceive{.slba = 0,
                                                      .numd = NumberOfDwords::of_count(bytes / 4),
                                                      .zra = ZoneReceiveAction::ExtendedReportZones,
                                                      .partial = true}};
  const Verdict verdict = oracle.observe(command, {}, {.status = kSuccess, .result = 0, .data = data});
  // then
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
  EXPECT_EQ(used(oracle, Freedom::UndefinedWritePointer), 1U);
  EXPECT_EQ(used(oracle, Freedom::UndefinedExtension), 1U);
}

TEST(Tally, CountsACapacityThatAResetChanged) {
  Oracle oracle{{.variable_capacity = true}};
  oracle.observe(send(ZoneSendAction::Reset), {}, {.status = kSuccess, .result = 1, .data = {}});
  Geometry other = oracle.geometry();
  other.zcap -= 1;
  const Command command{.body = ZoneManagementReceive{
                            .slba = 0, .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4), .partial = true}};
  oracle.observe(command, {}, {.status = kSuccess, .result = 0, .data = report_of(other, ZoneState::Empty)});
  EXPECT_EQ(used(oracle, Freedom::CapacityChange), 1U);
  EXPECT_EQ(used(oracle, Freedom::UndefinedWritePointer), 0U);
}

}  // namespace
}  // namespace zns
