// Statuses that take the place of any answer.
#include <gtest/gtest.h>

#include "reference/oracle/watched_for_tests.hpp"

namespace zns {
namespace {

constexpr Status kPassing[] = {Status::InternalError,           Status::CommandInterrupted,
                               Status::TransientTransportError, Status::NamespaceNotReady,
                               Status::DataTransferError,       Status::CommandAbortRequested,
                               Status::FormatInProgress,        Status::SanitizeInProgress,
                               Status::InternalPathError,       Status::AsymmetricAccessTransition};

TEST(Passing, StatusesDecideNothingOfARightCommandOrAWrongOne) {
  for (const Status status : kPassing) {
    Watched device{tiny(), {}};
    const Command right{.body = write(0)};
    EXPECT_EQ(device.run_but_say(write(9), status).judgement, Judgement::Inconclusive) << to_string(status);
    EXPECT_FALSE(device.oracle_.is_in_doubt()) << to_string(status) << ": it deserved an abort and changed nothing";
    EXPECT_EQ(device.run_but_say(right.body, status).judgement, Judgement::Inconclusive) << to_string(status);
    EXPECT_TRUE(device.oracle_.is_in_doubt()) << to_string(status) << ": it may have been done";
    EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted) << to_string(status);
    EXPECT_FALSE(device.oracle_.is_in_doubt()) << to_string(status);
  }
}

TEST(Passing, AWrongCommandThatWasDoneIsSeenInTheNextReport) {
  Watched device{tiny(), {}};
  EXPECT_EQ(device.run_but_say(write(9), Status::InternalError).judgement, Judgement::Inconclusive);
  device.answer({.body = write(8)});  // as if it had been done
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
}

TEST(Passing, OfASanitizeOrAFormatIsSaidByItsOwnClause) {
  Watched device{tiny(), {}};
  const auto clause = [&](const Command::Body& body, Status status) {
    const Verdict verdict = device.run_but_say(body, status);
    EXPECT_EQ(verdict.judgement, Judgement::Inconclusive);
    return std::string{verdict.clauses.front().str()};
  };
  EXPECT_EQ(clause(report(), Status::SanitizeInProgress), "ZNS-RST-043");
  EXPECT_EQ(clause(Read{.slba = 0}, Status::FormatInProgress), "ZNS-RST-032");
  EXPECT_EQ(clause(Read{.slba = 0}, Status::HostPathingError), "ZNS-GEN-014");
}

TEST(Passing, MediaThatIsNotReadyConcernsAdminCommandsAlone) {
  Watched device{tiny(), {}};
  const Command identify{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}};
  Watched::Answer answer = device.answer(identify);
  answer.effect.status = Status::AdminCommandMediaNotReady;
  EXPECT_EQ(device.observe(identify, answer).judgement, Judgement::Inconclusive);
  EXPECT_EQ(device.run_but_say(write(0), Status::AdminCommandMediaNotReady).judgement, Judgement::NotPermitted);
}

TEST(Passing, ABarredClassOfCommandsHasDoneNothing) {
  Watched device{tiny(), {}};
  for (const Status status : {Status::NamespaceIsWriteProtected, Status::ReservationConflict, Status::AccessDenied}) {
    const Command command{.body = write(0)};
    Watched::Answer refused{.effect = aborted(status, {}), .sent = std::vector<std::byte>(512), .returned = {}};
    const Verdict verdict = device.observe(command, refused);
    EXPECT_EQ(verdict.judgement, Judgement::Inconclusive) << to_string(status);
    EXPECT_EQ(verdict.clauses.front().str(), "ZNS-GEN-042");
    EXPECT_FALSE(device.oracle_.is_in_doubt()) << to_string(status);
  }
  EXPECT_EQ(device.run_but_say(Read{.slba = 0}, Status::NamespaceIsWriteProtected).judgement, Judgement::NotPermitted)
      << "write protection does not refuse reads";
}

TEST(Passing, AVendorsOwnStatusIsWorthNoting) {
  Watched device{tiny(), {}};
  for (const Status status : {static_cast<Status>(0x701), static_cast<Status>(0x0C5), static_cast<Status>(0x1FF)}) {
    const Verdict verdict = device.run_but_say(write(9), status);
    EXPECT_EQ(verdict.judgement, Judgement::Noteworthy);
    EXPECT_EQ(verdict.clauses.front().str(), "ZNS-GEN-043");
  }
  EXPECT_FALSE(device.oracle_.is_in_doubt());
  EXPECT_EQ(device.run_but_say(write(9), static_cast<Status>(0x3C0)).judgement, Judgement::Inconclusive)
      << "SCT 3h is of paths, whichever SC";
}

TEST(Optional, TheFirstInvalidOpcodeSaysThatThereIsNoZoneAppend) {
  const ZoneAppend append{.zslba = 0};
  Watched device{tiny(), {}};
  EXPECT_EQ(device.run_but_say(ZoneAppend{.zslba = 8}, kSuccess).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run_but_say(append, Status::InvalidCommandOpcode).judgement, Judgement::NotPermitted)
      << "it was carried out before";

  Watched other{tiny(), {}};
  other.geometry_.append = false;
  EXPECT_EQ(other.run(append).judgement, Judgement::Permitted);
  EXPECT_EQ(other.run(append).judgement, Judgement::Permitted);
  EXPECT_EQ(other.run(report()).judgement, Judgement::Permitted);
  other.geometry_.append = true;
  EXPECT_EQ(other.run(append).judgement, Judgement::NotPermitted) << "there is none";
}

TEST(Optional, WriteZeroesThatOncsAnnouncesAreThere) {
  Watched device{tiny(), {}};
  EXPECT_EQ(device.run_but_say(WriteZeroes{.slba = 0}, Status::InvalidCommandOpcode).judgement,
            Judgement::NotPermitted);
  device.geometry_.write_zeroes = false;
  Watched other{device.geometry_, {}};
  EXPECT_EQ(other.run(WriteZeroes{.slba = 0}).judgement, Judgement::Permitted) << "ONCS does not announce them";
}

}  // namespace
}  // namespace zns
