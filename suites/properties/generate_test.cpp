#include "suites/properties/generate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace zns::suites {
namespace {

std::size_t count(const Program& program, Act act) {
  return static_cast<std::size_t>(
      std::count_if(program.begin(), program.end(), [act](const Operation& each) { return each.act == act; }));
}

TEST(Generate, GivesTheSameProgramForTheSameSeedAndAnotherForAnother) {
  const Mix mix;
  EXPECT_EQ(random_program(7, 3, 200, mix), random_program(7, 3, 200, mix));
  EXPECT_NE(random_program(7, 3, 200, mix), random_program(7, 4, 200, mix));
  EXPECT_NE(random_program(7, 3, 200, mix), random_program(8, 3, 200, mix));
}

TEST(Generate, UsesEveryActAndEveryTwist) {
  const Program program = random_program(1, 0, 4000, {});
  std::set<Act> acts;
  std::set<Twist> twists;
  for (const Operation& each : program) {
    acts.insert(each.act);
    twists.insert(each.twist);
  }
  EXPECT_EQ(acts.size(), kActs - 1U) << "all but Act::Wear, which diff adds to one program of many";
  EXPECT_EQ(twists.size(), kTwists);
}

TEST(Generate, RestartsAsOftenAsAskedFor) {
  const auto restarts = [](unsigned permille) {
    const Program program = random_program(1, 0, 4000, {.restarts_permille = permille});
    return count(program, Act::ControllerReset) + count(program, Act::Shutdown) + count(program, Act::PowerCycle);
  };
  EXPECT_EQ(restarts(0), 0U);
  EXPECT_GT(restarts(7), 10U);
  EXPECT_GT(restarts(60), 4 * restarts(7));
}

TEST(Generate, SpoilsAsManyOperationsAsAskedFor) {
  const auto twisted = [](unsigned percent) {
    const Program program = random_program(1, 0, 4000, {.illegal_percent = percent});
    return std::count_if(program.begin(), program.end(),
                         [](const Operation& each) { return each.act != Act::Identify && each.twist != Twist::None; });
  };
  EXPECT_EQ(twisted(0), 0);
  EXPECT_GT(twisted(50), 2 * twisted(10));
}

TEST(Generate, PutsCommandsInFlightTogetherOnlyAtDepth) {
  const auto together = [](unsigned depth) {
    const Program program = random_program(1, 0, 1000, {.depth = depth});
    return std::count_if(program.begin(), program.end(), [](const Operation& each) { return each.together; });
  };
  EXPECT_EQ(together(1), 0);
  EXPECT_GT(together(8), 800);
}

TEST(Shrink, LeavesOnlyWhatTheFailureNeedsAndCountsZonesFromZero) {
  // given a failure that needs a write and, on the same zone, a finish
  const auto fails = [](const Program& program) {
    return std::any_of(program.begin(), program.end(), [&](const Operation& write) {
      return write.act == Act::Write && std::any_of(program.begin(), program.end(), [&](const Operation& finish) {
               return finish.act == Act::Finish && finish.zone == write.zone;
             });
    });
  };
  Program program = random_program(1, 0, 300, {});
  for (Operation& each : program) each.zone = static_cast<std::uint8_t>(5 + each.zone % 4);
  ASSERT_TRUE(fails(program));
  // when
  const Program small = shrink(program, fails, 2'000);
  // then
  ASSERT_EQ(small.size(), 2U);
  EXPECT_EQ(count(small, Act::Write), 1U);
  EXPECT_EQ(count(small, Act::Finish), 1U);
  for (const Operation& each : small) {
    EXPECT_EQ(each.zone, 0);
    EXPECT_EQ(each.extent, Extent::One);
    EXPECT_EQ(each.twist, Twist::None);
    EXPECT_EQ(each.detail, 0);
  }
}

TEST(Shrink, AsksNoMoreThanItMay) {
  std::size_t asked = 0;
  const auto fails = [&](const Program& program) {
    ++asked;
    return program.size() > 1;
  };
  shrink(random_program(1, 0, 500, {}), fails, 20);
  EXPECT_LE(asked, 20U);
}

}  // namespace
}  // namespace zns::suites
