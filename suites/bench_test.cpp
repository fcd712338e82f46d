#include "suites/bench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reference/spec/bytes.hpp"
#include "reference/spec/pattern.hpp"
#include "suites/batch.hpp"
#include "suites/command_text.hpp"
#include "suites/differing_bytes.hpp"
#include "suites/fake_target.hpp"

namespace zns::suites {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct BenchTest : ::testing::Test {
  FakeTarget drive;
  std::optional<Bench> made;

  Bench& bench(BenchOptions options = {}) {
    made.emplace(drive, read_facts(drive), options);
    made->prepare_run();
    made->begin_case();
    return *made;
  }
};

template <class Call>
CaseFailed failure_of(Call call) {
  try {
    call();
  } catch (const CaseFailed& failed) {
    return failed;
  }
  ADD_FAILURE() << "the case does not fail";
  return {};
}

template <class Call>
std::string refusal_of(Call call) {
  try {
    call();
  } catch (const CaseNotApplicable& refused) {
    return refused.reason;
  }
  ADD_FAILURE() << "the case is applicable";
  return {};
}

template <class Call>
std::string not_testable(Call call) {
  try {
    call();
  } catch (const NotTestable& reason) {
    return reason.what();
  }
  ADD_FAILURE() << "it is testable";
  return {};
}

// ---- facts ----------------------------------------------------------------------------------------------------------

TEST_F(BenchTest, FactsAreCountsAndBytes) {
  drive.zoned_controller.zasl = 0;
  const Facts facts = read_facts(drive);
  EXPECT_EQ(facts.lba_bytes, 512U);
  EXPECT_EQ(facts.zone_count, 4U);
  EXPECT_EQ(facts.zsze, 16U);
  EXPECT_EQ(facts.max_active, 3U);
  EXPECT_EQ(facts.max_open, 2U);
  EXPECT_EQ(facts.mdts_bytes, 8192U);
  EXPECT_EQ(facts.append_limit_bytes, 8192U);
  EXPECT_TRUE(facts.append) << "without the log page nothing is said against it";
}

TEST_F(BenchTest, LeftOverBlocksAreNoZone) {
  drive.ns.nsze += 5;
  EXPECT_EQ(read_facts(drive).zone_count, 4U);
}

TEST_F(BenchTest, SaysInOneLineWhatCannotBeTested) {
  const auto reason = [](const std::function<void(FakeTarget&)>& spoil) {
    FakeTarget spoilt;
    spoil(spoilt);
    return not_testable([&] { read_facts(spoilt); });
  };
  EXPECT_THAT(reason([](FakeTarget& d) { d.ns.lbaf[0].ms = 8; }), HasSubstr("8 bytes of metadata"));
  EXPECT_THAT(reason([](FakeTarget& d) { d.ns.nsze = 0; }), HasSubstr("NSZE 0"));
  EXPECT_THAT(reason([](FakeTarget& d) {
                d.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
                  const auto* identify = std::get_if<Identify>(&command.body);
                  if (identify == nullptr || identify->cns != Cns::CommandSetNamespace) return std::nullopt;
                  return Completion{.status = Status::InvalidFieldInCommand};
                };
              }),
              StartsWith("not a zoned namespace"));
}

TEST_F(BenchTest, TellsADeviceThatIsWrongFromOneThatCannotBeTested) {
  const auto violated = [](const std::function<void(FakeTarget&)>& spoil) -> std::string {
    FakeTarget spoilt;
    spoil(spoilt);
    try {
      read_facts(spoilt);
    } catch (const DeviceWrong& wrong) {
      return std::string{wrong.clause.str()};
    }
    return "none";
  };
  const auto refuses = [](Cns cns) {
    return [cns](FakeTarget& d) {
      d.hook = [cns](const Command& command, const Submission&) -> std::optional<Completion> {
        const auto* identify = std::get_if<Identify>(&command.body);
        if (identify == nullptr || identify->cns != cns) return std::nullopt;
        return Completion{.status = Status::InvalidFieldInCommand};
      };
    };
  };
  EXPECT_EQ(violated([](FakeTarget& d) { d.ns.lbaf[0].lbads = 3; }), "IDN-005");
  EXPECT_EQ(violated([](FakeTarget& d) { d.zoned.lbafe[0].zsze = 0; }), "ZNS-ZM-003");
  EXPECT_EQ(violated([](FakeTarget& d) { d.ns.nsze = 15; }), "ZNS-ZM-002");
  EXPECT_EQ(violated(refuses(Cns::Controller)), "ID-CNS-001a");
  EXPECT_EQ(violated(refuses(Cns::Namespace)), "ID-CNS-000a");
}

TEST_F(BenchTest, TheEffectsLogMayDenyZoneAppend) {
  const auto with_log = [this](std::initializer_list<IoOpcode> supported) {
    const std::vector<IoOpcode> opcodes{supported};
    drive.hook = [opcodes](const Command& command, const Submission& submission) -> std::optional<Completion> {
      if (!std::holds_alternative<GetLogPage>(command.body)) return std::nullopt;
      for (const IoOpcode opcode : opcodes)
        submission.from_device[1024 + 4 * static_cast<std::size_t>(opcode)] = std::byte{1};
      return Completion{};
    };
    return read_facts(drive).append;
  };
  EXPECT_FALSE(with_log({IoOpcode::ZoneManagementSend}));
  EXPECT_TRUE(with_log({IoOpcode::ZoneManagementSend, IoOpcode::ZoneAppend}));
  EXPECT_TRUE(with_log({})) << "a page of zeroes says nothing";
}

// ---- needs ----------------------------------------------------------------------------------------------------------

TEST_F(BenchTest, ANeedThatIsNotMetHasAReason) {
  std::string reason;
  EXPECT_TRUE(bench().meets(Need::ActiveAboveOpen, reason));
  EXPECT_FALSE(made->meets(Need::Extension, reason));
  EXPECT_THAT(reason, HasSubstr("ZDES = 0"));
  EXPECT_TRUE(made->meets(Need::CapacityGap, reason));
  EXPECT_TRUE(made->meets(Need::WholeNamespace, reason));
  EXPECT_FALSE(bench({.first_zone = 1}).meets(Need::WholeNamespace, reason));
  EXPECT_TRUE(bench().meets(Need::Append, reason));
  Facts large_blocks = bench().facts();
  large_blocks.lba_bytes = *large_blocks.append_limit_bytes * 2;
  EXPECT_FALSE(Bench(drive, large_blocks, {}).meets(Need::Append, reason));
}

// ---- given ----------------------------------------------------------------------------------------------------------

TEST_F(BenchTest, BringsAZoneIntoEveryState) {
  for (const ZoneState state : kZoneStates) {
    const ZoneRef zone = bench().a_zone_in(state);
    EXPECT_EQ(drive.zones[zone.index].zs, state) << letters(state);
    made->end_case();
    EXPECT_EQ(drive.zones[zone.index].zs, ZoneState::Empty) << letters(state);
  }
}

TEST_F(BenchTest, WritesAsManyBlocksAsAsked) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed, 5);
  EXPECT_EQ(drive.zones[zone.index].wp, zone.zslba + 5);
  made->expect_pattern(zone.zslba, 5);
  const ZoneRef opened = made->a_zone_in(ZoneState::ExplicitlyOpened, 0);
  EXPECT_EQ(drive.zones[opened.index].wp, opened.zslba);
  EXPECT_THAT(refusal_of([&] { made->a_zone_in(ZoneState::Closed, FakeTarget::kZcap); }),
              HasSubstr("needs zones of more than 12 blocks"));
}

TEST_F(BenchTest, CasesWanderOverTheZones) {
  const std::uint64_t first = bench().a_zone_in(ZoneState::Empty).index;
  made->end_case();
  made->begin_case();
  EXPECT_NE(made->a_zone_in(ZoneState::Empty).index, first);
}

TEST_F(BenchTest, GivesNoZoneTwice) {
  std::set<std::uint64_t> seen;
  for (const ZoneRef& zone : bench().zones_in(ZoneState::Empty, 4)) seen.insert(zone.index);
  EXPECT_EQ(seen.size(), 4U);
  EXPECT_EQ(made->free_zones(), 0U);
  EXPECT_THAT(refusal_of([&] { made->a_zone_in(ZoneState::Empty); }), HasSubstr("1 unused zone"));
}

TEST_F(BenchTest, CountsResourcesBeforeItTakesThem) {
  EXPECT_EQ(bench().fill_open_limit(ZoneState::ExplicitlyOpened).size(), 2U);
  EXPECT_THAT(refusal_of([&] { made->a_zone_in(ZoneState::Closed); }), HasSubstr("1 open resource"));
  made->end_case();
  made->begin_case();
  EXPECT_EQ(made->fill_active_limit(ZoneState::Closed).size(), 3U);
  EXPECT_THAT(refusal_of([&] { made->a_zone_in(ZoneState::ImplicitlyOpened); }), HasSubstr("1 active resource"));
}

TEST_F(BenchTest, ZonesOutsideOfTheRangeKeepTheirResources) {
  drive.zones[0].zs = ZoneState::ExplicitlyOpened;
  EXPECT_EQ(bench({.first_zone = 1}).fill_open_limit(ZoneState::ExplicitlyOpened).size(), 1U);
  EXPECT_EQ(drive.zones[0].zs, ZoneState::ExplicitlyOpened);
}

TEST_F(BenchTest, RefusesWhatWouldReachOutsideOfTheRange) {
  bench({.first_zone = 1, .last_zone = 2});
  refusal_of([&] { made->select_all(ZoneSendAction::Reset); });
  refusal_of([&] { made->zone_mgmt_send(0, ZoneSendAction::Reset); });
  refusal_of([&] { made->write(47, 2); });  // into zone 3
  refusal_of([&] { made->the_last_zone(); });
  EXPECT_EQ(made->two_adjacent_empty_zones().first.index, 1U);
}

TEST_F(BenchTest, LeavesOutZonesThatAreReadOnlyOrOffline) {
  drive.zones[1].zs = ZoneState::Offline;
  EXPECT_EQ(bench().free_zones(), 3U);
  EXPECT_THAT(made->notes(), ElementsAre("zone 1 is not used: it is in ZSO"));
  EXPECT_EQ(made->two_adjacent_empty_zones().first.index, 2U);
}

TEST_F(BenchTest, ResetsWhatItFinds) {
  drive.zones[2].zs = ZoneState::Full;
  drive.zones[3].zs = ZoneState::Full;
  bench({.first_zone = 3});
  EXPECT_EQ(drive.zones[2].zs, ZoneState::Full) << "outside of the range";
  EXPECT_EQ(drive.zones[3].zs, ZoneState::Empty);
}

TEST_F(BenchTest, ADeviceThatNeverResetsIsNotTestable) {
  for (auto& zone : drive.zones) zone.zs = ZoneState::Full;
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<ZoneManagementSend>(command.body)) return std::nullopt;
    return Completion{.status = Status::InternalError};
  };
  EXPECT_THAT(not_testable([this] { bench(); }), HasSubstr("Internal Error"));
}

TEST_F(BenchTest, ASetUpThatFailsSaysWhatWasBeingDone) {
  bench();
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send == nullptr || send->zsa != ZoneSendAction::Close) return std::nullopt;
    return Completion{.status = Status::InvalidFieldInCommand};
  };
  const CaseFailed failed = failure_of([&] { made->a_zone_in(ZoneState::Closed); });
  EXPECT_TRUE(failed.definite);
  EXPECT_THAT(failed.failure.observed, StartsWith("while bringing zone 0 into ZSC: Invalid Field in Command"));
  EXPECT_THAT(failed.failure.clauses, ElementsAre("ZNS-SM-007"));
  const CaseFailed unwritten = failure_of([&] { made->a_zone_in(ZoneState::Closed, 0); });
  EXPECT_THAT(unwritten.failure.clauses, ElementsAre("ZNS-SM-013")) << "it was opened explicitly";
}

TEST_F(BenchTest, ADeviceMayCloseAnImplicitlyOpenedZoneAtOnce) {
  bench();
  drive.hook = [this](const Command& command, const Submission& submission) -> std::optional<Completion> {
    const auto* write = std::get_if<Write>(&command.body);
    if (write == nullptr) return std::nullopt;
    const Completion cqe = drive.honest(command, submission);
    drive.zones[write->slba / FakeTarget::kZsze].zs = ZoneState::Closed;
    return cqe;
  };
  EXPECT_THAT(refusal_of([&] { made->a_zone_in(ZoneState::ImplicitlyOpened); }), HasSubstr("at once"));
  made->a_zone_in(ZoneState::Closed);
}

// ---- then -----------------------------------------------------------------------------------------------------------

TEST_F(BenchTest, AStatusThatIsNotPermittedFailsWithBoth) {
  bench();
  const ZoneRef zone = made->a_zone_in(ZoneState::Full);
  const Completion cqe = made->write(zone.zslba, 1);
  made->expect_status(cqe, {Status::ZoneIsFull});
  const CaseFailed failed = failure_of([&] { made->expect_status(cqe, {kSuccess, Status::ZoneBoundaryError}); });
  EXPECT_FALSE(failed.definite);
  EXPECT_THAT(failed.failure.expected,
              ElementsAre("Successful Completion (SCT 0h, SC 00h)", "Zone Boundary Error (SCT 1h, SC B8h)"));
  EXPECT_EQ(failed.failure.observed, "Zone Is Full (SCT 1h, SC B9h)");
  EXPECT_THAT(failed.failure.zones, ElementsAre("zone 0  ZSF -> ZSF  zslba 0x0  wp - -> -"));
  EXPECT_THAT(failed.failure.commands, Contains("write slba=0x0 nlb=0 (1 block) -> Zone Is Full (SCT 1h, SC B9h)"));
}

TEST_F(BenchTest, APassingStatusDecidesNothingWhateverIsExpected) {
  bench();
  EXPECT_THROW(made->expect_success({.status = Status::InternalError}), CaseInconclusive);
  EXPECT_THROW(made->expect_success({.status = Status::WriteFault}), CaseInconclusive);
  EXPECT_THROW(made->expect_status({.status = Status::InternalError}, {Status::ZoneIsFull}), CaseInconclusive);
  EXPECT_THROW(made->expect_status({.status = Status::WriteFault}, {Status::ZoneIsFull}), CaseFailed);
  made->expect_status({.status = Status::InternalError}, {kSuccess, Status::InternalError});
}

TEST_F(BenchTest, AnImplicitlyOpenedZoneMayBeClosedAtAnyTime) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::ImplicitlyOpened, 3);
  const ZoneDescriptor before = made->descriptor(zone);
  drive.zones[zone.index].zs = ZoneState::Closed;
  made->expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 3);
  made->expect_unchanged(zone, before);
  EXPECT_THROW(made->expect_zone(zone, ZoneState::ExplicitlyOpened), CaseFailed);
  EXPECT_THROW(made->expect_zone(zone, ZoneState::Closed, zone.zslba + 4), CaseFailed);
  drive.zones[zone.index].zs = ZoneState::ExplicitlyOpened;
  EXPECT_THROW(made->expect_unchanged(zone, before), CaseFailed);
}

TEST_F(BenchTest, TheWritePointerMeansNothingInAFullZone) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Full);
  const ZoneDescriptor before = made->descriptor(zone);
  drive.zones[zone.index].wp = 0xFFFF'FFFF'FFFF'FFFF;
  made->expect_unchanged(zone, before);
  made->expect_zone(zone, ZoneState::Full, zone.zslba);
}

TEST_F(BenchTest, AZoneThatFailsByItselfDecidesNothing) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed);
  drive.zones[zone.index].zs = ZoneState::ReadOnly;
  EXPECT_THROW(made->expect_zone(zone, ZoneState::Closed), CaseInconclusive);
  EXPECT_NO_THROW(made->expect_zone(zone, ZoneState::ReadOnly));
}

TEST_F(BenchTest, AZoneThatStaysReadOnlyIsNoEvent) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::ReadOnly);
  EXPECT_THROW(made->expect_zone(zone, ZoneState::Offline), CaseFailed) << "what the case itself did is decisive";
  drive.zones[zone.index].zs = ZoneState::Offline;
  EXPECT_THROW(made->expect_zone(zone, ZoneState::ReadOnly), CaseInconclusive) << "ZNS-SM-023";
  drive.zones[zone.index].zs = ZoneState::Full;
  EXPECT_THROW(made->expect_zone(zone, ZoneState::ReadOnly), CaseFailed);
  made->end_case();
  EXPECT_EQ(drive.zones[zone.index].zs, ZoneState::Empty);
}

TEST_F(BenchTest, AnEmptyZoneHasItsWritePointerAtItsStart) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Empty);
  drive.zones[zone.index].wp += 1;
  EXPECT_THROW(made->expect_zone(zone, ZoneState::Empty), CaseFailed);
}

TEST_F(BenchTest, NamesTheDataThatIsInTheWrongPlace) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed, 4);
  const auto block = [this](std::uint64_t lba) { return drive.media.begin() + static_cast<std::ptrdiff_t>(lba * 512); };
  const auto complaint = [&] { return failure_of([&] { made->expect_pattern(zone.zslba, 4); }).failure.observed; };
  std::copy_n(block(3), 512, block(2));
  EXPECT_THAT(complaint(), StartsWith("block 0x2 holds the data of LBA 0x3: bytes 0 to 15 should be "));
  std::fill_n(block(2), 512, std::byte{0});
  EXPECT_THAT(complaint(), StartsWith("block 0x2 holds zeroes: bytes 0 to 15 should be "));
  std::copy_n(block(1), 256, block(2));
  EXPECT_THAT(complaint(),
              StartsWith("block 0x2 begins with the data of LBA 0x1 and differs from byte 256 on: bytes "));
  made->begin_case();
  EXPECT_THAT(complaint(), StartsWith("block 0x0 holds the data of an earlier generation: bytes 8 to 23 should be "));
}

TEST_F(BenchTest, ShowsBothSidesOfTheBytesThatDiffer) {
  // given a block of which three bytes are other ones than were written
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed, 4);
  const auto at = drive.media.begin() + 2 * 512 + 500;
  const Bytes right(at, at + 12);
  for (std::ptrdiff_t i = 0; i < 3; ++i) at[i] = ~at[i];
  const Bytes found(at, at + 12);
  // when it is compared
  const Failure failure = failure_of([&] { made->expect_pattern(zone.zslba, 4); }).failure;
  // then both are there, from the first one that differs up to the end of the block
  EXPECT_THAT(failure.observed, ::testing::EndsWith(": bytes 500 to 511 should be " + byte_values(right) +
                                                    ", and are " + byte_values(found)));
  EXPECT_EQ(byte_values(Bytes{std::byte{0x0F}, std::byte{0xA5}}), "0F A5");
  // and failures of one kind are one, whatever their bytes
  EXPECT_THAT(failure.what, ::testing::Not(::testing::HasSubstr("bytes")));
}

TEST_F(BenchTest, DeallocatedBlocksReadAsTheDeviceSays) {
  const auto read_as = [this](std::uint8_t dlfeat, std::byte value) {
    drive.ns.dlfeat = dlfeat;
    bench();
    std::fill(drive.media.begin(), drive.media.end(), value);
    try {
      made->expect_deallocated(0, 16);
    } catch (const CaseFailed&) {
      return false;
    }
    return true;
  };
  EXPECT_TRUE(read_as(1, std::byte{0x00}));
  EXPECT_FALSE(read_as(1, std::byte{0xFF}));
  EXPECT_FALSE(read_as(2, std::byte{0x00}));
  EXPECT_TRUE(read_as(2, std::byte{0xFF}));
  EXPECT_TRUE(read_as(0, std::byte{0x00}));
  EXPECT_TRUE(read_as(0, std::byte{0xFF}));
  EXPECT_FALSE(read_as(0, std::byte{0x5A}));
  EXPECT_FALSE(read_as(0, kUntouched)) << "a read that moves no data is no read";
}

TEST_F(BenchTest, AReportOfAnotherZoneIsAFailure) {
  bench();
  drive.hook = [this](const Command& command, const Submission& submission) -> std::optional<Completion> {
    if (!std::holds_alternative<ZoneManagementReceive>(command.body)) return std::nullopt;
    Command other = command;
    std::get<ZoneManagementReceive>(other.body).slba += FakeTarget::kZsze;
    return drive.honest(other, submission);
  };
  EXPECT_THAT(failure_of([&] { made->a_zone_in(ZoneState::Empty); }).failure.observed, "it begins with a zone at 0x10");
}

// Options, the Partial Report bit and extended reports have cases of their own: a device that refuses them fails those.
TEST_F(BenchTest, LooksWithTheSimplestReportThatThereIs) {
  drive.hook = [this](const Command& command, const Submission& submission) -> std::optional<Completion> {
    const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
    if (receive == nullptr) return std::nullopt;
    if (receive->zrasf != ReportingOption::All || receive->partial)
      return Completion{.status = Status::InvalidFieldInCommand};
    const Completion cqe = drive.honest(command, submission);
    store_le(submission.from_device, 0, std::uint64_t{0});  // what it counts is nothing to the bench
    return cqe;
  };
  Bench& b = bench();
  b.a_zone_in(ZoneState::Closed);
  b.zones_in(ZoneState::ExplicitlyOpened, 2);
  EXPECT_EQ(b.resources_held().active, 3U);
  EXPECT_EQ(b.resources_held().open, 2U);
  EXPECT_EQ(b.zones_found_in(ZoneState::Closed), 1U);
  EXPECT_EQ(b.all_descriptors().size(), FakeTarget::kZones);
  EXPECT_NO_THROW(b.end_case());
}

TEST_F(BenchTest, ZonesOutsideOfTheRangeHoldResourcesToo) {
  drive.zones[0].zs = ZoneState::ExplicitlyOpened;
  drive.zones[1].zs = ZoneState::Closed;
  Bench& b = bench({.first_zone = 2});
  EXPECT_EQ(b.resources_held().active, 2U);
  EXPECT_EQ(b.resources_held().open, 1U);
}

TEST_F(BenchTest, ALookThatIsRefusedCitesTheReportAndNotTheCase) {
  Bench& b = bench();
  const ZoneRef zone = b.a_zone_in(ZoneState::Empty);
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<ZoneManagementReceive>(command.body)) return std::nullopt;
    return Completion{.status = Status::InvalidFieldInCommand};
  };
  const CaseFailed failed = failure_of([&] { b.expect_zone(zone, ZoneState::Empty); });
  EXPECT_TRUE(failed.definite);
  EXPECT_THAT(failed.failure.clauses, ElementsAre("ZNS-ZMR-001"));
}

TEST_F(BenchTest, DataThatAResetLeftCitesReset) {
  Bench& b = bench();
  const ZoneRef zone = b.a_zone_in(ZoneState::Closed, 2);
  const std::vector<std::byte> old = drive.media;
  b.end_case();
  b.begin_case();
  drive.media = old;
  const CaseFailed failed = failure_of([&] { b.expect_deallocated(zone.zslba, 1); });
  EXPECT_THAT(failed.failure.clauses, ElementsAre("ZNS-ZMS-030"));
  EXPECT_FALSE(failed.definite) << "the level of the case counts";

  const ZoneRef mine = b.a_zone_in(ZoneState::Closed, 2);
  const CaseFailed own = failure_of([&] { b.expect_deallocated(mine.zslba, 1); });
  EXPECT_THAT(own.failure.clauses, ::testing::IsEmpty()) << "what this case wrote is the case's own matter";
}

TEST_F(BenchTest, FailuresOfOneKindSayTheSameButForTheirNumbers) {
  Bench& b = bench();
  const ZoneRef first = b.a_zone_in(ZoneState::Empty);
  const ZoneRef second = b.a_zone_in(ZoneState::Empty);
  const auto what = [&](const ZoneRef& zone) {
    return failure_of([&] { b.expect_zone(zone, ZoneState::Closed); }).failure.what;
  };
  EXPECT_EQ(what(first), what(second));
  EXPECT_EQ(what(first), "zone # in ZSC|zone # in ZSE");
  EXPECT_EQ(without_numbers("0x3f of 12: Zone Is Full (SCT 1h, SC B9h)"), "# of #: Zone Is Full (SCT 1h, SC B9h)");
  EXPECT_EQ(without_numbers(""), "");
}

TEST_F(BenchTest, WritingOutsideOfTheBufferAlwaysFails) {
  bench();
  drive.hook = [this](const Command& command, const Submission& submission) -> std::optional<Completion> {
    Completion cqe = drive.honest(command, submission);
    cqe.overran = std::holds_alternative<ZoneManagementReceive>(command.body);
    return cqe;
  };
  const CaseFailed failed = failure_of([&] { made->a_zone_in(ZoneState::Empty); });
  EXPECT_TRUE(failed.definite);
  EXPECT_THAT(failed.failure.clauses, ElementsAre("ZNS-ZMR-F02"));
}

TEST_F(BenchTest, ReportsAreReadInPieces) {
  drive.way.max_transfer_bytes = 4096;
  EXPECT_EQ(bench().all_descriptors().size(), 4U);
  EXPECT_EQ(made->max_blocks_per_command(), 8U);
}

// ---- afterwards -----------------------------------------------------------------------------------------------------

TEST_F(BenchTest, PutsBackWhateverACommandNamed) {
  bench().zone_mgmt_send(32, ZoneSendAction::Finish);
  made->end_case();
  EXPECT_EQ(drive.zones[2].zs, ZoneState::Empty);
}

TEST_F(BenchTest, WhereOneOtherZoneChangedAllAreLookedAt) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed);
  ASSERT_EQ(zone.index, 0U);
  drive.zones[1].zs = drive.zones[3].zs = ZoneState::Full;
  EXPECT_THAT(failure_of([&] { made->end_case(); }).failure.observed,
              HasSubstr("zone 3, which the case did not use, is in ZSF"));
  EXPECT_EQ(drive.zones[3].zs, ZoneState::Empty) << "the next case is innocent";
}

TEST_F(BenchTest, AZoneThatTheCaseDidNotUseStaysAsItIs) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed);
  drive.zones[zone.index + 1].zs = ZoneState::Full;
  EXPECT_THAT(failure_of([&] { made->end_case(); }).failure.observed,
              HasSubstr("zone 1, which the case did not use, is in ZSF"));
  EXPECT_EQ(drive.zones[zone.index + 1].zs, ZoneState::Empty) << "the next case is not to suffer";
}

TEST_F(BenchTest, AZoneThatCannotBeResetIsAFailureAndLeftOut) {
  bench().a_zone_in(ZoneState::Closed);
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<ZoneManagementSend>(command.body)) return std::nullopt;
    return Completion{.status = Status::InvalidFieldInCommand};
  };
  EXPECT_THAT(failure_of([&] { made->end_case(); }).failure.observed,
              HasSubstr("could not reset zone 0: Invalid Field in Command"));
  made->begin_case();
  EXPECT_EQ(made->free_zones(), 3U);
}

TEST_F(BenchTest, AZoneThatWentReadOnlyByItselfIsAWarning) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed);
  drive.zones[zone.index].zs = ZoneState::ReadOnly;
  drive.way.zone_events = false;
  made->end_case();
  EXPECT_THAT(made->warnings(), ElementsAre("zone 0 went ZSRO by itself"));
  EXPECT_EQ(made->free_zones(), 3U);
}

TEST_F(BenchTest, AnEmptyZoneWithAWritePointerElsewhereFailsTheCaseAndIsPutRight) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed);
  drive.hook = [&](const Command& command, const Submission& submission) -> std::optional<Completion> {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send == nullptr || send->zsa != ZoneSendAction::Reset) return std::nullopt;
    const bool opened = drive.zones[zone.index].zs == ZoneState::ExplicitlyOpened;
    const Completion cqe = drive.honest(command, submission);
    if (!opened) drive.zones[zone.index].wp = zone.zslba + 2;
    return cqe;
  };
  EXPECT_THROW(made->end_case(), CaseFailed);
  EXPECT_EQ(drive.zones[zone.index].zs, ZoneState::Empty);
  EXPECT_EQ(drive.zones[zone.index].wp, zone.zslba);
}

TEST_F(BenchTest, AfterSelectAllEveryZoneIsLookedAt) {
  bench().select_all(ZoneSendAction::Reset);
  drive.zones[3].zs = ZoneState::Full;
  made->end_case();
  EXPECT_EQ(drive.zones[3].zs, ZoneState::Empty);
}

// ---- what a refused command left behind -----------------------------------------------------------------------------

// Every Write is refused from now on, whatever the zones report.
FakeTarget::Hook wedged(Status status) {
  return [status](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<Write>(command.body)) return std::nullopt;
    return Completion{.status = status};
  };
}

std::size_t writes_sent(const FakeTarget& drive) {
  return static_cast<std::size_t>(
      std::count_if(drive.commands.begin(), drive.commands.end(),
                    [](const Command& command) { return std::holds_alternative<Write>(command.body); }));
}

TEST_F(BenchTest, AfterARefusedCommandTheZoneIsWrittenToWhereItSaysSo) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::Closed);
  made->write(zone.zslba + 5, 1);  // refused
  drive.commands.clear();

  made->end_case();

  EXPECT_EQ(writes_sent(drive), 1U);
  EXPECT_EQ(drive.zones[zone.index].zs, ZoneState::Empty) << "it is put back after that";
}

TEST_F(BenchTest, AZoneThatIsWedgedAfterARefusedCommandFailsTheCase) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::ExplicitlyOpened);
  drive.hook = wedged(Status::ZoneInvalidWrite);
  made->write(zone.zslba + 5, 1);

  const CaseFailed failed = failure_of([&] { made->end_case(); });

  EXPECT_THAT(
      failed.failure.observed,
      HasSubstr("after the case, in zone 0, which refused 'write slba=0x5 nlb=0 (1 block) -> Zone Invalid Write "
                "(SCT 1h, SC BCh)': Zone Invalid Write"));
  EXPECT_THAT(failed.failure.clauses, ElementsAre("ZNS-GEN-007"));
  EXPECT_EQ(drive.zones[zone.index].zs, ZoneState::Empty) << "the next case is innocent";
}

TEST_F(BenchTest, APassingStatusAfterARefusedCommandDecidesNothing) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::ExplicitlyOpened);
  made->write(zone.zslba + 5, 1);
  drive.hook = wedged(Status::NamespaceNotReady);
  EXPECT_NO_THROW(made->end_case());
}

TEST_F(BenchTest, AZoneThatFailsByItselfAfterARefusedCommandDecidesNothing) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::ExplicitlyOpened);
  made->write(zone.zslba + 5, 1);
  drive.hook = [&](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<Write>(command.body)) return std::nullopt;
    drive.zones[zone.index].zs = ZoneState::ReadOnly;
    return Completion{.status = Status::ZoneIsReadOnly};
  };
  EXPECT_NO_THROW(made->end_case());
}

TEST_F(BenchTest, WithNoResourcesLeftARefusedCommandIsNotLookedInto) {
  bench().fill_open_limit(ZoneState::ExplicitlyOpened);
  made->write(2 * FakeTarget::kZsze + 5, 1);  // in an Empty zone
  drive.commands.clear();
  made->end_case();
  EXPECT_EQ(writes_sent(drive), 0U);
}

TEST_F(BenchTest, ACaseThatHasFailedIsNotLookedInto) {
  const ZoneRef zone = bench().a_zone_in(ZoneState::ExplicitlyOpened);
  EXPECT_THROW(made->expect_success(made->write(zone.zslba + 5, 1)), CaseFailed);
  drive.commands.clear();
  made->end_case();
  EXPECT_EQ(writes_sent(drive), 0U) << "one defect is one failure";
}

// ---- commands in flight together ------------------------------------------------------------------------------------

TEST_F(BenchTest, ABatchIsLoggedCommandByCommand) {
  drive.way.queue_depth = 2;
  const ZoneRef zone = bench().a_zone_in(ZoneState::Empty);
  Batch batch{bench()};
  batch.write(zone.zslba, 1);
  batch.flush();
  const std::size_t before = made->log().size();
  batch.run();
  ASSERT_EQ(made->log().size(), before + 2);
  EXPECT_EQ(made->log()[before + 1], "together: flush -> Successful Completion (SCT 0h, SC 00h)");
  EXPECT_EQ(drive.zones[zone.index].wp, zone.zslba + 1);
}

TEST_F(BenchTest, MoreCommandsThanTheWayCarriesAreNotApplicable) {
  Batch batch{bench()};
  batch.flush();
  batch.flush();
  EXPECT_THROW(batch.run(), CaseNotApplicable);
}

TEST_F(BenchTest, AWriteOutsideOfTheBufferFailsABatchToo) {
  drive.way.queue_depth = 2;
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (std::holds_alternative<Flush>(command.body)) return Completion{.overran = true};
    return std::nullopt;
  };
  Batch batch{bench()};
  batch.flush();
  EXPECT_THROW(batch.run(), CaseFailed);
}

TEST(PrpLayout, MayHaveAnOffsetInItsFirstPageOnly) {
  EXPECT_TRUE(is_permissible({}, 0));
  EXPECT_TRUE(is_permissible({.offset = 0xFFC, .list_offset = 8}, 1 << 20));
  EXPECT_FALSE(is_permissible({.offset = 2}, 512));
  EXPECT_FALSE(is_permissible({.prp2_offset = 4}, 8192));
  EXPECT_TRUE(is_permissible({.prp2_offset = 4}, 4096)) << "there is no PRP2";
  EXPECT_FALSE(is_permissible({.offset = 4, .prp2_offset = 4}, 4096));
}

// ---- text -----------------------------------------------------------------------------------------------------------

TEST(CommandText, IsOneLineInTheStandardsWords) {
  const auto text = [](const Command::Body& body) { return to_text(Command{.body = body}); };
  EXPECT_EQ(text(Write{.slba = 0x30, .nlb = Nlb::of_count(8)}), "write slba=0x30 nlb=7 (8 blocks)");
  EXPECT_EQ(text(ZoneManagementSend{.slba = 0x30, .zsa = ZoneSendAction::Close}), "zone-mgmt-send close zslba=0x30");
  EXPECT_EQ(text(ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = true}),
            "zone-mgmt-send reset select-all");
  EXPECT_EQ(text(ZoneManagementSend{.zsa = static_cast<ZoneSendAction>(6)}), "zone-mgmt-send zsa=0x6 zslba=0x0");
  EXPECT_EQ(to_text(Command{.body = ZoneAppend{}}, {.result = 0x31}),
            "-> Successful Completion (SCT 0h, SC 00h) alba=0x31");
  Sqe reserved = encode(Command{.body = Read{}});
  reserved.cdw13 = 4;
  EXPECT_EQ(to_text(Queue::Io, reserved), "read slba=0x0 nlb=0 (1 block) cdw13=0x4");
}

TEST(PatternText, EveryWordOfABlockIsItsOwn) {
  std::set<std::uint64_t> words;
  for (const std::uint64_t lba : {0U, 1U, 2U}) {
    Bytes block(4096);
    Pattern{.seed = 7, .generation = 3}.fill_block(block, lba);
    for (std::size_t at = 0; at < block.size(); at += 8) words.insert(load_le<std::uint64_t>(block, at));
  }
  EXPECT_EQ(words.size(), 3U * 512U);
}

}  // namespace
}  // namespace zns::suites
