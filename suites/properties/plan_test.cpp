// What is odd about a command, and that no command reaches what must not be touched.
#include "suites/properties/plan.hpp"

#include <gtest/gtest.h>

#include <set>

#include "reference/device/state.hpp"

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

}  // namespace
}  // namespace zns::suites
