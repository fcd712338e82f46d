#include "harness/diff/aftereffects.hpp"

#include <gtest/gtest.h>

#include "reference/spec/status.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kFirst = 4;  // the number of the violation that comes first

constexpr std::uint16_t code(Status status) {
  return static_cast<std::uint16_t>(status);
}

Wrong status(ZoneId zone, Status permitted, Status seen) {
  return {.what = What::Status, .permitted = {code(permitted)}, .seen = code(seen), .zone = zone};
}

TEST(Aftereffects, WhatIsWrongInAZoneThatWasLeftWrongFollowsUntilItIsReset) {
  // given a write that should have been refused
  Aftereffects aftereffects;
  aftereffects.take(status(2, Status::ZoneIsFull, kSuccess), kFirst, false);
  // then what is then seen of the zone follows, and of another it does not
  const Wrong pointer{.what = What::WritePointer, .zone = 2};
  EXPECT_EQ(aftereffects.cause(pointer, false), kFirst);
  EXPECT_FALSE(aftereffects.cause({.what = What::WritePointer, .zone = 3}, false));
  // and no more after a reset
  aftereffects.reset(2);
  EXPECT_FALSE(aftereffects.cause(pointer, false));
}

TEST(Aftereffects, ResourcesDependOnEveryZone) {
  Aftereffects aftereffects;
  aftereffects.take({.what = What::ZoneState, .zone = 2}, kFirst, false);
  EXPECT_EQ(aftereffects.cause(status(7, kSuccess, Status::TooManyOpenZones), false), kFirst);
  EXPECT_EQ(aftereffects.cause(status(7, Status::TooManyActiveZones, kSuccess), false), kFirst);
  EXPECT_EQ(aftereffects.cause({.what = What::Limits, .zone = 7}, false), kFirst);
  EXPECT_FALSE(aftereffects.cause(status(7, kSuccess, Status::ZoneIsFull), false));
}

TEST(Aftereffects, NothingFollowsFromAnotherErrorOrAWrongType) {
  Aftereffects aftereffects;
  aftereffects.take(status(2, Status::ZoneIsFull, Status::ZoneBoundaryError), kFirst, false);
  aftereffects.take({.what = What::ZoneType, .zone = 2}, kFirst, false);
  EXPECT_FALSE(aftereffects.cause({.what = What::WritePointer, .zone = 2}, false));
}

TEST(Aftereffects, OfACommandForAllZonesEverythingFollows) {
  Aftereffects aftereffects;
  Wrong wrong = status(0, kSuccess, Status::InternalError);
  wrong.zone.reset();
  aftereffects.take(wrong, kFirst, true);
  EXPECT_EQ(aftereffects.cause({.what = What::Data, .zone = 9}, false), kFirst);
  aftereffects.reset_all();
  EXPECT_FALSE(aftereffects.cause({.what = What::Data, .zone = 9}, false));
}

}  // namespace
}  // namespace zns::harness
