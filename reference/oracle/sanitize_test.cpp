// What the oracle believes while a sanitize operation goes on, and when it has ended.
#include <gtest/gtest.h>

#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {
namespace {

const Geometry kGeometry{.zones = 4, .zsze = 8, .zcap = 8};

class Sanitizing : public testing::Test {
 protected:
  Verdict observe(const Command& command, Status status, std::span<const std::byte> sent = {},
                  std::span<const std::byte> data = {}) {
    return oracle_.observe(command, sent, {.status = status, .data = data});
  }
  Judgement write(std::uint64_t slba, Status status = kSuccess) {
    const std::vector<std::byte> block(kGeometry.lba_bytes, std::byte{0x5A});
    return observe({.body = Write{.slba = slba}}, status, block).judgement;
  }
  void sanitize(const Sanitize& command = {.sanact = SanitizeAction::BlockErase}) {
    observe({.queue = Queue::Admin, .nsid = 0, .body = command}, kSuccess);
  }
  void tell(SanitizeState state) {
    const auto page = encode(SanitizeStatus{.sstat = static_cast<std::uint16_t>(state)});
    observe({.queue = Queue::Admin, .nsid = 0, .body = GetLogPage{.lid = Lid::SanitizeStatus}}, kSuccess, {}, page);
  }
  Oracle oracle_{kGeometry};
};

TEST_F(Sanitizing, RefusesIoUntilTheLogPageTellsOfTheEnd) {
  ASSERT_EQ(write(0), Judgement::Permitted);
  sanitize();
  EXPECT_TRUE(oracle_.is_sanitizing());
  EXPECT_EQ(write(1, Status::SanitizeInProgress), Judgement::NotJudged);
  tell(SanitizeState::InProgress);
  EXPECT_TRUE(oracle_.is_sanitizing());
  tell(SanitizeState::Succeeded);
  EXPECT_FALSE(oracle_.is_sanitizing());
  EXPECT_EQ(oracle_.belief().zone(0).zs, ZoneState::Empty);
  EXPECT_EQ(write(1), Judgement::NotPermitted) << "the zone is Empty";
}

TEST_F(Sanitizing, SaysNothingOfIoMeanwhile) {
  ASSERT_EQ(write(0), Judgement::Permitted);
  sanitize();
  EXPECT_EQ(write(0), Judgement::NotJudged) << "the operation may have ended";
  EXPECT_TRUE(oracle_.is_sanitizing());
  sanitize({.sanact = SanitizeAction::ExitFailureMode});
  EXPECT_TRUE(oracle_.is_sanitizing()) << "nobody has told of a failure";
}

TEST_F(Sanitizing, LeavesNothingKnownAfterAFailure) {
  sanitize();
  tell(SanitizeState::Failed);
  EXPECT_EQ(write(0, Status::SanitizeFailed), Judgement::NotJudged);
  sanitize({.sanact = SanitizeAction::ExitFailureMode});
  EXPECT_FALSE(oracle_.is_sanitizing());
  EXPECT_EQ(oracle_.needs_report().size(), kGeometry.zones);
}

TEST_F(Sanitizing, LeavesZonesToReportsWithNoDeallocate) {
  sanitize({.sanact = SanitizeAction::BlockErase, .ndas = true});
  tell(SanitizeState::Succeeded);
  EXPECT_EQ(oracle_.needs_report().size(), kGeometry.zones);
}

TEST_F(Sanitizing, ThatWasRefusedIsNone) {
  observe({.queue = Queue::Admin, .nsid = 0, .body = Sanitize{}}, Status::InvalidCommandOpcode);
  sanitize({.sanact = SanitizeAction::ExitFailureMode});
  EXPECT_FALSE(oracle_.is_sanitizing());
}

}  // namespace
}  // namespace zns
