#include "harness/witness/lives.hpp"

#include <gtest/gtest.h>

namespace zns::harness {
namespace {

TEST(Lives, AShutdownReachesTheNamespacesOnceAllControllersHaveShutDown) {
  Lives lives{2};
  EXPECT_EQ(lives.shut_down(0), std::nullopt);
  EXPECT_EQ(lives.shut_down(0), std::nullopt) << "the same once more";
  EXPECT_EQ(lives.shut_down(1), Reset::Shutdown);
  EXPECT_EQ(Lives{1}.shut_down(0), Reset::Shutdown);
}

TEST(Lives, AControllerThatWasResetMeanwhileHasNotShutDown) {
  Lives lives{2};
  static_cast<void>(lives.shut_down(0));
  EXPECT_EQ(lives.disable(0), Reset::Controller);
  EXPECT_EQ(lives.shut_down(1), std::nullopt) << "CSTS.SHST of the first is 0 again";
  lives.enable(0, {});
  EXPECT_EQ(lives.shut_down(0), Reset::Shutdown);
}

TEST(Lives, KnowWhichControllerTakesTheCommandsOfARun) {
  Lives lives{2};
  EXPECT_EQ(lives.usual(), 0U);
  static_cast<void>(lives.disable(0));
  EXPECT_FALSE(lives.is_usual(0));
  EXPECT_EQ(lives.usual(), 1U);
  lives.enable(0, CommandSets::Nvm);
  EXPECT_FALSE(lives.is_usual(0)) << "zoned commands mean nothing to it";
  static_cast<void>(lives.shut_down(1));
  EXPECT_EQ(lives.usual(), std::nullopt);
  lives.enable(0, CommandSets::AllSupported);
  EXPECT_EQ(lives.usual(), 0U);
  lives.all_enabled();
  EXPECT_TRUE(lives.is_usual(1));
  EXPECT_TRUE(lives.is_usual(7)) << "of which nothing was ever heard";
}

}  // namespace
}  // namespace zns::harness
