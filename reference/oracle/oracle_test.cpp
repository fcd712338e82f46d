#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "reference/device/random_for_tests.hpp"
#include "reference/oracle/watched_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

TEST(Oracle, PermitsWhatIsPermittedAndNothingElse) {
  Watched device{tiny(), {}};
  EXPECT_EQ(device.run(write(0)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  const Verdict verdict = device.run_but_say(write(9), Status::ZoneBoundaryError);
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.expected, std::vector{to_string(Status::ZoneInvalidWrite)});
  EXPECT_EQ(verdict.clauses.front().str(), "ZNS-IO-020");
}

TEST(Oracle, AsksToBeAskedAgainWhereAZoneMayHaveFailedUnseen) {
  Watched device{tiny(), {}};
  const Command empty{.body =
                          ZoneManagementReceive{.numd = NumberOfDwords::of_count(16), .zrasf = ReportingOption::Empty}};
  device.happen({EventKind::ReadOnly, 3});
  const Watched::Answer answer = device.answer(empty);
  Observed seen{.status = kSuccess, .result = 0, .data = answer.returned};
  seen.may_look = true;
  EXPECT_TRUE(device.oracle_.observe(empty, {}, seen).by_absence);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.observe(empty, answer).judgement, Judgement::Permitted);
}

TEST(Oracle, SeesWhatARejectedWriteLeftBehind) {
  Watched device{tiny(), {}};
  device.run_but_say(write(0), Status::ZoneBoundaryError);
  EXPECT_FALSE(device.oracle_.needs_report().empty());
}

TEST(Oracle, SeesStaleData) {
  Watched device{tiny(), {}};
  device.run(write(0, 2));
  const Command read{.body = Read{.slba = 0, .nlb = Nlb::of_count(2)}};
  Watched::Answer answer = device.answer(read);
  EXPECT_EQ(device.observe(read, answer).judgement, Judgement::Permitted);
  answer.returned[600] ^= std::byte{1};
  const Verdict verdict = device.observe(read, answer);
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_NE(verdict.observed.find("LBA 0x1"), std::string::npos);
}

TEST(Oracle, ShowsBothSidesOfAnExtensionThatDiffers) {
  // given a zone with an extension of 5Ah bytes
  Watched device{tiny(), {}};
  device.run(send(0, ZoneSendAction::SetZoneDescriptorExtension));
  const Command asks{.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(report_bytes(1, 64) / 4),
                                                   .zra = ZoneReceiveAction::ExtendedReportZones}};
  Watched::Answer answer = device.answer(asks);
  EXPECT_EQ(device.observe(asks, answer).judgement, Judgement::Permitted);
  // when its last byte is another one
  answer.returned.back() = std::byte{0x0B};
  const Verdict verdict = device.observe(asks, answer);
  // then both are named
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.observed, "zone 0: other bytes: bytes 63 to 63 should be 5A, and are 0B");
}

TEST(Oracle, ReconcilesAZoneThatFailedByItselfAndSaysSo) {
  Watched device{tiny(), {}};
  device.happen({EventKind::ReadOnly, 1});
  EXPECT_EQ(device.run(write(8)).judgement, Judgement::Noteworthy);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  device.happen({EventKind::Offline, 2});
  EXPECT_EQ(device.run(report()).judgement, Judgement::Noteworthy);
}

TEST(Oracle, KnowsOfNoZoneAfterAWrongResultOfASelectAll) {
  Watched device{tiny(), {}};
  device.run(write(0));
  const Command all{.body = ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = true}};
  Watched::Answer answer = device.answer(all);
  answer.effect.result = 1;  // ZCC, of a capacity that is fixed
  EXPECT_EQ(device.observe(all, answer).judgement, Judgement::NotPermitted);
  EXPECT_TRUE(device.oracle_.needs_whole_report());
}

TEST(Oracle, DoesNotTakeAnExplicitlyOpenedZoneForClosed) {
  Watched device{tiny(), {}};
  device.run(send(0, ZoneSendAction::Open));
  device.state_ = State{device.geometry_, {.bytes = 512}};
  device.answer({.body = send(0, ZoneSendAction::Open)});
  device.answer({.body = send(0, ZoneSendAction::Close)});
  EXPECT_EQ(device.run(report()).judgement, Judgement::NotPermitted);
}

TEST(Oracle, NamesTheClauseOfTheStructureThatWasRefused) {
  const auto clauses_of_refusal = [](Cns cns, Csi csi, std::uint32_t nsid = 1) {
    Geometry geometry = tiny();
    geometry.namespace_management = true;
    Watched device{geometry, {}};
    const Command command{
        .queue = Queue::Admin, .nsid = nsid, .body = Identify{.cns = cns, .csi = csi, .cntid = 0xFFFF}};
    Watched::Answer a = device.answer(command);
    a.effect.status = Status::InvalidFieldInCommand;
    const Verdict verdict = device.observe(command, a);
    EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
    return verdict.clauses.empty() ? std::string{} : std::string{verdict.clauses.front().str()};
  };
  EXPECT_EQ(clauses_of_refusal(Cns::Controller, Csi::Nvm), "ID-CNS-001a");
  EXPECT_EQ(clauses_of_refusal(Cns::CommandSetActiveNamespaces, Csi::Zoned), "ID-CNS-007a");
  EXPECT_EQ(clauses_of_refusal(Cns::CommandSets, Csi::Nvm), "NST-010");
  EXPECT_EQ(clauses_of_refusal(Cns::Namespace, Csi::Nvm, kBroadcastNsid), "ID-CNS-000d");
  EXPECT_EQ(clauses_of_refusal(Cns::CommandSetNamespace, Csi::Zoned, kBroadcastNsid), "ID-CNS-005f");
}

TEST(Oracle, NamesTheClauseOfSelectAllWhereSomeZonesWereOpenedAllTheSame) {
  Geometry geometry = tiny();
  geometry.max_open = 1;
  Watched device{geometry, {}};
  for (const std::uint64_t slba : {0U, 8U}) {
    device.run(write(slba));
    device.run(send(slba, ZoneSendAction::Close));
  }
  EXPECT_EQ(device.run(ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true}).judgement,
            Judgement::Permitted);
  device.answer({.body = send(0, ZoneSendAction::Open)});  // nobody sees it
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(verdict.clauses.front().str(), "ZNS-RES-011");
}

TEST(Oracle, ADeviceThatClaimsMoreOpenZonesThanActiveOnesContradictsItself) {
  Geometry geometry = tiny();
  EXPECT_FALSE(verdict_on(geometry));
  geometry.max_open.reset();
  ASSERT_TRUE(verdict_on(geometry));
  EXPECT_EQ(verdict_on(geometry)->clauses.front().str(), "ZNS-RES-001");
  geometry.max_active.reset();
  EXPECT_FALSE(verdict_on(geometry)) << "neither is limited";
}

TEST(Oracle, AReservedFieldOfIdentifyMayBeRefused) {
  Watched device{tiny(), {}};
  Sqe sqe = encode({.queue = Queue::Admin, .nsid = 1, .body = Identify{.cns = Cns::Controller}});
  sqe.cdw12 = 1;
  const Command command = decode(Queue::Admin, sqe);
  Watched::Answer answer = device.answer(command);
  EXPECT_EQ(device.observe(command, answer).judgement, Judgement::NotJudged) << "its status is right";
  answer.effect.status = Status::InvalidFieldInCommand;
  EXPECT_EQ(device.observe(command, answer).judgement, Judgement::Permitted);
}

TEST(Oracle, TransientStatusesDecideNothing) {
  Watched device{tiny(), {}};
  EXPECT_EQ(device.run_but_say(write(0), Status::InternalError).judgement, Judgement::Inconclusive);
  EXPECT_EQ(device.run_but_say(write(20), Status::InternalError).judgement, Judgement::Inconclusive);
}

Geometry some_geometry(Random& random) {
  const auto max_open = static_cast<std::uint32_t>(1 + random.below(3));
  Geometry geometry{.lba_bytes = 512,
                    .zones = static_cast<std::uint32_t>(1 + random.below(6)),
                    .zsze = 8,
                    .zcap = 3 + random.below(6)};
  if (!random.one_in(5)) geometry.max_open = max_open;
  if (geometry.max_open && !random.one_in(4))
    geometry.max_active = max_open + static_cast<std::uint32_t>(random.below(3));
  geometry.zdes = static_cast<std::uint8_t>(random.below(2));
  geometry.mdts = random.one_in(3) ? 1 : 0;
  geometry.read_across = random.one_in(2);
  geometry.write_cache = random.one_in(2);
  geometry.deallocated = static_cast<DeallocatedValue>(random.below(3));
  geometry.deallocated_error = random.one_in(4);
  geometry.flush_broadcast = static_cast<FlushBroadcast>(std::array{0, 2, 3}[random.below(3)]);
  return geometry;
}

Policy some_policy(Random& random) {
  return {.statuses = static_cast<Policy::Statuses>(random.below(4)),
          .implicit_close = static_cast<Policy::ImplicitClose>(random.below(5)),
          .write_pointer = static_cast<Policy::WritePointer>(random.below(4)),
          .deallocated = static_cast<Policy::Deallocated>(random.below(3)),
          .use_exceptions = random.one_in(2),
          .rubbish = static_cast<std::uint8_t>(random.below(256))};
}

Command some_command(const Geometry& geometry, const State& state, Random& random) {
  const auto zone = static_cast<ZoneId>(random.below(geometry.zones));
  const std::uint64_t zslba =
      geometry.zslba(zone) + (random.one_in(10) ? 1 : 0) + (random.one_in(20) ? geometry.nsze() : 0);
  const std::uint64_t wp = state.zone(zone).wp;
  const std::uint64_t slba = random.one_in(5) ? random.below(geometry.nsze() + 2) : wp;
  const Nlb nlb = Nlb::of_count(1 + random.below(random.one_in(5) ? 24 : 4));
  const bool all = random.one_in(8);
  Command command;
  if (random.one_in(20)) command.nsid = std::array<std::uint32_t, 4>{0, 3, 99, kBroadcastNsid}[random.below(4)];
  if (random.one_in(20)) command.reserved_bits = true;
  switch (random.below(12)) {
    case 0:
    case 1:
      command.body = Write{.slba = slba, .nlb = nlb};
      break;
    case 2:
      command.body = WriteZeroes{.slba = slba, .nlb = nlb};
      break;
    case 3:
    case 4:
      command.body = ZoneAppend{.zslba = zslba, .nlb = nlb};
      break;
    case 5:
      command.body = Read{.slba = random.one_in(2) ? slba : geometry.zslba(zone), .nlb = nlb};
      break;
    case 6:
    case 7:
      command.body = ZoneManagementReceive{
          .slba = random.one_in(2) ? 0 : slba,
          .numd = NumberOfDwords::of_count(1 + random.below(random.one_in(2) ? 64 : 400)),
          .zra = static_cast<ZoneReceiveAction>(random.below(3)),
          .zrasf = random.one_in(2) ? ReportingOption::All : static_cast<ReportingOption>(random.below(11)),
          .partial = random.one_in(2)};
      break;
    case 8:
      command.body =
          ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::SetZoneDescriptorExtension, .select_all = all};
      break;
    case 9:
      command.body = random.one_in(3) ? Command::Body{Flush{}} : Command::Body{OtherCommand{0x55}};
      break;
    default:
      command.body =
          ZoneManagementSend{.slba = zslba, .zsa = static_cast<ZoneSendAction>(1 + random.below(6)), .select_all = all};
      break;
  }
  return command;
}

// Spontaneous closes only, or zones that fail too, which the oracle is told or not: noteworthy, never violations.
enum class Failures : std::uint8_t { None, Told, Unseen };

void watch(std::uint64_t seed, Failures failures) {
  Random random{seed};
  const Geometry geometry = some_geometry(random);
  Watched device{geometry, some_policy(random)};
  const bool restless = random.one_in(2);
  std::string history;
  for (int i = 0; i < 120; ++i) {
    if (restless && random.one_in(4))
      device.happen({EventKind::CloseZone, static_cast<ZoneId>(random.below(geometry.zones))});
    if (failures != Failures::None && random.one_in(25)) {
      const Event event{random.one_in(3) ? EventKind::Offline : EventKind::ReadOnly,
                        static_cast<ZoneId>(random.below(geometry.zones))};
      if (background(geometry, device.state_, event)) {
        device.happen(event);
        if (failures == Failures::Told) device.oracle_.note(event);
        history += "event zone " + std::to_string(event.zone) + "\n";
      }
    }
    const Command command = some_command(geometry, device.state_, random);
    const Watched::Answer answer = device.answer(command, static_cast<std::uint8_t>(i));
    const Verdict verdict = device.observe(command, answer);
    history += to_text(command) + " -> " + to_string(answer.effect.status) + "\n";
    ASSERT_NE(verdict.judgement, Judgement::NotPermitted)
        << "seed " << seed << "\n"
        << history << "expected " << testing::PrintToString(verdict.expected) << ", observed " << verdict.observed;
    ASSERT_NE(verdict.judgement, Judgement::Inconclusive) << "seed " << seed << "\n" << history;
  }
}

TEST(Oracle, NeverObjectsToTheReferenceUnderAnyPolicy) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(3000);
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed)
    watch(seed, static_cast<Failures>(seed % 3));
}

// ---- data pointers --------------------------------------------------------------------------------------------------

Verdict observe_wrong_prps(Watched& device, const Command::Body& body, Status status) {
  const Command command{.body = body};
  Watched::Answer answer = device.answer(command);
  std::fill(answer.returned.begin(), answer.returned.end(), std::byte{0x99});  // whatever was moved
  return device.oracle_.observe(
      command, answer.sent,
      {.status = status, .result = answer.effect.result, .data = answer.returned, .wrong_prps = true});
}

TEST(Oracle, WithWrongPrpsACommandSucceedsOrIsAbortedForThem) {
  Watched device{tiny(), {}};
  device.run(write(0, 2));
  EXPECT_EQ(observe_wrong_prps(device, Read{.slba = 0}, kSuccess).judgement, Judgement::Permitted)
      << "its data says nothing";
  EXPECT_EQ(observe_wrong_prps(device, Read{.slba = 0}, Status::PrpOffsetInvalid).judgement, Judgement::Permitted);
  EXPECT_EQ(observe_wrong_prps(device, Read{.slba = 0}, Status::LbaOutOfRange).judgement, Judgement::NotPermitted);
  EXPECT_EQ(device.run_but_say(Read{.slba = 0}, Status::PrpOffsetInvalid).judgement, Judgement::NotPermitted)
      << "its PRPs are right";
  EXPECT_EQ(observe_wrong_prps(device, Read{.slba = 9999}, kSuccess).judgement, Judgement::NotPermitted);
}

TEST(Oracle, WhatWasWrittenWithWrongPrpsIsNotKnown) {
  Watched device{tiny(), {}};
  EXPECT_EQ(observe_wrong_prps(device, write(0, 2), kSuccess).judgement, Judgement::Permitted);
  EXPECT_TRUE(device.oracle_.needs_whole_report());
  device.oracle_.found();
  const Command read{.body = Read{.slba = 0}};
  Watched::Answer answer = device.answer(read);
  answer.returned.assign(answer.returned.size(), std::byte{0x42});
  EXPECT_EQ(device.observe(read, answer).judgement, Judgement::Permitted);
  EXPECT_EQ(device.oracle_.belief().zone(0).wp, 2U);
}

// Found by fuzz_oracle: a command that is aborted for its data pointer leaves what is written as it was.
TEST(Oracle, ACommandAbortedForItsDataPointerLosesNoBlock) {
  Watched device{tiny(), {}};
  device.run(write(0, 2));
  device.run(send(0, ZoneSendAction::Finish));
  const Command finish{.body = send(0, ZoneSendAction::Finish), .psdt = Psdt::Sgl};  // it supports none
  EXPECT_EQ(device.observe(finish, device.answer(finish)).judgement, Judgement::Permitted);
  EXPECT_EQ(observe_wrong_prps(device, write(2), Status::ZoneIsFull).judgement, Judgement::Permitted);
  const Command read{.body = Read{.slba = 0}};
  Watched::Answer answer = device.answer(read);
  answer.returned.assign(answer.returned.size(), std::byte{0x42});
  EXPECT_EQ(device.observe(read, answer).judgement, Judgement::NotPermitted);
}

TEST(Oracle, AWriteAbortedForItsDataPointerMayHaveOpenedTheZone) {
  Watched device{tiny(), {}};
  EXPECT_EQ(observe_wrong_prps(device, write(0), Status::PrpOffsetInvalid).judgement, Judgement::Permitted);
  EXPECT_EQ(device.oracle_.needs_report(), std::vector<ZoneId>{0});
}

TEST(Oracle, DoesNotJudgeWhatAnSglSays) {
  Geometry geometry = tiny();
  geometry.sgls = true;
  Watched device{geometry, {}};
  const Command command{.body = write(0, 2), .psdt = Psdt::Sgl};
  Watched::Answer answer = device.answer(command);
  answer.effect.status = Status::InternalError;
  EXPECT_EQ(device.observe(command, answer).judgement, Judgement::NotJudged);
  EXPECT_EQ(device.oracle_.needs_report(), std::vector<ZoneId>{0}) << "it may have opened the zone";
  answer.effect.status = kSuccess;
  EXPECT_EQ(device.observe(command, answer).judgement, Judgement::NotJudged);
  EXPECT_TRUE(device.oracle_.needs_whole_report()) << "it may have written";
}

TEST(Oracle, ForgetsWhatItDidNotSee) {
  Watched device{tiny(), {}};
  device.run(write(0, 2));
  device.run(write(8, 1));
  device.oracle_.lose({.body = write(0, 2)});
  EXPECT_TRUE(device.oracle_.needs_whole_report());
  device.oracle_.found();
  const auto read_as = [&](std::uint64_t lba) {
    const Command read{.body = Read{.slba = lba}};
    Watched::Answer answer = device.answer(read);
    answer.returned.assign(answer.returned.size(), std::byte{0x42});
    return device.observe(read, answer).judgement;
  };
  EXPECT_EQ(read_as(0), Judgement::Permitted);
  EXPECT_EQ(read_as(8), Judgement::NotPermitted) << "another zone";
}

// Found by fuzz_oracle: the zone that was seen open may have been closed for the one that nobody saw opened.
TEST(Oracle, DoesNotCountZonesAsOpenAtOnceAcrossACommandItDidNotSee) {
  Geometry geometry = tiny();
  geometry.max_open = 1;
  Watched device{geometry, {}};
  device.run(write(0, 1));
  device.run(report());
  device.oracle_.lose({.body = write(8, 1)});
  device.run(write(8, 1));  // closes zone 0
  device.run(report());     // is adopted
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
}

}  // namespace
}  // namespace zns
