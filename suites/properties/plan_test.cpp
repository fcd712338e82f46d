// What is odd about a command, and that no command reaches what must not be touched.
#include "suites/properties/plan.hpp"

#include <gtest/gtest.h>

#include <set>

#include "reference/device/namespace/state.hpp"

namespace zns::suites {
namespace {

class PlanTest : public ::testing::Test {
 protected:
  // Two zones of three may be touched.
  std::optional<Planned> add(const Operation& operation) {
    const State state{geometry, {.bytes = 0}};
    Plan plan{geometry, state, playground};
    return plan.add(operation);
  }

  Geometry geometry{.zones = 3};
  Playground playground{.zones = {0, 1},
                        .max_transfer_bytes = 1U << 20U,
                        .append = true,
                        .write_zeroes = true,
                        .foreign_nsid = true,
                        .over_mdts = true,
                        .unaligned_report = true,
                        .select_all = true,
                        .zone_events = true};
};

TEST_F(PlanTest, HasNothingToSendWhereNoZoneMayBeTouched) {
  playground.zones.clear();
  EXPECT_FALSE(add({.act = Act::Write}));
}

TEST_F(PlanTest, SendsNsidsThatAreNotOurs) {
  std::set<std::uint32_t> sent;
  for (std::uint8_t detail = 0; detail < 4; ++detail)
    sent.insert(add({.act = Act::Write, .twist = Twist::InvalidNamespace, .detail = detail})->sqe.nsid);
  EXPECT_EQ(sent, (std::set<std::uint32_t>{2, geometry.nn + 1, 0x101, 0x10001}));
  playground.foreign_nsid = false;
  EXPECT_FALSE(add({.act = Act::Write, .twist = Twist::InvalidNamespace}));
}

TEST_F(PlanTest, MovesAnLbaByTwoToThe32WhereNothingIsThere) {
  const Operation far{.act = Act::Append, .zone = 1, .twist = Twist::HighHalf};
  EXPECT_EQ(add(far)->sqe.cdw10, geometry.zsze)
      << "a device that loses the upper half meets a zone that may be touched";
  EXPECT_EQ(add(far)->sqe.cdw11, 1U);
  geometry.zsze = geometry.zcap = std::uint64_t{1} << 32;
  EXPECT_FALSE(add(far)) << "there may be zones of somebody else";
}

TEST_F(PlanTest, SelectsAllOnlyWhereAllMayBeTouched) {
  const Operation reset{.act = Act::ResetAll, .zone = 1, .detail = 2};
  const Operation extension{.act = Act::SetExtension, .twist = Twist::ReservedBit};
  EXPECT_EQ(add(reset)->sqe.cdw10, geometry.zsze + 1) << "SLBA is ignored: any will do (ZNS-ZMS-003)";
  EXPECT_NE(add(extension)->sqe.cdw13 & 1U << 8, 0U);
  playground.select_all = false;
  EXPECT_FALSE(add(reset));
  EXPECT_EQ(add(extension)->sqe.cdw13 & 1U << 8, 0U);
}

TEST_F(PlanTest, AsksForExtensionsThatThereAreNot) {
  const Operation report{.act = Act::Report, .extent = Extent::Limit, .stretch = -1, .detail = 0x10};
  EXPECT_EQ(add(report)->sqe.cdw13 & 0xFF, 1U);
  EXPECT_EQ(add({.act = Act::Report, .detail = 0x10})->sqe.cdw13 & 0xFF, 0U);
}

TEST_F(PlanTest, RestartsOnlyWhereTheWayToTheDeviceCanAndNothingIsInFlight) {
  EXPECT_FALSE(add({.act = Act::ControllerReset}));
  playground.controller_reset = true;
  EXPECT_EQ(add({.act = Act::ControllerReset})->restart, Reset::Controller);
  EXPECT_FALSE(add({.act = Act::PowerCycle}));
  const State state{geometry, {.bytes = 0}};
  Plan plan{geometry, state, playground};
  ASSERT_TRUE(plan.add({.act = Act::Write}));
  EXPECT_FALSE(plan.add({.act = Act::ControllerReset}));
}

TEST_F(PlanTest, AsksForGigabytesOnlyWhereTheyMustBeRefused) {
  // given NUMD 4000000Fh: in 32 bits, 64 bytes
  const Operation report{.act = Act::Report, .twist = Twist::FieldEnd, .detail = 1};
  playground.any_length = true;
  geometry.mdts = 0;
  EXPECT_FALSE(add(report));
  // when MDTS is told
  geometry.mdts = 5;
  const auto planned = add(report);
  // then there is no more memory for it than for others
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->sqe.cdw12, 0x4000000FU);
  EXPECT_EQ(planned->from_device_bytes, playground.max_transfer_bytes);
  playground.any_length = false;
  EXPECT_FALSE(add(report));
}

TEST_F(PlanTest, WrapsAnLbaOnlyWhereNoZoneOfSomebodyElseCanBeMet) {
  const Operation write{.act = Act::Write, .stretch = 1, .twist = Twist::FieldEnd, .detail = 1};
  EXPECT_EQ(add(write)->sqe.cdw11, 0xFFFFFFFF);
  playground.select_all = false;
  EXPECT_FALSE(add(write));
}

TEST_F(PlanTest, LaysDataOutAndSetsFlagsWhereTheyArrive) {
  const Operation layout{.act = Act::Write, .twist = Twist::DataLayout, .detail = 4};
  const Operation fused{.act = Act::Flush, .twist = Twist::EntryFlags};
  const Operation sgl{.act = Act::Write, .twist = Twist::EntryFlags, .detail = 4};
  EXPECT_FALSE(add(layout));
  EXPECT_FALSE(add(fused));
  playground.prp_layout = playground.entry_flags = true;
  EXPECT_EQ(add(layout)->prps.prp2_offset, 4U);
  EXPECT_EQ(add(fused)->sqe.flags, 1U);
  EXPECT_TRUE(add(sgl));
  playground.sgls = true;
  EXPECT_FALSE(add(sgl)) << "what is said to be an SGL is none";
}

}  // namespace
}  // namespace zns::suites
